"""What becomes of a driver at an EVSE, worked out before the run: attempts, retries, charging.

From the moment of plugging in everything is drawn already: how long each attempt takes, what comes
of it, whether the driver tries again there or at another EVSE. Only two things depend on the
time: whether the hub is out when an attempt begins, and whether the EVSE breaks down meanwhile.

An attempt that fails keeps the EVSE for ``FAILED_ATTEMPT_S`` beyond the delay through the hub; one
that begins while the hub is out hears nothing and fails after the same time (AUTH_TIMEOUT).
"""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from simulation.engines.engine_codes import AUTH_TIMEOUT, SERVED
from simulation.observations import Outcome
from simulation.visit_plan import FAILED_ATTEMPT_S, VisitPlan

MOST_ATTEMPTS: Final = 3


class Course(NamedTuple):
    """What happens at one EVSE, from plugging in."""

    over_s: int
    """Until charging begins, or the driver gives up or moves."""
    outcome: int
    """SERVED, or why the last attempt failed."""
    attempts: int
    """Of this visit up to then."""
    moves: int
    """1 if the driver then tries another EVSE of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseColumns:
    """Courses that begin with the same number of attempts behind them; arrays of shape (visit,)."""

    over_s: NDArray[np.int64]
    outcome: NDArray[np.uint8]
    attempts: NDArray[np.uint8]
    moves: NDArray[np.bool_]

    def rows(self, visits: NDArray[np.intp]) -> dict[int, Course]:
        """Courses of some visits, by row of the plan."""
        # There are few different ones, which is quicker to make than one a visit.
        codes = self.over_s[visits] << 20
        codes += (self.outcome[visits].astype(np.int64) << 10) + (self.attempts[visits] << 1)
        codes += self.moves[visits]
        found, number = np.unique(codes, return_inverse=True)
        courses = [
            Course(code >> 20, code >> 10 & 1023, code >> 1 & 511, code & 1)
            for code in found.tolist()
        ]
        mine = map(courses.__getitem__, number.tolist())
        return dict(zip(visits.tolist(), mine, strict=True))

    @classmethod
    def of(cls, plan: VisitPlan, behind: int) -> Self:
        """Courses of all visits, while the hub answers; ``behind`` attempts were made before."""
        fate = plan.fate if behind == 0 else plan.second_fate[:, behind - 1]
        failed = fate != Outcome.SERVED
        over_s = plan.hub_delay_s + np.where(failed, FAILED_ATTEMPT_S, 0)
        attempts = np.full(len(fate), behind + 1, dtype=np.uint8)
        if behind == MOST_ATTEMPTS - 1 or not retries(plan):
            return cls(over_s=over_s, outcome=fate, attempts=attempts, moves=np.zeros_like(failed))
        again = cls.of(plan, behind + 1)
        world, draw = plan.world, plan.retry_draw[:, behind]
        stays = failed & (draw < world.retry_same_evse_share)
        within = draw < world.retry_same_evse_share + world.retry_other_evse_share
        return cls(
            over_s=over_s + np.where(stays, again.over_s, 0),
            outcome=np.where(stays, again.outcome, fate),
            attempts=np.where(stays, again.attempts, attempts),
            moves=np.where(stays, again.moves, failed & within),
        )


def retries(plan: VisitPlan) -> bool:
    """Whether any driver tries again."""
    return plan.world.retry_same_evse_share + plan.world.retry_other_evse_share > 0


class Courses:
    """Courses of a plan's visits, one by one, with the outages of the hub."""

    def __init__(self, plan: VisitPlan) -> None:
        self.columns = CourseColumns.of(plan, 0)
        """Of the first EVSE, while the hub answers."""
        self._plan = plan
        self._rows: list[dict[int, Course]] = []
        self._outages = _HubOutages(plan) if len(plan.world.hub_outages) else None

    def prepare(self, visits: NDArray[np.intp]) -> None:
        """Make ``course`` ready for some visits, by row of the plan."""
        later = (1, 2) if retries(self._plan) else ()
        columns = (self.columns, *(CourseColumns.of(self._plan, behind) for behind in later))
        self._rows = [one.rows(visits) for one in columns]

    @property
    def longest_s(self) -> NDArray[np.int64]:
        """At most so long each visit is at EVSEs of its site; array of shape (visit,)."""
        plan = self._plan
        stays_s = self.stay_s(plan)
        if not retries(plan) and not len(plan.world.hub_outages):
            return stays_s
        attempts_s = MOST_ATTEMPTS * (plan.hub_delay_s + FAILED_ATTEMPT_S)
        open_s = attempts_s + plan.charging_s[:, 0] + plan.idle_s
        is_open = self.columns.moves | bool(len(plan.world.hub_outages))
        longest_s: NDArray[np.int64] = np.where(is_open, open_s, stays_s)
        return longest_s

    def stay_s(self, plan: VisitPlan) -> NDArray[np.int64]:
        """How long each visit keeps its first EVSE, at the site where it begins."""
        charged_s = plan.charging_s[:, 0] + plan.idle_s
        served = self.columns.outcome == Outcome.SERVED
        stays_s: NDArray[np.int64] = self.columns.over_s + np.where(served, charged_s, 0)
        return stays_s

    def course(self, visit: int, behind: int, now_s: int) -> Course:
        """The course of a visit that plugs in now, after so many attempts elsewhere."""
        course = self._rows[behind][visit]
        if self._outages is None or not self._outages.touch(now_s, now_s + course.over_s):
            return course
        return self._outages.course(visit, behind, now_s)


class _HubOutages:
    """The slow way: attempt by attempt, for the few that may fall into an outage of the hub."""

    def __init__(self, plan: VisitPlan) -> None:
        self._edges: list[int] = plan.world.hub_outages.ravel().tolist()
        self._fates = [plan.fate, plan.second_fate[:, 0], plan.second_fate[:, 1]]
        self._delay_s = plan.hub_delay_s
        self._draw = plan.retry_draw
        self._same = plan.world.retry_same_evse_share
        self._other = plan.world.retry_other_evse_share

    def touch(self, begin_s: int, end_s: int) -> bool:
        """Whether the hub is out at any time from begin to end, both included."""
        before = bisect_right(self._edges, begin_s)
        return before % 2 == 1 or bisect_right(self._edges, end_s) > before

    def course(self, visit: int, behind: int, now_s: int) -> Course:
        """As ``Courses.course``."""
        at_s = now_s
        for attempt in range(behind, MOST_ATTEMPTS):
            outcome = int(self._fates[attempt][visit])
            if bisect_right(self._edges, at_s) % 2:
                outcome = AUTH_TIMEOUT
                at_s += FAILED_ATTEMPT_S
            elif outcome == SERVED:
                return Course(
                    at_s + int(self._delay_s[visit]) - now_s, outcome, attempt + 1, moves=0
                )
            else:
                at_s += int(self._delay_s[visit]) + FAILED_ATTEMPT_S
            last = attempt == MOST_ATTEMPTS - 1
            draw = 1.0 if last else float(self._draw[visit, attempt])
            if draw >= self._same:
                moves = int(draw < self._same + self._other)
                return Course(at_s - now_s, outcome, attempt + 1, moves)
        raise AssertionError("the last attempt is not tried again")
