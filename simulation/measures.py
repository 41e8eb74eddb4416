"""Figures of a run, computed from its observations; each says what it is a share of."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.arrivals import hours_of_week
from simulation.imputed_prices import imputed_figures
from simulation.observations import Observations, Outcome
from simulation.profiles import HOURS_PER_DAY
from simulation.scenario import Scenario
from simulation.visit_plan import VisitPlan

HOUR_S: Final = 3600


def kpis_of(scenario: Scenario, plan: VisitPlan, seen: Observations) -> dict[str, float]:
    """The figures of a run by name, unit last.

    ``served_share_pct`` is of the drivers who came; ``charging_success_rate_pct`` of the attempts
    at an EVSE (served, rejected and failed); waits are of all who got an EVSE, most of them 0;
    utilisation is the share of EVSE time in which a vehicle was connected to charge.
    """
    served = seen.outcome == Outcome.SERVED
    attempts = sum(
        seen.count(one) for one in (Outcome.SERVED, Outcome.AUTH_REJECTED, Outcome.START_FAILED)
    )
    waits_min = seen.waits_s() / 60
    return {
        "arrivals": float(seen.arrived),
        "sessions": float(seen.count(Outcome.SERVED)),
        "energy_kwh": float(plan.energy_wh[served].sum()) / 1000,
        "served_share_pct": _percent(seen.count(Outcome.SERVED), seen.arrived),
        "balked": float(seen.count(Outcome.BALKED)),
        "reneged": float(seen.count(Outcome.RENEGED)),
        "auth_rejected": float(seen.count(Outcome.AUTH_REJECTED)),
        "start_failed": float(seen.count(Outcome.START_FAILED)),
        "unfinished": float(seen.count(Outcome.CONNECTED) + seen.count(Outcome.WAITING)),
        "charging_success_rate_pct": _percent(seen.count(Outcome.SERVED), attempts),
        "waited_share_pct": _percent(int(np.count_nonzero(waits_min)), len(waits_min)),
        "wait_p50_min": _quantile(waits_min, 0.5),
        "wait_p90_min": _quantile(waits_min, 0.9),
        "drivers_present_mean": mean_present(seen),
        **dict(_utilisation_by_class(scenario, seen)),
        **imputed_figures(scenario, seen.site[served]),
    }


def connected_by_hour(seen: Observations, sites: int, hours: int) -> NDArray[np.int64]:
    """Seconds in which a vehicle was connected to charge, until now.

    Array of shape (site, hour) over the hours of the horizon in UTC; exact.
    """
    begin, end, site = _stays(seen)
    by_hour = np.zeros((sites, hours + 1), dtype=np.int64)
    first, last = begin // HOUR_S, end // HOUR_S
    # Seconds up to the hour's end are added where a stay begins and taken off where it ends ...
    np.add.at(by_hour, (site, first), (first + 1) * HOUR_S - begin)
    np.add.at(by_hour, (site, last), end - (last + 1) * HOUR_S)
    # ... and each hour after the one in which it begins counts whole, until it ends.
    whole = np.zeros_like(by_hour)
    np.add.at(whole, (site, np.minimum(first + 1, hours)), HOUR_S)
    np.add.at(whole, (site, np.minimum(last + 1, hours)), -HOUR_S)
    return (by_hour + np.cumsum(whole, axis=1))[:, :hours]


class DayUse:
    """Share of EVSE time connected, by site and local hour of the day, as a run goes on."""

    def __init__(self, scenario: Scenario) -> None:
        self.sites = tuple(part.name for part in scenario.location)
        self._evses = np.array([part.evse_count for part in scenario.location])
        self._hours = scenario.days * HOURS_PER_DAY
        self._local = [
            hours_of_week(scenario.start, scenario.days, part.time_zone or scenario.time_zone)
            % HOURS_PER_DAY
            for part in scenario.location
        ]

    def connected(self, seen: Observations) -> NDArray[np.float64]:
        """Array of shape (site, 24), 0 to 1; an hour that has not been yet is 0."""
        busy_s = connected_by_hour(seen, len(self.sites), self._hours)
        passed_s = np.clip(seen.now_s - np.arange(self._hours) * HOUR_S, 0, HOUR_S)
        shares = np.zeros((len(self.sites), HOURS_PER_DAY))
        for site, local in enumerate(self._local):
            busy = np.bincount(local, busy_s[site], HOURS_PER_DAY)
            there = np.bincount(local, passed_s, HOURS_PER_DAY) * self._evses[site]
            shares[site] = np.divide(busy, there, out=np.zeros(HOURS_PER_DAY), where=there > 0)
        return shares


def _stays(seen: Observations) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Begin, end (now, for who is still there) and site of the stays that charge."""
    charging = np.isin(seen.outcome, (Outcome.SERVED, Outcome.CONNECTED))
    ends = np.where(seen.outcome == Outcome.CONNECTED, seen.now_s, seen.left_s)
    return seen.plugged_s[charging], ends[charging], seen.site[charging]


def _utilisation_by_class(scenario: Scenario, seen: Observations) -> Iterator[tuple[str, float]]:
    begin, end, site = _stays(seen)
    busy_s = np.bincount(site, end - begin, len(scenario.location))
    for part in scenario.charge_point_class:
        at = [
            index
            for index, location in enumerate(scenario.location)
            if location.charge_point_class == part.name
        ]
        there_s = seen.now_s * sum(scenario.location[index].evse_count for index in at)
        yield f"utilisation_{part.name}_pct", _percent(float(busy_s[at].sum()), there_s)


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


def _quantile(values: NDArray[np.float64], share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else 0.0


def mean_present(seen: Observations) -> float:
    """Mean number of drivers at a site or in its line over the run.

    It equals arrivals a second times mean seconds there: Little's law as an identity of accounts.
    """
    if not seen.now_s:
        return 0.0
    came = seen.outcome != Outcome.NOT_ARRIVED
    left = np.where(seen.left_s < 0, seen.now_s, seen.left_s)
    return float((left - seen.arrived_s)[came].sum()) / seen.now_s
