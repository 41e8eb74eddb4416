"""What is asked of an experiment: cells, each a setting of one scenario, and how often each runs.

A replication, a sweep and a comparison are the same order with one, many and a few cells. Cells
share their random numbers replication by replication, so any two of them can be paired.
"""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf
from typing import Final, Self

from core.domain.errors import RuleError
from simulation.experiment.point import Change, Point
from simulation.scenario import SEED_END

REPLICATIONS: Final = 20
"""What is begun with where nobody says how many."""
REPLICATIONS_END: Final = 10_000
SEED: Final = "seed"
"""The path that no change may have: the experiment's own seed rules, so it would do nothing."""


class OrderKind(StrEnum):
    """What an experiment is for."""

    REPLICATE = "REPLICATE"
    """One setting, often enough to know its figures."""
    SWEEP = "SWEEP"
    """Many settings, as a design lays them out."""
    COMPARE = "COMPARE"
    """A few settings; each against the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One setting of the scenario."""

    title: str = ""
    """As shown; empty for the scenario as it is."""
    changes: tuple[Change, ...] = ()
    """Beside those of the base; in a sweep one for each axis, in their order."""
    variant: str = ""
    """Name of a variant of the scenario; empty: that of the base."""
    scenario: str = ""
    """The whole text of another scenario; empty: that of the base."""
    source: str = ""
    """How messages name that other scenario."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How well a figure shall be known before no more replications are added."""

    kpi: str
    half_width: float
    """Of the 95 % interval of its mean, at most; above 0."""
    is_relative: bool = True
    """Whether ``half_width`` is a part of the mean (0.03 = 3 %) or in the figure's own unit."""

    def __post_init__(self) -> None:
        if not 0 < self.half_width < inf:  # of what is no number this is false too
            found = self.half_width
            raise RuleError(f"target of {self.kpi}: wanted a number above 0, found {found}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An experiment as it is asked for; a value that can be pickled and kept in a file."""

    kind: OrderKind
    base: Point
    """Scenario, seed, engine, and changes that hold in every cell; its replication is 0."""
    cells: tuple[Cell, ...] = (Cell(),)
    """At least one; in a comparison the first is what the others are compared with."""
    replications: int = REPLICATIONS
    """Of each cell, at least 1."""
    first_replication: int = 0
    """The number of the first of them; above 0 it extends an experiment that was made."""
    targets: tuple[Target, ...] = ()
    """Replications are added to all cells until each of these is met in every cell ..."""
    replications_max: int = 200
    """... or each cell has that many."""

    def __post_init__(self) -> None:
        for name in ("replications", "replications_max"):
            found = getattr(self, name)
            if not 1 <= found <= REPLICATIONS_END:
                raise RuleError(f"{name}: wanted 1 to {REPLICATIONS_END}, found {found}")
        if not 0 <= self.base.seed < SEED_END:
            raise RuleError(f"seed: wanted 0 to {SEED_END - 1}, found {self.base.seed}")
        if any(one.path == SEED for one in self.base.changes) or SEED in self.paths:
            raise RuleError("seed: it is no setting and the same in every cell; use --seed instead")
        if not self.cells:
            raise RuleError("cells: wanted at least one, found none")
        twice = [
            one for one, count in Counter(cell.title for cell in self.cells).items() if count > 1
        ]
        if twice:
            raise RuleError(f"cells: two are called {twice[0]!r}")

    def point(self, cell: int, replication: int) -> Point:
        """What is run for a cell, both counted from 0."""
        setting = self.cells[cell]
        return replace(
            self.base,
            scenario=setting.scenario or self.base.scenario,
            source=setting.source or self.base.source,
            changes=(*self.base.changes, *setting.changes),
            variant=setting.variant or self.base.variant,
            replication=replication,
        )

    @property
    def replications_end(self) -> int:
        """The first number that no replication has, however many targets add."""
        count = max(self.replications, self.replications_max if self.targets else 0)
        return self.first_replication + count

    @property
    def paths(self) -> tuple[str, ...]:
        """What varies from cell to cell, in the order in which cells name it."""
        return tuple(dict.fromkeys(one.path for cell in self.cells for one in cell.changes))

    def extended(self, replications: int) -> Self:
        """The same cells, that many more replications of each, and nothing played twice."""
        first = self.first_replication + self.replications
        return replace(self, first_replication=first, replications=replications)


def replicate_order(
    base: Point, replications: int = REPLICATIONS, targets: tuple[Target, ...] = ()
) -> Order:
    """One setting, replicated; with targets until they are met."""
    return Order(kind=OrderKind.REPLICATE, base=base, replications=replications, targets=targets)


def compare_order(
    base: Point, alternatives: tuple[Cell, ...], replications: int = REPLICATIONS
) -> Order:
    """Settings side by side on the same random numbers; the first is the reference."""
    return Order(kind=OrderKind.COMPARE, base=base, cells=alternatives, replications=replications)
