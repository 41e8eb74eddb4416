"""A site as the reference engine keeps it: which EVSEs are free, who waits, and what apps show."""

from bisect import bisect_right
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import Final

import numpy as np

from simulation.engines.engine_sharing import SharedPower
from simulation.engines.engine_turns import UNLIMITED, mean_stays_s
from simulation.visit_plan import VisitPlan

KEPT_CHANGES: Final = 4_096
"""Changes of a site's status are forgotten when there are twice as many."""
NOBODY: Final = -1
"""Instead of a visit, or of an EVSE."""


class Site:
    """The EVSEs of a site and who waits for them."""

    __slots__ = (
        "at",
        "awaited",
        "free",
        "line",
        "out",
        "outs",
        "places",
        "power",
        "status",
        "turn_s",
    )

    def __init__(self, evse_count: int, turn_s: float, places: int, limit_w: float | None) -> None:
        """Begin with every EVSE free.

        Args:
            evse_count: EVSEs at the site.
            turn_s: Expected wait for each one in the line, and for being next.
            places: Drivers who may wait.
            limit_w: What the site may draw; None: as much as it can.
        """
        self.free = list(range(evse_count))
        """A heap of the EVSEs that are in service and nobody is at."""
        self.at = [NOBODY] * evse_count
        """Which visit each EVSE has."""
        self.out = [0] * evse_count
        """Outages of each EVSE that go on."""
        self.outs = 0
        """EVSEs that are out."""
        self.line: dict[int, None] = {}
        """Visits that wait, first come first served."""
        self.turn_s = turn_s
        self.places = places
        self.status: Status | None = None
        """What apps are told late; None if nobody's is late."""
        self.power = None if limit_w is None else SharedPower(limit_w)
        """None if it has as much as it can draw."""
        self.awaited: object = None
        """The end of charging that comes next if nothing changes."""

    def note(self, now_s: int) -> None:
        """Something has changed."""
        if self.status is not None:
            self.status.note(now_s, self.expected_wait_s())

    def expected_wait_s(self) -> float:
        """Expected wait of one more driver: 0 if an EVSE is free."""
        return 0.0 if self.free else (len(self.line) + 1) * self.turn_s

    def is_joined(self, patience_s: int) -> bool:
        """Whether a driver of that patience joins the line: not where every EVSE is out."""
        count = len(self.line)
        if count >= self.places or self.outs == len(self.at):
            return False
        return patience_s > (count + 1) * self.turn_s

    def take(self, but: int = NOBODY) -> int:
        """The free EVSE of the lowest number that is not that one; -1 if there is none."""
        if not self.free:
            return NOBODY
        evse = heappop(self.free)
        if evse != but:
            return evse
        other = heappop(self.free) if self.free else NOBODY
        heappush(self.free, evse)
        return other

    def next_in_line(self) -> int:
        """Take the first out of the line; -1 if nobody waits."""
        if not self.line:
            return NOBODY
        visit = next(iter(self.line))
        del self.line[visit]
        return visit

    def fail(self, evse: int) -> int:
        """An outage of an EVSE begins; the visit that is there, or -1."""
        self.out[evse] += 1
        if self.out[evse] == 1:
            self.outs += 1
            if self.at[evse] == NOBODY:
                self.free.remove(evse)
                heapify(self.free)
        return self.at[evse]

    def mend(self, evse: int) -> bool:
        """An outage of an EVSE ends; whether somebody can have the EVSE now."""
        self.out[evse] -= 1
        if self.out[evse]:
            return False
        self.outs -= 1
        return self.at[evse] == NOBODY


class Status:
    """What a site looked like, for apps that show it late."""

    __slots__ = ("_times_s", "_waits_s")

    def __init__(self) -> None:
        self._times_s = [-(1 << 60)]
        self._waits_s = [0.0]

    def note(self, now_s: int, wait_s: float) -> None:
        """From now on the expected wait is that."""
        if self._waits_s[-1] == wait_s:
            return
        self._times_s.append(now_s)
        self._waits_s.append(wait_s)
        if len(self._times_s) > 2 * KEPT_CHANGES:
            del self._times_s[:KEPT_CHANGES]
            del self._waits_s[:KEPT_CHANGES]

    def wait_at_s(self, then_s: int) -> float:
        """Expected wait at the end of that second; that of the oldest change still known."""
        return self._waits_s[max(bisect_right(self._times_s, then_s) - 1, 0)]


def sites_of(
    plan: VisitPlan,
    evse_counts: Sequence[int],
    waiting_places: Sequence[int] | None,
    power_limits_w: Sequence[float | None] | None,
) -> list[Site]:
    """The sites of a plan, before anybody comes; arguments as those of the engine."""
    count = len(evse_counts)
    turns_s = (mean_stays_s(plan, count) / np.asarray(evse_counts)).tolist()
    places = waiting_places or [UNLIMITED] * count
    limits_w = power_limits_w or [None] * count
    return [Site(*one) for one in zip(evse_counts, turns_s, places, limits_w, strict=True)]
