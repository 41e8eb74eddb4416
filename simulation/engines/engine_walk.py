"""Walks the lanes of one block side by side, visit after visit; the last few lanes one by one."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.engines.engine_lane_loop import BALKED, EVSE_BITS, EVSE_MASK, RENEGED, LaneLoop
from simulation.engines.engine_lanes import Lanes
from simulation.engines.engine_outage_table import OutageTable
from simulation.engines.engine_stretches import LONGEST_LINE
from simulation.engines.engine_turns import Ints

FEWEST_LANES: Final = 24
"""With fewer side by side, numpy's calls cost more than a loop over their visits."""

Flags = NDArray[np.bool_]

_NEVER: Final = 1 << 61


def walk(lanes: Lanes, table: OutageTable) -> tuple[NDArray[np.int32], Ints, Ints]:
    """EVSE of every visit of the lanes, or what it does instead; when, and until when."""
    evse = np.empty(len(lanes.visit), dtype=np.int32)
    begin_s = np.empty(len(lanes.visit), dtype=np.int64)
    state = _FaultyLaneState(lanes, table) if lanes.faulty else _LaneState(lanes)
    counts = np.diff(lanes.first)
    together = int(np.searchsorted(-counts, -FEWEST_LANES, side="right"))
    if state.longest_line > LONGEST_LINE:
        together = 0
    if lanes.faulty:
        together = len(counts)
    for step in range(together):
        at = slice(int(lanes.first[step]), int(lanes.first[step + 1]))
        state.step(at, evse[at], begin_s[at])
    for lane in range(int(counts[together]) if together < len(counts) else 0):
        rows = lanes.first[together:-1][counts[together:] > lane] + lane
        evse[rows], begin_s[rows] = _alone(lanes, rows, state.loop_of(lane))
    return (
        evse,
        begin_s,
        state.ends_s(lanes.lane_of_visit(), evse.astype(np.int64), begin_s, lanes.stay_s),
    )


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

    def ready(self, free: Ints) -> Ints:
        """When EVSEs that are free then can be had; both with the number in the low bits."""
        return free

    def ends_s(
        self,
        lane: Ints,  # noqa: ARG002 (where EVSEs break down)
        number: Ints,  # noqa: ARG002 (the same)
        begin_s: Ints,
        stay_s: Ints,
    ) -> Ints:
        """When visits leave that plug in then; of no meaning for those that do not."""
        return begin_s + stay_s

    def all_out(self, lane: Ints, at_s: Ints) -> Flags:  # noqa: ARG002 (where EVSEs break down)
        """Whether every EVSE of a lane is out."""
        return np.zeros(len(lane), dtype=np.bool_)

    def step(self, at: slice, evse: NDArray[np.int32], begin_s: Ints) -> None:
        """One visit of every lane that has one; the results are put into the two arrays."""
        lanes, count = self._lanes, at.stop - at.start
        arrived_s = lanes.arrived_s[at]
        free = self._free[:, :count]
        soonest = self.ready(np.maximum(free, (arrived_s << EVSE_BITS) + self._number)).min(axis=0)
        number = soonest & EVSE_MASK
        np.right_shift(soonest, EVSE_BITS, out=begin_s)
        evse[:] = number
        ends_s = self.ends_s(self._lane[:count], number, begin_s, lanes.stay_s[at])
        leaves = (ends_s << EVSE_BITS) + number
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
        joins &= (waiting < self._lanes.waiting_places[late]) & ~self.all_out(late, arrived_s)
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


class _FaultyLaneState(_LaneState):
    """The same where EVSEs are out of service at times."""

    def __init__(self, lanes: Lanes, table: OutageTable) -> None:
        super().__init__(lanes)
        self._table = table
        there = self._number < lanes.evse_count
        self._evse = np.where(there, table.first_evse[lanes.site] + self._number, -1)
        """Number of each EVSE in the network, -1 where there is none; shape (evse, lane)."""

    def ready(self, free: Ints) -> Ints:
        mended_s = self._table.mended_s(self._evse[:, : free.shape[1]], free >> EVSE_BITS)
        return (mended_s << EVSE_BITS) + self._number

    def ends_s(self, lane: Ints, number: Ints, begin_s: Ints, stay_s: Ints) -> Ints:
        evse = self._evse[np.maximum(number, 0), lane]
        return self._table.broken_s(evse, begin_s, begin_s + stay_s)

    def all_out(self, lane: Ints, at_s: Ints) -> Flags:
        evse = self._evse[:, lane]
        mended_s = self._table.mended_s(evse, np.broadcast_to(at_s, evse.shape))
        is_out: Flags = (evse < 0) | (mended_s > at_s)
        every: Flags = np.logical_and.reduce(is_out, axis=0)
        return every


def _alone(lanes: Lanes, rows: Ints, loop: LaneLoop) -> tuple[NDArray[np.int32], Ints]:
    """The rest of one lane, visit by visit."""
    columns = (lanes.arrived_s[rows], lanes.stay_s[rows], lanes.patience_s[rows])
    places = [loop.place(*row) for row in zip(*(one.tolist() for one in columns), strict=True)]
    found = np.array(places, dtype=np.int64)
    return found[:, 0].astype(np.int32), found[:, 1]
