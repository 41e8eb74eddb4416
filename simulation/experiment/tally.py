"""Counts up what has been played of an experiment so far; every statistic is asked from it.

Nothing is kept twice: a point that comes again (a resumed sweep, a worker that died after it had
answered) changes nothing.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.experiment.estimates import (
    Difference,
    Estimate,
    Values,
    adjusted,
    difference_of,
    estimate_of,
    half_width_of,
)
from simulation.experiment.order import Order, Target
from simulation.experiment.played import Played


class Tally:
    """The figures of an experiment by cell and replication."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self._played: list[dict[int, Played]] = [{} for _ in order.cells]

    def add(self, played: Played) -> None:
        """Take a point, in any order."""
        self._played[played.cell].setdefault(played.replication, played)

    @property
    def done(self) -> int:
        """Points played."""
        return sum(map(len, self._played))

    def count(self, cell: int) -> int:
        """Replications of a cell."""
        return len(self._played[cell])

    def played(self, cell: int) -> tuple[Played, ...]:
        """The replications of a cell, ascending."""
        return tuple(one for _, one in sorted(self._played[cell].items()))

    def kpis(self) -> tuple[str, ...]:
        """Names of all figures, in the order in which a run tells them."""
        return tuple(
            dict.fromkeys(
                name for cell in self._played for one in cell.values() for name in one.kpis
            )
        )

    def values(self, cell: int, kpi: str) -> Values:
        """Of a figure, by ascending replication; runs that do not have it are left out."""
        return np.array([one.kpis[kpi] for one in self.played(cell) if kpi in one.kpis])

    def estimate(self, cell: int, kpi: str) -> Estimate | None:
        """Mean, interval and quantiles; None while no run of the cell has the figure."""
        values = self.values(cell, kpi)
        return estimate_of(kpi, values) if len(values) else None

    def estimates(self, cell: int, kpis: Iterable[str] | None = None) -> tuple[Estimate, ...]:
        """Of these figures, or of all that the cell has."""
        found = (self.estimate(cell, kpi) for kpi in (self.kpis() if kpis is None else kpis))
        return tuple(one for one in found if one is not None)

    def convergence(self, cell: int, kpi: str) -> NDArray[np.float64]:
        """How mean and interval came about: array of shape (replications, 3).

        Columns: replications so far, their mean, half the width of its interval (infinite at 1).
        """
        values = self.values(cell, kpi)
        rows = [
            (count, float(np.mean(values[:count])), half_width_of(values[:count]))
            for count in range(1, len(values) + 1)
        ]
        return np.array(rows, dtype=np.float64).reshape(-1, 3)

    def means(self, kpi: str) -> NDArray[np.float64]:
        """Of a figure by cell, array of shape (cells,); NaN where nothing was played yet."""
        by_cell = (self.values(cell, kpi) for cell in range(len(self._played)))
        return np.array([np.mean(one) if len(one) else np.nan for one in by_cell])

    def table_mean(self, cell: int, name: str) -> NDArray[np.float64] | None:
        """Mean over replications of a table of figures; None while no run has it."""
        found = [one.tables[name] for one in self.played(cell) if name in one.tables]
        return np.mean(found, axis=0) if found else None

    def difference(self, kpi: str, cell: int, reference: int = 0) -> Difference | None:
        """A cell less the reference over the replications that both have; None: there is none."""
        ours, theirs = self._played[cell], self._played[reference]
        both = [
            number
            for number in sorted(ours.keys() & theirs.keys())
            if kpi in ours[number].kpis and kpi in theirs[number].kpis
        ]
        if not both:
            return None
        mine = np.array([ours[number].kpis[kpi] for number in both])
        reference_values = np.array([theirs[number].kpis[kpi] for number in both])
        return difference_of(kpi, cell, mine, reference_values)

    def differences(
        self, kpis: Sequence[str] | None = None, reference: int = 0
    ) -> tuple[Difference, ...]:
        """Every other cell against the reference, by cell, then figure; judged among each other."""
        found = (
            self.difference(kpi, cell, reference)
            for cell in range(len(self._played))
            if cell != reference
            for kpi in (self.kpis() if kpis is None else kpis)
        )
        return adjusted([one for one in found if one is not None])

    def is_met(self, target: Target) -> bool:
        """Whether a figure is known as well as the target asks, in every cell."""
        return all(self._meets(cell, target) for cell in range(len(self._played)))

    def _meets(self, cell: int, target: Target) -> bool:
        found = self.estimate(cell, target.kpi)
        if found is None:
            return False
        wanted = target.half_width * (abs(found.mean) if target.is_relative else 1.0)
        return found.half_width <= wanted
