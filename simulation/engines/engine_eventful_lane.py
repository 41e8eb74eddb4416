"""A site in the fast engine while EVSEs fail, or drivers try another after a failure.

Visits are still placed in the order of arrival: when an EVSE is out is drawn before the run, and
so is how an attempt ends. A driver who tries another EVSE takes one that is free at that second,
which nobody waits for; so nobody who came before has to be placed anew.
"""

from heapq import heappop, heappush
from typing import NamedTuple

from simulation.engines.engine_codes import BALKED, BROKEN, RENEGED, SERVED, START_FAILED
from simulation.engines.engine_course import Course, Courses
from simulation.engines.engine_lane_loop import EVSE_BITS, EVSE_MASK
from simulation.engines.engine_outages import EvseOutages


class LaneVisit(NamedTuple):
    """What an eventful lane needs of what is drawn of a visit."""

    visit: int
    arrived_s: int
    patience_s: int
    charging_s: int
    idle_s: int


class Placed(NamedTuple):
    """What becomes of a visit; -1 where there is no such thing."""

    evse: int
    line_s: int
    """When it leaves the line, or finds none."""
    plugged_s: int
    began_s: int
    left_s: int
    outcome: int
    charged_s: int
    attempts: int
    stop: int
    """``Stop.OUT_OF_ORDER`` or none."""


class EventfulLane:
    """EVSEs of a site, who stands in its line, and who is about to try another EVSE."""

    def __init__(
        self,
        courses: Courses,
        outages: dict[int, EvseOutages],
        evse_count: int,
        until_s: int,
        placed: dict[int, Placed],
    ) -> None:
        """Begin with every EVSE free.

        Args:
            courses: Of at least the visits that are placed.
            outages: Of the EVSEs of this site that have some.
            evse_count: EVSEs of this site.
            until_s: Where the run ends: nobody moves later.
            placed: Takes what becomes of each visit, by row of the plan.
        """
        self._courses = courses
        self._outages = outages
        self._free: list[int] = []
        self._idle = list(range(evse_count))
        self._evse_count = evse_count
        self._line: list[int] = []
        self._moves: list[tuple[int, int, int]] = []
        self._until_s = until_s
        self._draws: dict[int, LaneVisit] = {}
        self._placed = placed

    def place(self, draws: LaneVisit, turn_s: float, waiting_places: int) -> None:
        """Place the next visit."""
        now_s = draws.arrived_s
        self._move_until(now_s)
        evse = self._take(now_s)
        if evse >= 0:
            self._plug_in(draws, evse, now_s)
            return
        line = self._line
        while line and line[0] <= now_s:
            heappop(line)
        expected_s = (len(line) + 1) * turn_s
        if len(line) >= waiting_places or draws.patience_s <= expected_s or self._is_out(now_s):
            self._give_up(draws.visit, now_s, BALKED)
            return
        begin_s, evse = self._free[0] >> EVSE_BITS, self._free[0] & EVSE_MASK
        heappush(line, min(begin_s, now_s + draws.patience_s))
        if begin_s > now_s + draws.patience_s:
            self._give_up(draws.visit, now_s + draws.patience_s, RENEGED)
        else:
            heappop(self._free)
            self._plug_in(draws, evse, begin_s)

    def finish(self) -> None:
        """Let those who still want to try another EVSE."""
        self._move_until(self._until_s)

    def _take(self, now_s: int, but: int = -1) -> int:
        """The free EVSE of the lowest number but that one, -1 if there is none."""
        free, idle = self._free, self._idle
        while free and free[0] >> EVSE_BITS <= now_s:
            heappush(idle, heappop(free) & EVSE_MASK)
        taken, kept = -1, []
        while idle and taken < 0:
            evse = heappop(idle)
            mended_s = self._mended_s(evse, now_s)
            if mended_s > now_s:
                heappush(free, (mended_s << EVSE_BITS) + evse)
            elif evse == but:
                kept.append(evse)
            else:
                taken = evse
        for evse in kept:
            heappush(idle, evse)
        return taken

    def _mended_s(self, evse: int, at_s: int) -> int:
        """That second, or when the outage that goes on then ends."""
        outages = self._outages.get(evse)
        return at_s if outages is None else outages.mended_s(at_s)

    def _is_out(self, now_s: int) -> bool:
        """Whether every EVSE is out."""
        return len(self._outages) == self._evse_count and all(
            one.mended_s(now_s) > now_s for one in self._outages.values()
        )

    def _give_up(self, visit: int, at_s: int, outcome: int) -> None:
        self._placed[visit] = Placed(-1, at_s, -1, -1, at_s, outcome, 0, 0, 0)

    def _plug_in(self, draws: LaneVisit, evse: int, at_s: int, behind: int = 0) -> None:
        course = self._courses.course(draws.visit, behind, at_s)
        began_s = end_s = at_s + course.over_s
        if course.outcome == SERVED:
            end_s += draws.charging_s + draws.idle_s
        outages = self._outages.get(evse)
        broken_s = end_s if outages is None else outages.broken_s(at_s, end_s)
        heappush(self._free, (self._mended_s(evse, broken_s) << EVSE_BITS) + evse)
        line_s = self._placed[draws.visit].line_s if behind else at_s
        self._placed[draws.visit] = Placed(
            evse, line_s, at_s, *_ending(course, draws.charging_s, began_s, broken_s, end_s)
        )
        if course.moves and broken_s == end_s:
            self._draws[draws.visit] = draws
            heappush(self._moves, (end_s, evse, draws.visit))

    def _move_until(self, now_s: int) -> None:
        """Drivers try another EVSE until that second, which is in it."""
        while self._moves and self._moves[0][0] <= min(now_s, self._until_s - 1):
            at_s, old, visit = heappop(self._moves)
            evse = self._take(at_s, but=old)
            if evse >= 0:
                self._plug_in(self._draws[visit], evse, at_s, self._placed[visit].attempts)


def _ending(
    course: Course, charging_s: int, began_s: int, broken_s: int, end_s: int
) -> tuple[int, int, int, int, int, int]:
    """Began, left, outcome, charged, attempts and stop of a stay that may break off."""
    charged_s = min(broken_s - began_s, charging_s)
    if course.outcome != SERVED or charged_s <= 0:
        outcome = course.outcome if broken_s == end_s else START_FAILED
        began_s = began_s if course.outcome == SERVED else -1
        return began_s, broken_s, outcome, 0, course.attempts, 0
    stop = BROKEN if charged_s < charging_s else 0
    return began_s, broken_s, SERVED, charged_s, course.attempts, stop
