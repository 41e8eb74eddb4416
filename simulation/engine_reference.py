"""The reference engine: SimPy walks through the drawn visits, second by second.

Lean on purpose, because the events are what costs: nothing idle is a process. One process walks
the arrivals; an EVSE is a number in its site's list of free ones; charging and idling are one
timeout; who waits is a number in a line. Times are whole seconds.

What happens at one second, in both engines: EVSEs are left, lowest number first, and taken by who
waits; then patience runs out; then drivers arrive, in the order of the plan. A driver takes the
free EVSE of the lowest number.
"""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import Final

import numpy as np
from simpy import Environment, Event

from simulation.engine_lanes import UNLIMITED, mean_stays_s
from simulation.observations import Observations, Outcome
from simulation.visit_plan import VisitPlan

_WAITING: Final = int(Outcome.WAITING)
_CONNECTED: Final = int(Outcome.CONNECTED)
_BALKED: Final = int(Outcome.BALKED)
_RENEGED: Final = int(Outcome.RENEGED)
_FIRST_LEAVE: Final = 1
"""Order within a second: SimPy's own end of a run is 0, then EVSEs are left by their number ..."""
_RENEGE: Final = 10_000
_ARRIVE: Final = 10_001


class _Due(Event):
    """Something that is certain to happen; cheaper than a process that waits for a timeout."""

    def __init__(
        self, env: Environment, delay_s: int, order: int, act: Callable[["_Due"], None], visit: int
    ) -> None:
        self.env = env
        self.callbacks = [act]
        self._value = None
        self._ok = True
        self.visit = visit
        env.schedule(self, order, delay_s)  # type: ignore[arg-type]  # any order will do


class _Site:
    """The EVSEs of a site and who waits for them."""

    __slots__ = ("free", "line", "turn_s", "waiting_places")

    def __init__(self, evse_count: int, turn_s: float, waiting_places: int) -> None:
        self.free = list(range(evse_count))
        """A heap of the EVSEs nobody is at."""
        self.line: dict[int, None] = {}
        """Who waits, first come first served."""
        self.turn_s = turn_s
        """What a driver expects to wait for each one in the line, and for being next."""
        self.waiting_places = waiting_places

    def is_joined(self, patience_s: int) -> bool:
        """Whether a driver of that patience joins the line."""
        count = len(self.line)
        return count < self.waiting_places and patience_s > (count + 1) * self.turn_s


class Engine:
    """One run of the reference engine; ``run_until`` may be called in as many steps as wanted."""

    def __init__(
        self,
        plan: VisitPlan,
        evse_counts: Sequence[int],
        *,
        waiting_places: Sequence[int] | None = None,
    ) -> None:
        """Get ready to run.

        Args:
            plan: The visits, ascending by arrival.
            evse_counts: EVSEs at each site, by the index that the plan uses.
            waiting_places: Drivers who may wait at each site; None: as many as want to.
        """
        assert (np.diff(plan.arrived_s) >= 0).all()
        count = len(plan.arrived_s)
        self._plan = plan
        self._stay_s: list[int] = plan.stay_s.tolist()
        self._fate: list[int] = plan.fate.tolist()
        self._patience_s: list[int] = plan.patience_s.tolist()
        self._arrived_s: list[int] = plan.arrived_s.tolist()
        self._site: list[int] = plan.site.tolist()
        turns_s = mean_stays_s(plan, len(evse_counts)) / np.asarray(evse_counts)
        self._sites = [
            _Site(*one)
            for one in zip(
                evse_counts,
                turns_s.tolist(),
                waiting_places or [UNLIMITED] * len(evse_counts),
                strict=True,
            )
        ]
        self._outcome = bytearray(count)
        self._evse = [-1] * count
        self._plugged_s = [-1] * count
        self._left_s = [-1] * count
        self.finished: list[int] = []
        """Indices of the visits that left an EVSE, in the order in which they left."""
        self._env = Environment()
        if count:
            _Due(self._env, self._arrived_s[0], _ARRIVE, self._arrive, 0)

    @property
    def now_s(self) -> int:
        """How far the run is."""
        return int(self._env.now)

    def run_until(self, until_s: int) -> None:
        """Run on to that second; what happens in it is left to the next call."""
        self._env.run(until=until_s)

    def plug_of(self, visit: int) -> tuple[int, int]:
        """Which EVSE a visit got, and when, in seconds; -1 twice while it has none."""
        return self._evse[visit], self._plugged_s[visit]

    def observations(self) -> Observations:
        """What was seen so far; a copy."""
        return Observations(
            site=self._plan.site,
            arrived_s=self._plan.arrived_s,
            outcome=np.frombuffer(bytes(self._outcome), dtype=np.uint8),
            evse=np.array(self._evse, dtype=np.int32),
            plugged_s=np.array(self._plugged_s, dtype=np.int64),
            left_s=np.array(self._left_s, dtype=np.int64),
            now_s=self.now_s,
        )

    def _arrive(self, due: _Due) -> None:
        """The drivers of this second come up to their sites: plug in, queue, or drive on."""
        visit, now = due.visit, self.now_s
        while visit < len(self._arrived_s):
            if self._arrived_s[visit] > now:
                _Due(self._env, self._arrived_s[visit] - now, _ARRIVE, self._arrive, visit)
                return
            site = self._sites[self._site[visit]]
            if site.free:
                self._plug_in(visit, heappop(site.free))
            elif site.is_joined(self._patience_s[visit]):
                self._outcome[visit] = _WAITING
                site.line[visit] = None
                _Due(self._env, self._patience_s[visit], _RENEGE, self._renege, visit)
            else:
                self._outcome[visit] = _BALKED
                self._left_s[visit] = now
            visit += 1

    def _renege(self, due: _Due) -> None:
        """Patience has run out, if its driver still waits."""
        visit = due.visit
        if self._outcome[visit] == _WAITING:
            del self._sites[self._site[visit]].line[visit]
            self._outcome[visit] = _RENEGED
            self._left_s[visit] = self.now_s

    def _plug_in(self, visit: int, evse: int) -> None:
        """Charge, or try to, and stay idle: known to the second from here, so one event."""
        self._outcome[visit] = _CONNECTED
        self._evse[visit] = evse
        self._plugged_s[visit] = self.now_s
        _Due(self._env, self._stay_s[visit], _FIRST_LEAVE + evse, self._leave, visit)

    def _leave(self, due: _Due) -> None:
        """The EVSE goes to the first in line, or is free."""
        visit = due.visit
        self._outcome[visit] = self._fate[visit]
        self._left_s[visit] = self.now_s
        self.finished.append(visit)
        evse, site = self._evse[visit], self._sites[self._site[visit]]
        if site.line:
            first = next(iter(site.line))
            del site.line[first]
            self._plug_in(first, evse)
        else:
            heappush(site.free, evse)
