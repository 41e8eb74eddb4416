"""The lanes of the fast engine: stretches of a site's visits that start with every EVSE free.

Before the first visit of a lane everybody who came earlier is gone for certain, whatever the
queue did: so a lane knows nothing of the one before, and thousands are walked side by side. Their
visits lie step by step: the first of every lane, then the second of those that have one, ...
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulation.visit_plan import VisitPlan

WIDTHS: Final = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024)
"""EVSEs that a block of lanes has room for; sites share the block of the next width."""

UNLIMITED: Final = 1 << 40
"""Places in a line that nothing bounds."""

Ints = NDArray[np.int64]


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

    @classmethod
    def of(cls, rows: NDArray[np.intp], turns: "Turns", plan: VisitPlan) -> Iterator[Self]:
        """All lanes of some visits, one block for each width that some site has."""
        order = rows[np.argsort(plan.site[rows], kind="stable")]
        begin = _lane_begins(order, turns, plan)
        length = np.diff(np.append(begin, len(order)))
        lane_site = plan.site[order[begin]]
        width = np.array(WIDTHS)[np.searchsorted(WIDTHS, turns.evse_count)][lane_site]
        for one in np.unique(width):
            mine = np.flatnonzero(width == one)
            mine = mine[np.argsort(-length[mine], kind="stable")]
            visit, first = _by_step(order, begin[mine], length[mine])
            yield cls(
                width=int(one),
                visit=visit,
                first=first,
                arrived_s=plan.arrived_s[visit],
                stay_s=turns.stay_s[visit],
                patience_s=plan.patience_s[visit],
                evse_count=turns.evse_count[lane_site[mine]],
                turn_s=turns.turn_s[lane_site[mine]],
                waiting_places=turns.waiting_places[lane_site[mine]],
            )

    def lane_of_visit(self) -> Ints:
        """Number of the lane of each visit; array of shape (visit,)."""
        step_first = np.repeat(self.first[:-1], np.diff(self.first))
        numbers: Ints = np.arange(len(self.visit)) - step_first
        return numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """How long visits and turns take, which decides who joins a line."""

    evse_count: Ints
    """Array of shape (site,)."""
    stay_s: Ints
    """Array of shape (visit,)."""
    turn_s: NDArray[np.float64]
    """Mean stay over EVSEs; array of shape (site,)."""
    waiting_places: Ints
    """Array of shape (site,)."""

    @classmethod
    def of(
        cls,
        plan: VisitPlan,
        stay_s: Ints,
        evse_counts: Sequence[int],
        waiting_places: Sequence[int] | None,
    ) -> Self:
        """Turns of a plan's sites; stays as the courses have them."""
        counts = np.asarray(evse_counts, dtype=np.int64)
        return cls(
            evse_count=counts,
            stay_s=stay_s,
            turn_s=mean_stays_s(plan, len(counts)) / counts,
            waiting_places=np.full(len(counts), UNLIMITED)
            if waiting_places is None
            else np.asarray(waiting_places, dtype=np.int64),
        )


def mean_stays_s(plan: VisitPlan, sites: int) -> NDArray[np.float64]:
    """Mean stay of the visits that begin at each site, in seconds: what a regular would know.

    That of all visits where none begins.
    """
    stay_s = plan.stay_s
    visits = np.bincount(plan.site, minlength=sites)
    totals_s = np.bincount(plan.site, stay_s, minlength=sites)
    everywhere_s = float(stay_s.mean()) if len(stay_s) else 0.0
    return np.where(visits > 0, totals_s / np.maximum(visits, 1), everywhere_s)


def _lane_begins(order: NDArray[np.intp], turns: Turns, plan: VisitPlan) -> NDArray[np.intp]:
    """Where a lane begins, among the visits in the order of sites and arrivals."""
    if not len(order):
        return np.zeros(0, dtype=np.intp)
    site = plan.site[order]
    arrived_s, patience_s = plan.arrived_s[order], plan.patience_s[order]
    # Nobody is there longer than this, and who may not join a line is not in it.
    gone_s = arrived_s + turns.stay_s[order]
    gone_s += np.where(patience_s > turns.turn_s[site], patience_s, 0)
    # The last one to go so far; the site in front of it makes one pass do for all of them.
    end_s = int(arrived_s.max()) + 1
    site_s = site.astype(np.int64) * end_s
    last_s = np.maximum.accumulate(site_s + np.minimum(gone_s, end_s)) - site_s
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = (site[1:] != site[:-1]) | (last_s[:-1] <= arrived_s[1:])
    return np.flatnonzero(begins)


def _by_step(
    order: NDArray[np.intp], begin: NDArray[np.intp], length: NDArray[np.intp]
) -> tuple[NDArray[np.intp], Ints]:
    """Rows of the plan step by step, and where each step begins; the longest lane is first."""
    at_least = np.searchsorted(-length, -np.arange(1, length[0] + 1), side="right")
    first = np.concatenate([[0], np.cumsum(at_least)])
    lane = np.arange(first[-1]) - np.repeat(first[:-1], at_least)
    step = np.repeat(np.arange(length[0]), at_least)
    return order[begin[lane] + step], first
