"""Charging at a site whose power is limited: all sessions slow down by the same factor.

While the sessions together want more than the limit, each gets its mean power times limit over
sum. They all go at one pace, so one clock of the site's own does: a session is over when that
clock has gone on by the time it would take alone. Power is reckoned anew only when a session
begins or ends. Energy stays what it was; only the time gets longer, to the next whole second.
"""

from dataclasses import dataclass
from heapq import heappop, heappush
from math import ceil
from typing import Final

_SLACK: Final = 1e-6
"""Seconds: what sums of fractions may be wrong by."""


@dataclass(slots=True)
class _Charge:
    power_w: float
    charging_s: int
    began: float
    """By the site's own clock."""


class SharedPower:
    """The sessions that charge at one site."""

    def __init__(self, limit_w: float) -> None:
        assert limit_w > 0
        self._limit_w = limit_w
        self._sum_w = 0.0
        self._clock = 0.0
        self._now_s = 0
        self._charges: dict[int, _Charge] = {}
        self._ends: list[tuple[float, int]] = []
        self.turn = 0
        """Changes with every beginning and end: what was due before is not any more."""

    @property
    def pace(self) -> float:
        """Part of their power that sessions get; at most 1."""
        return min(1.0, self._limit_w / self._sum_w) if self._sum_w > 0 else 1.0

    def begin(self, visit: int, power_w: float, charging_s: int, now_s: int) -> None:
        """A session begins to charge; alone it would take that long."""
        self._go_on(now_s)
        self._charges[visit] = _Charge(power_w, charging_s, self._clock)
        heappush(self._ends, (self._clock + charging_s, visit))
        self._sum_w += power_w
        self.turn += 1

    def end(self, visit: int, now_s: int) -> float:
        """A session stops; the part of its energy that it has got, 0 to 1."""
        self._go_on(now_s)
        charge = self._charges.pop(visit)
        self._sum_w = self._sum_w - charge.power_w if self._charges else 0.0
        self.turn += 1
        return min((self._clock - charge.began + _SLACK) / charge.charging_s, 1.0)

    def next_end(self, now_s: int) -> tuple[int, int] | None:
        """Who is ready next if nothing changes, and when; None if nobody charges."""
        self._go_on(now_s)
        while self._ends and self._ends[0][1] not in self._charges:
            heappop(self._ends)
        if not self._ends:
            return None
        clock, visit = self._ends[0]
        left_s = ceil((clock - self._clock) / self.pace - _SLACK)
        return visit, now_s + max(left_s, 0)

    def _go_on(self, now_s: int) -> None:
        self._clock += (now_s - self._now_s) * self.pace
        self._now_s = now_s
