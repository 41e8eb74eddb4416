"""Where a driver goes: the option of the greatest utility, with what the app shows of each site.

Utility is drawn before the run but for the state of the sites: an expected wait costs
``wait_weight`` a second, a site that is shown with a free EVSE is worth ``availability_weight``
more. A Demand Partner shows its drivers the state some time ago, or nothing: then neither counts.
"""

from collections.abc import Sequence
from typing import Final

from simulation.engines.engine_site import Site, Status
from simulation.model.world import NO_LIVE_STATUS
from simulation.visit_plan import VisitPlan

NOWHERE: Final = -1
"""Instead of an option: the driver stays away."""


class Chooser:
    """The choices of a plan's drivers."""

    def __init__(self, plan: VisitPlan, sites: Sequence[Site]) -> None:
        self._sites = sites
        self._options = plan.option_site.shape[1]
        self._option_site: list[int] = plan.option_site.ravel().tolist()
        self._utility: list[float] = plan.option_utility.ravel().tolist()
        self._wait_weight: list[float] = plan.wait_weight.tolist()
        self._partner: list[int] = plan.demand_partner.tolist()
        self._delay_s: list[int] = plan.world.live_delay_s.tolist()
        self._free_weight = plan.world.availability_weight
        self._tried: dict[int, set[int]] = {}
        if any(delay_s > 0 for delay_s in self._delay_s):
            for site in sites:
                site.status = Status()

    def option_of(self, visit: int, now_s: int) -> int:
        """Where a driver goes now, of the options not tried yet, or ``NOWHERE``."""
        mine = slice(visit * self._options, (visit + 1) * self._options)
        sites, weight = self._option_site[mine], self._wait_weight[visit]
        delay_s = self._delay_s[self._partner[visit]]
        tried = self._tried.get(visit, ())
        best, most = NOWHERE, 0.0
        for option, utility in enumerate(self._utility[mine]):
            if sites[option] < 0 or option in tried:
                continue
            if delay_s != NO_LIVE_STATUS:
                wait_s = self._wait_s(self._sites[sites[option]], now_s, delay_s)
                utility += weight * wait_s if wait_s else self._free_weight  # noqa: PLW2901 (sum)
            if utility > most:
                best, most = option, utility
        return best

    def next_option_of(self, visit: int, option: int, now_s: int) -> int:
        """Where a driver goes who found an option full."""
        self._tried.setdefault(visit, set()).add(option)
        return self.option_of(visit, now_s)

    def _wait_s(self, site: Site, now_s: int, delay_s: int) -> float:
        if delay_s and site.status is not None:
            return site.status.wait_at_s(now_s - delay_s)
        return site.expected_wait_s()
