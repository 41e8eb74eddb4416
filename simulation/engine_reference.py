"""The reference engine: SimPy walks through the drawn visits, second by second.

Lean on purpose, because the events are what costs: nothing idle is a process. One process walks
the arrivals; an EVSE is a number in its site's list of free ones; charging and idling are one
timeout; only a driver who has to wait becomes a process. Times are whole seconds.
"""

from collections import deque
from collections.abc import Generator, Sequence
from typing import Final

import numpy as np
from simpy import Environment, Event, Timeout

from simulation.observations import Observations, Outcome
from simulation.visit_plan import VisitPlan

Life = Generator[Event, None, None]

_WAITING: Final = int(Outcome.WAITING)
_CONNECTED: Final = int(Outcome.CONNECTED)
_BALKED: Final = int(Outcome.BALKED)
_RENEGED: Final = int(Outcome.RENEGED)


class _Site:
    """The EVSEs of a site and who waits for them."""

    __slots__ = ("evse_count", "free", "line", "mean_stay_s")

    def __init__(self, evse_count: int, mean_stay_s: float) -> None:
        self.free = deque(range(evse_count))
        """EVSEs nobody is at; the longest free comes first."""
        self.line: deque[Event] = deque()
        """Who waits, first come first served; the event is triggered with the EVSE."""
        self.evse_count = evse_count
        self.mean_stay_s = mean_stay_s

    def expected_wait_s(self) -> float:
        """What a driver who looks at the line expects: a turn each for those before, and one."""
        return (len(self.line) + 1) * self.mean_stay_s / self.evse_count


class Engine:
    """One run of the reference engine; ``run_until`` may be called in as many steps as wanted."""

    def __init__(self, plan: VisitPlan, evse_counts: Sequence[int]) -> None:
        """Get ready to run.

        Args:
            plan: The visits, ascending by arrival.
            evse_counts: EVSEs at each site, by the index that the plan uses.
        """
        assert (np.diff(plan.arrived_s) >= 0).all()
        count = len(plan.arrived_s)
        self._plan = plan
        self._stay_s: list[int] = plan.stay_s.tolist()
        self._fate: list[int] = plan.fate.tolist()
        self._sites = [
            _Site(evses, _mean_stay_s(plan, index)) for index, evses in enumerate(evse_counts)
        ]
        self._outcome = bytearray(count)
        self._evse = [-1] * count
        self._plugged_s = [-1] * count
        self._left_s = [-1] * count
        self.finished: list[int] = []
        """Indices of the visits that left an EVSE, in the order in which they left."""
        self._env = Environment()
        self._env.process(self._arrivals())

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

    def _arrivals(self) -> Life:
        """Every driver comes up to a site: plugs in, queues, or drives on."""
        env, sites = self._env, self._sites
        patience: list[int] = self._plan.patience_s.tolist()
        arrivals = zip(self._plan.arrived_s.tolist(), self._plan.site.tolist(), strict=True)
        now = 0
        for visit, (arrived_s, site_index) in enumerate(arrivals):
            if arrived_s > now:
                yield Timeout(env, arrived_s - now)
                now = arrived_s
            site = sites[site_index]
            if site.free:
                self._plug_in(visit, site, site.free.popleft())
            elif patience[visit] > site.expected_wait_s():
                env.process(self._queue(visit, site, patience[visit]))
            else:
                self._outcome[visit] = _BALKED
                self._left_s[visit] = now

    def _queue(self, visit: int, site: _Site, patience_s: int) -> Life:
        """A driver waits in line until an EVSE is free or patience runs out."""
        self._outcome[visit] = _WAITING
        turn = self._env.event()
        site.line.append(turn)
        yield turn | self._env.timeout(patience_s)
        if turn.triggered:
            evse = turn.value
            assert isinstance(evse, int)
            self._plug_in(visit, site, evse)
        else:
            site.line.remove(turn)
            self._outcome[visit] = _RENEGED
            self._left_s[visit] = self.now_s

    def _plug_in(self, visit: int, site: _Site, evse: int) -> None:
        """Charge, or try to, and stay idle: known to the second from here, so one timeout."""
        env = self._env
        self._outcome[visit] = _CONNECTED
        self._evse[visit] = evse
        self._plugged_s[visit] = int(env.now)
        stay = Timeout(env, self._stay_s[visit], (visit, site))
        stay.callbacks.append(self._leave)

    def _leave(self, stay: Event) -> None:
        """The EVSE goes to the first in line, or is free."""
        place = stay.value
        assert place is not None
        visit, site = place
        self._outcome[visit] = self._fate[visit]
        self._left_s[visit] = int(self._env.now)
        self.finished.append(visit)
        evse = self._evse[visit]
        if site.line:
            site.line.popleft().succeed(evse)
        else:
            site.free.append(evse)


def _mean_stay_s(plan: VisitPlan, site: int) -> float:
    """Mean stay at a site, in seconds; what a regular would know."""
    stays = plan.stay_s[plan.site == site]
    return float(stays.mean()) if len(stays) else 0.0
