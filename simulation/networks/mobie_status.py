"""The history of EVSE states of the Portuguese network -> failure rates by class and by CPO.

Source: MOBI.E status, 175 snapshots from 2021 to 2024 (``../shared/data/mobie_pt_status_history``).
The last year of it is used: the network grew fourfold before.
"""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from simulation.networks.found_evse import PlugKind, class_of
from simulation.networks.mobie_registry import AC_STANDARDS

FIRST_DAY: Final = date(2023, 6, 22)
SEEN: Final = frozenset("ACOUB")
"""Available, charging, out of order, unknown, blocked: an EVSE that is there."""
FEWEST: Final = 1_000
"""States of a CPO's EVSEs; with fewer, nothing is said of it."""


@dataclass(frozen=True, slots=True)
class ClassFailures:
    """Parts of the states of a class, 0 to 1."""

    out_of_order: float
    unknown: float


@dataclass(frozen=True, slots=True)
class StatusHistory:
    """How often each letter was seen, by CPO and class."""

    states: Mapping[tuple[str, str], Counter[str]]

    def by_class(self) -> dict[str, ClassFailures]:
        """Failures of each class, all CPOs together."""
        return {
            kind: ClassFailures(*(states[letter] / states.total() for letter in "OU"))
            for kind, states in sorted(self._classes().items())
        }

    def failure_factors(self) -> dict[str, float]:
        """How much more a CPO's EVSEs are out of order than others of their classes, by party id.

        Only where at least ``FEWEST`` states are known.
        """
        classes = self.by_class()
        wanted: dict[str, float] = {}
        found: Counter[str] = Counter()
        count: Counter[str] = Counter()
        for (party, kind), states in self.states.items():
            expected = states.total() * classes[kind].out_of_order
            wanted[party] = wanted.get(party, 0.0) + expected
            found[party] += states["O"]
            count[party] += states.total()
        return {
            party: round(found[party] / wanted[party], 2)
            for party in sorted(count)
            if count[party] >= FEWEST
        }

    def _classes(self) -> dict[str, Counter[str]]:
        classes: dict[str, Counter[str]] = {}
        for (_, kind), states in self.states.items():
            classes.setdefault(kind, Counter()).update(states)
        return classes


def status_history(folder: Path) -> StatusHistory:
    """The states of the last year in that folder."""
    days = (folder / "dates.txt").read_text(encoding="utf-8").split()
    first = next(index for index, day in enumerate(days) if date.fromisoformat(day) >= FIRST_DAY)
    states: dict[tuple[str, str], Counter[str]] = {}
    with (folder / "status_matrix.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ac = row["standard"] in AC_STANDARDS
            kind = class_of(PlugKind.AC if ac else PlugKind.DC, Decimal(row["kw"]))
            seen = Counter(one for one in row["history"][first:] if one in SEEN)
            states.setdefault((row["party"], kind), Counter()).update(seen)
    return StatusHistory(states)
