"""The fast engine: the same plan and the same observations as the reference, in whole columns.

The wait of a driver in a first-come queue is known on arrival: the EVSE that is left first by
those before, less whoever will not wait so long. So visits are taken in the order of arrival, one
of each lane (``engine_lanes``) at a time; no clock is needed. Who is where when a run ends is cut
out of the whole afterwards.

What happens at one second, in both engines: EVSEs are left, lowest number first, and taken by who
waits; then patience runs out; then drivers arrive, in the order of the plan. A driver takes the
free EVSE of the lowest number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.engine_lane_loop import BALKED, EVSE_BITS, EVSE_MASK, RENEGED, LaneLoop
from simulation.engine_lanes import Ints, Lanes, Turns
from simulation.observations import Observations, Outcome
from simulation.scenario import Scenario
from simulation.visit_plan import VisitPlan

FEWEST_LANES: Final = 24
"""With fewer side by side, numpy's calls cost more than a loop over their visits."""
LONGEST_LINE: Final = 48
"""Lanes whose lines may get longer are walked one by one."""

_NOWHERE: Final = -1
_NEVER: Final = 1 << 61


def observe_block(scenario: Scenario, plan: VisitPlan) -> Observations:
    """What a run of the whole horizon sees; the scenario may be a block of the sites of another.

    Where drivers do not choose, sites know nothing of one another: a year of a large network can
    be drawn and observed block by block, and nothing but sums kept.
    """
    return observe(plan, [part.evse_count for part in scenario.location], scenario.horizon_s)


def observe(
    plan: VisitPlan,
    evse_counts: Sequence[int],
    until_s: int,
    *,
    waiting_places: Sequence[int] | None = None,
) -> Observations:
    """What a run sees until that second.

    Args:
        plan: The visits, ascending by arrival.
        evse_counts: EVSEs at each site, by the index that the plan uses.
        until_s: What happens in that second is not in it.
        waiting_places: Drivers who may wait at each site; None: as many as want to.
    """
    stays = _Stays.empty(len(plan.number))
    for lanes in Lanes.of(plan.site, Turns.of(plan, evse_counts, waiting_places), plan):
        stays.put(lanes.visit, *_walk(lanes))
    return _cut(plan, stays, until_s)


@dataclass(frozen=True, slots=True)
class _Stays:
    """Which EVSE each visit gets, and when; or since when it has left the line."""

    evse: NDArray[np.int32]
    """-2 balked, -3 reneged."""
    begin_s: Ints
    """When it is plugged in, or gives up."""

    @classmethod
    def empty(cls, visits: int) -> "_Stays":
        return cls(np.zeros(visits, dtype=np.int32), np.zeros(visits, dtype=np.int64))

    def put(self, visit: NDArray[np.intp], evse: NDArray[np.int32], begin_s: Ints) -> None:
        self.evse[visit] = evse
        self.begin_s[visit] = begin_s


def _cut(plan: VisitPlan, stays: _Stays, until_s: int) -> Observations:
    """How the whole looks at a second: what is later has not been seen."""
    came = plan.arrived_s < until_s
    begun = came & (stays.begin_s < until_s)
    plugged = begun & (stays.evse >= 0)
    left_s = np.where(stays.evse >= 0, stays.begin_s + plan.stay_s, stays.begin_s)
    gone = begun & (left_s < until_s)
    outcome = np.full(len(came), int(Outcome.NOT_ARRIVED), dtype=np.uint8)
    outcome[came] = Outcome.WAITING
    outcome[plugged] = Outcome.CONNECTED
    outcome[plugged & gone] = plan.fate[plugged & gone]
    outcome[gone & (stays.evse == BALKED)] = Outcome.BALKED
    outcome[gone & (stays.evse == RENEGED)] = Outcome.RENEGED
    return Observations(
        site=plan.site,
        arrived_s=plan.arrived_s,
        outcome=outcome,
        evse=np.where(plugged, stays.evse, np.int32(_NOWHERE)),
        plugged_s=np.where(plugged, stays.begin_s, _NOWHERE),
        left_s=np.where(gone, left_s, _NOWHERE),
        now_s=until_s,
    )


