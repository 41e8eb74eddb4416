"""One lane of the fast engine, visit by visit: for lanes too few or too long to walk together."""

from heapq import heapify, heappop, heappush, heapreplace
from typing import Final

BALKED: Final = -2
RENEGED: Final = -3
"""Instead of an EVSE."""
EVSE_BITS: Final = 10
"""Low bits of the time at which an EVSE is free, which hold its number: so the least of several
is the EVSE that is left first, and of those left at one second the one of the lowest number."""
EVSE_MASK: Final = (1 << EVSE_BITS) - 1


class LaneLoop:
    """EVSEs of a site and who stands in its line, as the visits go on."""

    def __init__(
        self, free: list[int], line: list[int], turn_s: float, waiting_places: int
    ) -> None:
        """Begin with a state.

        Args:
            free: When each EVSE is free, its number in the low bits; the list is taken over.
            line: When each one in the line leaves it; the list is taken over.
            turn_s: Expected wait for each one in the line, and oneself.
            waiting_places: In the line.
        """
        heapify(free)
        heapify(line)
        self._free = free
        self._idle: list[int] = []
        self._line = line
        self._turn_s = turn_s
        self._waiting_places = waiting_places

    def place(self, now_s: int, stay_s: int, patience_s: int) -> tuple[int, int]:
        """EVSE of the next visit and when it gets it; or what it did instead, and when."""
        free, idle = self._free, self._idle
        while free and free[0] >> EVSE_BITS <= now_s:
            heappush(idle, heappop(free) & EVSE_MASK)
        if idle:
            evse = heappop(idle)
            heappush(free, ((now_s + stay_s) << EVSE_BITS) + evse)
            return evse, now_s
        line = self._line
        while line and line[0] <= now_s:
            heappop(line)
        if len(line) >= self._waiting_places or patience_s <= (len(line) + 1) * self._turn_s:
            return BALKED, now_s
        soonest = free[0]
        begin_s, evse = soonest >> EVSE_BITS, soonest & EVSE_MASK
        if begin_s > now_s + patience_s:
            heappush(line, now_s + patience_s)
            return RENEGED, now_s + patience_s
        heappush(line, begin_s)
        heapreplace(free, ((begin_s + stay_s) << EVSE_BITS) + evse)
        return evse, begin_s
