"""How busy a run's EVSEs were, as arrays for plots: by hour of the week, by duration, by site."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.arrivals import hours_of_week
from simulation.measures import HOUR_S, charging_stays, connected_by_hour
from simulation.observations import Observations, Outcome
from simulation.profiles import HOURS_PER_DAY
from simulation.scenario import Scenario

HOURS_PER_WEEK: Final = 7 * HOURS_PER_DAY
Floats = NDArray[np.float64]


def use_tables(scenario: Scenario, seen: Observations) -> dict[str, Floats]:
    """Tables of a run by name.

    ``utilisation_by_hour_of_week@CLASS``: share of EVSE time connected, 0 to 1, by local hour of
    the week from Monday 00:00; array of shape (168,), 0 for hours that have not been.
    ``occupancy_duration@CLASS``: the share of EVSEs that were occupied at once, or more, during
    that percent of the time; array of shape (101,). ``utilisation_by_site`` (0 to 1),
    ``sessions_by_site`` and ``energy_kwh_by_site``: arrays of shape (site,).
    ``connected_by_hour``: mean number of EVSEs with a vehicle, by hour of the run in UTC.
    """
    tables = _by_site(scenario, seen)
    hours = scenario.days * HOURS_PER_DAY
    everywhere = np.zeros(len(scenario.location), dtype=np.int64)
    tables["connected_by_hour"] = connected_by_hour(seen, 1, hours, everywhere)[0] / HOUR_S
    for part in scenario.charge_point_class:
        mine = np.array([one.charge_point_class == part.name for one in scenario.location])
        if mine.any():
            name = part.name
            tables[f"utilisation_by_hour_of_week@{name}"] = _by_hour(scenario, seen, mine)
            tables[f"occupancy_duration@{name}"] = _by_duration(scenario, seen, mine)
    return tables


def _by_site(scenario: Scenario, seen: Observations) -> dict[str, Floats]:
    sites = len(scenario.location)
    begin_s, end_s, site = charging_stays(seen)
    there_s = seen.now_s * _evses(scenario)
    served = seen.outcome == Outcome.SERVED
    return {
        "utilisation_by_site": np.bincount(site, end_s - begin_s, sites) / np.maximum(there_s, 1),
        "sessions_by_site": np.bincount(seen.site[served], minlength=sites).astype(np.float64),
        "energy_kwh_by_site": np.bincount(seen.site[served], seen.energy_wh[served], sites) / 1000,
    }


def _by_hour(scenario: Scenario, seen: Observations, mine: NDArray[np.bool_]) -> Floats:
    """Sites of one time zone are one: what counts is the local hour."""
    zones = [part.time_zone or scenario.time_zone for part in scenario.location]
    names = sorted(set(zones))
    zone_of_site = np.array([names.index(zone) for zone in zones])
    hours = scenario.days * HOURS_PER_DAY
    busy_s = connected_by_hour(seen, len(names), hours, np.where(mine, zone_of_site, -1))
    passed_s = np.clip(seen.now_s - np.arange(hours) * HOUR_S, 0, HOUR_S)
    busy, there = np.zeros(HOURS_PER_WEEK), np.zeros(HOURS_PER_WEEK)
    for number, zone in enumerate(names):
        local = hours_of_week(scenario.start, scenario.days, zone)
        evses = _evses(scenario)[mine & (zone_of_site == number)].sum()
        busy += np.bincount(local, busy_s[number], HOURS_PER_WEEK)
        there += np.bincount(local, passed_s * evses, HOURS_PER_WEEK)
    shares: Floats = np.divide(busy, there, out=np.zeros(HOURS_PER_WEEK), where=there > 0)
    return shares


def _by_duration(scenario: Scenario, seen: Observations, mine: NDArray[np.bool_]) -> Floats:
    begin_s, end_s, site = charging_stays(seen)
    there = mine[site]
    times = np.concatenate([begin_s[there], end_s[there], [0]])
    steps = np.concatenate([np.ones(there.sum()), -np.ones(there.sum()), [0.0]])
    order = np.argsort(times, kind="stable")
    occupied = np.cumsum(steps[order])
    lasted_s = np.diff(times[order], append=seen.now_s)
    most_first = np.argsort(-occupied, kind="stable")
    passed_s = np.cumsum(lasted_s[most_first])
    wanted_s = np.linspace(0, 1, 101) * seen.now_s
    at = np.searchsorted(passed_s, wanted_s, side="right")
    busiest = occupied[most_first][np.minimum(at, len(occupied) - 1)]
    shares: Floats = busiest / _evses(scenario)[mine].sum()
    return shares


def _evses(scenario: Scenario) -> NDArray[np.int64]:
    return np.array([part.evse_count for part in scenario.location], dtype=np.int64)
