"""The lanes of the fast engine: stretches in which nothing happens but that drivers wait.

Thousands are walked side by side. Their visits lie step by step: the first of every lane, then the
second of those that have one, and so on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulation.engines.engine_stretches import Stretches
from simulation.engines.engine_turns import Ints, Turns
from simulation.visit_plan import VisitPlan

WIDTHS: Final = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024)
"""EVSEs that a block of lanes has room for; sites share the block of the next width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """Lanes of sites of about the same size, the longest first.

    Arrays of shape (visit,) lie step by step; ``first[j]`` is where the j-th step begins, and it
    has one visit of each of the first ``first[j + 1] - first[j]`` lanes.
    """

    width: int
    visit: NDArray[np.intp]
    """Row of the plan."""
    first: Ints
    arrived_s: Ints
    stay_s: Ints
    patience_s: Ints
    evse_count: Ints
    """Array of shape (lane,)."""
    turn_s: NDArray[np.float64]
    """Expected wait for each one in the line, and oneself; array of shape (lane,)."""
    waiting_places: Ints
    """Array of shape (lane,)."""

    faulty: bool
    """Whether EVSEs are out of service at some time."""
    site: NDArray[np.int32]
    """Array of shape (lane,)."""

    @classmethod
    def of(cls, stretches: Stretches, turns: Turns, plan: VisitPlan) -> Iterator[Self]:
        """All stretches that are not eventful: blocks of one width, faulty or not."""
        yield from cls._blocks(stretches, turns, plan, faulty=False)
        yield from cls._blocks(stretches, turns, plan, faulty=True)

    @classmethod
    def _blocks(
        cls, stretches: Stretches, turns: Turns, plan: VisitPlan, *, faulty: bool
    ) -> Iterator[Self]:
        site, length = stretches.site, stretches.length
        width = np.array(WIDTHS)[np.searchsorted(WIDTHS, turns.evse_count)][site]
        width[stretches.eventful | (stretches.faulty != faulty)] = 0
        for one in np.unique(width[width > 0]):
            mine = np.flatnonzero(width == one)
            mine = mine[np.argsort(-length[mine], kind="stable")]
            visit, first = _by_step(stretches.order, stretches.begin[mine], length[mine])
            yield cls(
                width=int(one),
                visit=visit,
                first=first,
                arrived_s=plan.arrived_s[visit],
                stay_s=turns.stay_s[visit],
                patience_s=plan.patience_s[visit],
                evse_count=turns.evse_count[site[mine]],
                turn_s=turns.turn_s[site[mine]],
                waiting_places=turns.waiting_places[site[mine]],
                faulty=faulty,
                site=site[mine],
            )

    def lane_of_visit(self) -> Ints:
        """Number of the lane of each visit; array of shape (visit,)."""
        step_first = np.repeat(self.first[:-1], np.diff(self.first))
        numbers: Ints = np.arange(len(self.visit)) - step_first
        return numbers


def _by_step(
    order: NDArray[np.intp], begin: NDArray[np.intp], length: NDArray[np.intp]
) -> tuple[NDArray[np.intp], Ints]:
    """Rows of the plan step by step, and where each step begins; the longest lane is first."""
    at_least = np.searchsorted(-length, -np.arange(1, length[0] + 1), side="right")
    first = np.concatenate([[0], np.cumsum(at_least)])
    lane = np.arange(first[-1]) - np.repeat(first[:-1], at_least)
    step = np.repeat(np.arange(length[0]), at_least)
    return order[begin[lane] + step], first