def _walk(lanes: Lanes) -> tuple[NDArray[np.int32], Ints]:
    """EVSE and begin of every visit of the lanes, as ``_Stays``."""
    evse = np.empty(len(lanes.visit), dtype=np.int32)
    begin_s = np.empty(len(lanes.visit), dtype=np.int64)
    state = _LaneState(lanes)
    counts = np.diff(lanes.first)
    together = int(np.searchsorted(-counts, -FEWEST_LANES, side="right"))
    if state.longest_line > LONGEST_LINE:
        together = 0
    for step in range(together):
        at = slice(int(lanes.first[step]), int(lanes.first[step + 1]))
        state.step(at, evse[at], begin_s[at])
    for lane in range(int(counts[together]) if together < len(counts) else 0):
        rows = lanes.first[together:-1][counts[together:] > lane] + lane
        evse[rows], begin_s[rows] = _alone(lanes, rows, state.loop_of(lane))
    return evse, begin_s


class _LaneState:
    """Every lane's EVSEs, and who stands in its line."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        count = len(lanes.evse_count)
        number = np.arange(lanes.width)[:, np.newaxis]
        there = number < lanes.evse_count
        self._number = number
        self._free = np.where(there, number, _NEVER)
        """When each EVSE is free, its number in the low bits; array of shape (evse, lane)."""
        self._lane = np.arange(count)
        lane = lanes.lane_of_visit()
        most = np.minimum(lanes.patience_s / lanes.turn_s[lane], lanes.waiting_places[lane])
        self.longest_line = int(min(most.max(initial=0), LONGEST_LINE + 1))
        """No line of these lanes gets longer: the next would not join it."""
        self._line = np.full((self.longest_line, count), -1, dtype=np.int64)
        """When each one in the line leaves it; array of shape (place, lane)."""

    def loop_of(self, lane: int) -> LaneLoop:
        """A lane as it stands, to be walked on alone."""
        lanes = self._lanes
        return LaneLoop(
            free=self._free[: int(lanes.evse_count[lane]), lane].tolist(),
            line=[one for one in self._line[:, lane].tolist() if one >= 0],
            turn_s=float(lanes.turn_s[lane]),
            waiting_places=int(lanes.waiting_places[lane]),
        )

    def step(self, at: slice, evse: NDArray[np.int32], begin_s: Ints) -> None:
        """One visit of every lane that has one; the results are put into the two arrays."""
        lanes, count = self._lanes, at.stop - at.start
        arrived_s = lanes.arrived_s[at]
        free = self._free[:, :count]
        soonest = np.maximum(free, (arrived_s << EVSE_BITS) + self._number).min(axis=0)
        number = soonest & EVSE_MASK
        np.right_shift(soonest, EVSE_BITS, out=begin_s)
        evse[:] = number
        leaves = ((begin_s + lanes.stay_s[at]) << EVSE_BITS) + number
        late = np.flatnonzero(begin_s > arrived_s)
        if not len(late):
            free[number, self._lane[:count]] = leaves
            return
        self._queue(late, at, evse, begin_s)
        got = np.flatnonzero(evse >= 0)
        free[number[got], got] = leaves[got]

    def _queue(
        self, late: NDArray[np.intp], at: slice, evse: NDArray[np.int32], begin_s: Ints
    ) -> None:
        """Those who find no EVSE free: they join the line, or drive on."""
        arrived_s = self._lanes.arrived_s[at][late]
        patience_s = self._lanes.patience_s[at][late]
        line = self._line[:, late]
        waiting = (line > arrived_s).sum(axis=0)
        joins = patience_s > (waiting + 1) * self._lanes.turn_s[late]
        joins &= waiting < self._lanes.waiting_places[late]
        balks = late[~joins]
        evse[balks] = BALKED
        begin_s[balks] = arrived_s[~joins]
        late, line = late[joins], line[:, joins]
        if not len(late):
            return
        until_s = arrived_s[joins] + patience_s[joins]
        reneges = begin_s[late] > until_s
        evse[late[reneges]] = RENEGED
        begin_s[late] = np.minimum(begin_s[late], until_s)
        self._line[line.argmin(axis=0), late] = begin_s[late]


def _alone(lanes: Lanes, rows: Ints, loop: LaneLoop) -> tuple[NDArray[np.int32], Ints]:
    """The rest of one lane, visit by visit."""
    columns = (lanes.arrived_s[rows], lanes.stay_s[rows], lanes.patience_s[rows])
    places = [loop.place(*row) for row in zip(*(one.tolist() for one in columns), strict=True)]
    found = np.array(places, dtype=np.int64)
    return found[:, 0].astype(np.int32), found[:, 1]
