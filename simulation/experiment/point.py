"""A point of an experiment: one run that can be made again to the same bytes, and its figures.

Points and results are plain values that can be pickled: the process that works a point out may be
one of a pool or on another machine, and gets everything it needs in the point.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from simulation.scenario_money import BooksKind


class EngineName(StrEnum):
    """Which engine runs a point."""

    SIMPY = "simpy"
    """The reference: drivers, queues, choice and failures, event by event."""
    NUMPY = "numpy"
    """Whole columns; only for scenarios whose drivers do not choose by the state of the sites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value of a scenario file that is another in this point."""

    path: str
    """As ``demand.hub_300.patience_median_min``: tables by their key, see ``scenario_changes``."""
    value: str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What is run."""

    scenario: str
    """The whole TOML text."""
    source: str
    """How messages name it: a path or a name."""
    changes: tuple[Change, ...] = ()
    variant: str = ""
    """Name of a variant of the scenario; empty: the scenario's own terms."""
    engine: EngineName = EngineName.SIMPY
    books: BooksKind = BooksKind.COLUMNS
    seed: int
    replication: int = 0
    """From 0. Points of the same seed and replication see the same drivers and dice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a result was made of, enough to make it again."""

    code_version: str
    """Version of the program, and a digest of its source."""
    input_digests: dict[str, str]
    """SHA-256 by the name of each input: the scenario's text, and files that it names."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointResult:
    """Figures of one point."""

    point: Point
    kpis: dict[str, float]
    """By name, unit last; of a party, class or site as ``name@key``: ``sessions@NL*DLT``."""
    tables: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    """Arrays by name, as ``utilisation_by_hour_of_week@hub_300`` of shape (168,)."""
    provenance: Provenance
    seconds: float
    """It took, real time."""
