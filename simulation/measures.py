"""Figures of a run, computed from its observations; each says what it is a share of."""

from collections.abc import Iterator
from math import isnan, nan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.arrivals import hours_of_week
from simulation.failure_measures import failure_figures, percent
from simulation.imputed_prices import imputed_figures
from simulation.observations import Observations, Outcome
from simulation.profiles import HOURS_PER_DAY
from simulation.scenario import Scenario
from simulation.visit_plan import VisitPlan

HOUR_S: Final = 3600


def kpis_of(scenario: Scenario, plan: VisitPlan, seen: Observations) -> dict[str, float]:
    """The figures of a run by name, unit last.

    What each one means, and what it is a share of, is told by ``kpis``. A share of nothing is
    left out: 0 would say that everybody failed, and count in a mean.
    """
    served = seen.outcome == Outcome.SERVED
    energy_kwh = float(seen.energy_wh.sum()) / 1000
    sessions, outside = seen.count(Outcome.SERVED), seen.count(Outcome.NOT_ATTRACTED)
    came = seen.arrived - outside
    stall_days = seen.now_s / 86_400 * sum(part.evse_count for part in scenario.location)
    figures = {
        "arrivals": float(came),
        "chose_outside": float(outside),
        "sessions": float(sessions),
        "energy_kwh": energy_kwh,
        "energy_kwh_per_session": energy_kwh / sessions if sessions else nan,
        "energy_kwh_per_stall_day": energy_kwh / stall_days if stall_days else nan,
        "served_share_pct": percent(sessions, came),
        **_turned_away(seen, came),
        "auth_rejected": float(
            seen.count(Outcome.AUTH_REJECTED) + seen.count(Outcome.AUTH_TIMEOUT)
        ),
        "start_failed": float(seen.count(Outcome.START_FAILED)),
        "unfinished": float(seen.count(Outcome.CONNECTED) + seen.count(Outcome.WAITING)),
        **failure_figures(scenario, plan, seen),
        **_waits(seen),
        "drivers_present_mean": mean_present(seen),
        **dict(_utilisation_by_class(scenario, seen)),
        **dict(_of_parties(scenario, plan, seen)),
        **imputed_figures(scenario, seen.site[served]),
    }
    return {name: figure for name, figure in figures.items() if not isnan(figure)}


def _turned_away(seen: Observations, came: int) -> dict[str, float]:
    balked, reneged = seen.count(Outcome.BALKED), seen.count(Outcome.RENEGED)
    return {
        "balked": float(balked),
        "reneged": float(reneged),
        "turned_away": float(balked + reneged),
        "turned_away_share_pct": percent(balked + reneged, came),
    }


def _waits(seen: Observations) -> dict[str, float]:
    waits_min = seen.waits_s() / 60
    return {
        "waited_share_pct": percent(int(np.count_nonzero(waits_min)), len(waits_min)),
        "wait_p50_min": _quantile(waits_min, 0.5),
        "wait_p90_min": _quantile(waits_min, 0.9),
        "wait_p95_min": _quantile(waits_min, 0.95),
        "waited_over_10_min_share_pct": percent(
            int(np.count_nonzero(waits_min > 10)), len(waits_min)
        ),
    }


def _of_parties(
    scenario: Scenario, plan: VisitPlan, seen: Observations
) -> Iterator[tuple[str, float]]:
    """Sessions and energy by CPO, and by Demand Partner unless it is a CPO's key too."""
    served = np.flatnonzero(seen.outcome == Outcome.SERVED)
    cpos = [part.key for part in scenario.cpo]
    partners = [part.key for part in scenario.demand_partner]
    cpo_of_site = np.array([cpos.index(part.cpo) for part in scenario.location])
    for keys, at in (
        (cpos, cpo_of_site[seen.site[served]]),
        (partners, plan.demand_partner[served]),
    ):
        sessions = np.bincount(at, minlength=len(keys)).tolist()
        energy_wh = np.bincount(at, seen.energy_wh[served], len(keys)).tolist()
        for number, key in enumerate(keys):
            if keys is cpos or key not in cpos:
                yield f"sessions@{key}", float(sessions[number])
                yield f"energy_kwh@{key}", energy_wh[number] / 1000


def connected_by_hour(
    seen: Observations, groups: int, hours: int, group_of_site: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Seconds in which a vehicle was connected to charge, until now.

    Array of shape (group, hour) over the hours of the horizon in UTC; exact. Sites may be counted
    in groups; those in group -1 are left out. Each site is its own group if nothing is said.
    """
    begin, end, site = charging_stays(seen)
    if group_of_site is not None:
        site = group_of_site[site]
        begin, end, site = begin[site >= 0], end[site >= 0], site[site >= 0]
    by_hour = np.zeros((groups, hours + 1), dtype=np.int64)
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


def charging_stays(
    seen: Observations,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Begin, end (now, for who is still there) and site of the stays since charging began."""
    charging = np.flatnonzero(seen.began_s >= 0)
    ends = np.where(seen.outcome == Outcome.CONNECTED, seen.now_s, seen.left_s)
    return seen.began_s[charging], ends[charging], seen.site[charging].astype(np.int64)


def _utilisation_by_class(scenario: Scenario, seen: Observations) -> Iterator[tuple[str, float]]:
    begin, end, site = charging_stays(seen)
    busy_s = np.bincount(site, end - begin, len(scenario.location))
    evses = sum(part.evse_count for part in scenario.location)
    yield "utilisation_pct", percent(float(busy_s.sum()), seen.now_s * evses)
    for part in scenario.charge_point_class:
        at = [
            index
            for index, location in enumerate(scenario.location)
            if location.charge_point_class == part.name
        ]
        there_s = seen.now_s * sum(scenario.location[index].evse_count for index in at)
        yield f"utilisation_{part.name}_pct", percent(float(busy_s[at].sum()), there_s)


def _quantile(values: NDArray[np.float64], share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else nan


def mean_present(seen: Observations) -> float:
    """Mean number of drivers at a site or in its line over the run.

    It equals arrivals a second times mean seconds there: Little's law as an identity of accounts.
    """
    if not seen.now_s:
        return 0.0
    came = seen.outcome != Outcome.NOT_ARRIVED
    left = np.where(seen.left_s < 0, seen.now_s, seen.left_s)
    return float((left - seen.arrived_s)[came].sum()) / seen.now_s
