"""The stretches of a plan: visits of a site that begin with nobody there, however the queue went.

Before the first visit of a stretch everybody who came earlier is gone for certain: so a stretch
knows nothing of the one before. In most of them nothing happens but that drivers wait; in faulty
ones an EVSE is out at some time; those in which the hub is out or a driver tries another EVSE, and
faulty ones that are long or crowded, are eventful: they are walked visit by visit.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulation.engines.engine_course import Courses
from simulation.engines.engine_turns import Ints, Turns
from simulation.visit_plan import VisitPlan

_LONGEST_S: Final = 1 << 32
"""Longer than anybody stays who goes again."""

LONGEST_LINE: Final = 48
"""Drivers in a line that are kept side by side."""
LONGEST_FAULTY: Final = 60
"""Visits of a faulty stretch that is walked side by side with others."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """Arrays of shape (stretch,) unless said, by site and time."""

    order: NDArray[np.intp]
    """Rows of the plan by site and arrival; array of shape (visit,)."""
    begin: NDArray[np.intp]
    """Where each stretch begins in ``order``."""
    length: Ints
    site: NDArray[np.int32]
    faulty: Flags
    eventful: Flags

    @classmethod
    def of(cls, plan: VisitPlan, courses: Courses, turns: Turns) -> Self:
        """All stretches of a plan."""
        order = np.argsort(plan.site, kind="stable")
        site, arrived_s = plan.site[order], plan.arrived_s[order]
        last_s = _last_s(plan, courses, turns, order)
        begins = np.ones(len(order), dtype=np.bool_)
        begins[1:] = (site[1:] != site[:-1]) | (last_s[:-1] <= arrived_s[1:])
        begin = np.flatnonzero(begins)
        end = np.append(begin, len(order))[1:]
        span = _Span(site[begin], arrived_s[begin], last_s[end - 1])
        moves = np.concatenate([[0], np.cumsum(courses.columns.moves[order])])
        faulty = span.meets_outages(plan)
        eventful = (moves[end] > moves[begin]) | span.meets_hub(plan)
        eventful |= faulty & (end - begin > LONGEST_FAULTY)
        eventful |= faulty & _crowded(plan, turns, order, begin)
        return cls(
            order=order,
            begin=begin,
            length=end - begin,
            site=site[begin],
            faulty=faulty & ~eventful,
            eventful=eventful,
        )

    def eventful_rows(self) -> NDArray[np.intp]:
        """Rows of the plan in eventful stretches, by site and arrival."""
        return self.order[np.repeat(self.eventful, self.length)]


def _crowded(
    plan: VisitPlan, turns: Turns, order: NDArray[np.intp], begin: NDArray[np.intp]
) -> Flags:
    """Stretches whose lines may get longer than can be kept side by side."""
    if not len(begin):
        return np.zeros(0, dtype=np.bool_)
    most = plan.patience_s[order] / turns.turn_s[plan.site[order]]
    crowded: Flags = np.maximum.reduceat(most, begin) > LONGEST_LINE
    return crowded


def _last_s(plan: VisitPlan, courses: Courses, turns: Turns, order: NDArray[np.intp]) -> Ints:
    """When everybody who came to the site up to each visit is gone, at the latest."""
    patience_s = plan.patience_s[order]
    gone_s = plan.arrived_s[order] + courses.longest_s[order]
    # Who may not join a line is not in it.
    site = plan.site[order].astype(np.int64)
    gone_s += np.where(patience_s > turns.turn_s[site], patience_s, 0)
    # The site in front of the time makes one pass do for all of them; whoever is there for ever
    # is there until the last has come.
    end_s = int(plan.arrived_s.max(initial=0)) + _LONGEST_S
    last_s: Ints = np.maximum.accumulate(site * end_s + np.minimum(gone_s, end_s - 1))
    return last_s - site * end_s


@dataclass(frozen=True, slots=True)
class _Span:
    """Site, begin and end of stretches; arrays of shape (stretch,)."""

    site: NDArray[np.int32]
    begin_s: Ints
    end_s: Ints

    def meets_outages(self, plan: VisitPlan) -> Flags:
        """Whether an EVSE of the site is out at some time in it."""
        outages = plan.world.outages
        if not len(outages.site):
            return np.zeros(len(self.site), dtype=np.bool_)
        late_s = max(int(outages.to_s.max()), int(self.end_s.max(initial=0))) + 1
        begins = outages.site.astype(np.int64) * late_s + outages.from_s
        order = np.argsort(begins)
        ends = outages.site.astype(np.int64) * late_s + outages.to_s
        last = np.maximum.accumulate(ends[order])
        site = self.site.astype(np.int64) * late_s
        before = np.searchsorted(begins[order], site + self.end_s) - 1
        meets: Flags = (before >= 0) & (last[before] > site + self.begin_s)
        return meets

    def meets_hub(self, plan: VisitPlan) -> Flags:
        """Whether the hub is out at some time in it."""
        outages = plan.world.hub_outages
        if not len(outages):
            return np.zeros(len(self.site), dtype=np.bool_)
        first = np.searchsorted(outages[:, 1], self.begin_s, side="right")
        from_s = np.append(outages[:, 0], np.iinfo(np.int64).max)[first]
        meets: Flags = from_s <= self.end_s
        return meets
