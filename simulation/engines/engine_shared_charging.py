"""Charging at the sites of the reference engine that share their power: it ends when it ends."""

from collections.abc import Callable, Sequence

from simpy import Environment

from simulation.engines.engine_codes import CONNECTED
from simulation.engines.engine_due import CHARGED, Due
from simulation.engines.engine_site import Site
from simulation.engines.engine_stays import Draws, Stays


class SharedCharging:
    """Begins and ends charging; what comes before and after is the engine's."""

    def __init__(
        self,
        env: Environment,
        sites: Sequence[Site],
        draws: Draws,
        seen: Stays,
        leave_after: Callable[[int, int], None],
    ) -> None:
        """Take in what the engine has; ``leave_after(visit, idle_s)`` is what follows."""
        self._env = env
        self._sites = sites
        self._draws = draws
        self._seen = seen
        self._leave_after = leave_after

    def begin(self, due: Due) -> None:
        """A visit begins to charge, unless its EVSE broke down meanwhile."""
        visit, seen = due.visit, self._seen
        site = self._sites[seen.site[visit]]
        if seen.outcome[visit] == CONNECTED and site.power is not None:
            charging_s = self._draws.charging_s(visit, seen.option[visit])
            power_w = self._draws.energy_wh[visit] * 3600 / charging_s
            site.power.begin(visit, power_w, charging_s, int(self._env.now))
            self._await_next(site)

    def break_off(self, visit: int, site: Site) -> float:
        """A visit stops charging before its end; the part that is done, 0 to 1."""
        assert site.power is not None
        now_s = int(self._env.now)
        self._seen.charged_s[visit] = now_s - self._seen.began_s[visit]
        part = site.power.end(visit, now_s)
        self._await_next(site)
        return part

    def _await_next(self, site: Site) -> None:
        assert site.power is not None
        now_s = int(self._env.now)
        site.awaited = None
        if ready := site.power.next_end(now_s):
            visit, at_s = ready
            site.awaited = Due(self._env, at_s - now_s, CHARGED, self._end, visit)

    def _end(self, due: Due) -> None:
        """Charging is over; the driver stays idle. Not if something has changed meanwhile."""
        visit, seen = due.visit, self._seen
        site = self._sites[seen.site[visit]]
        if site.awaited is due and site.power is not None:
            now_s = int(self._env.now)
            site.power.end(visit, now_s)
            seen.charged_s[visit] = now_s - seen.began_s[visit]
            self._leave_after(visit, self._draws.idle_s[visit])
            self._await_next(site)
