"""Raw draws of the visits that begin at some sites: by purpose and site, in the order of arrival.

Whether a visit will need a draw or not, it is made; a purpose that no table of the scenario asks
for is not drawn at all, which moves no other. What the draws mean is worked out afterwards, for
all sites at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from simulation.arrivals import arrival_times, day_factors, expected_by_hour, hours_of_week
from simulation.model.local_hours import local_hours
from simulation.model.site_facts import SiteFacts
from simulation.profiles import HOURS_PER_DAY
from simulation.scenario import Scenario
from simulation.streams import Purpose, stream

Floats = NDArray[np.float64]
Drawn = Callable[[Generator, int], NDArray[np.generic]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Arrays of shape (visit,) unless said, site after site; None where nothing asks for it."""

    site: NDArray[np.int32]
    nth: NDArray[np.int64]
    """Place of the visit among those of its site, from 0."""
    arrived_s: NDArray[np.int64]
    local_hour: NDArray[np.int32]
    """Of the arrival, on the wall clock, since ``first_monday_of``."""
    demand_partner: Floats
    driver: Floats
    price_response: Floats
    energy: Floats
    """Standard exponential."""
    power: Floats
    """Standard normal."""
    idle_kind: Floats
    idle_time: Floats
    patience: Floats
    """Standard normal."""
    authorisation: Floats
    start: Floats
    soc_arrival: Floats | None = None
    soc_target: Floats | None = None
    early_stop: Floats | None = None
    """Shape (visit, 2)."""
    second_fate: Floats | None = None
    """Shape (visit, 2)."""
    retry: NDArray[np.float32] | None = None
    """Shape (visit, 2)."""
    reject_reason: Floats
    hub_latency: Floats | None = None
    """Standard normal."""
    hub_loss: Floats | None = None
    record: Floats | None = None
    """Shape (visit, 2): copies, and whether it is late."""
    record_delay: Floats | None = None
    """Standard exponential."""
    origin: Floats | None = None
    """Standard normal, shape (visit, 2): east and north."""


def draws_of(facts: SiteFacts, seed: int, sites: Sequence[int]) -> Draws:
    """The draws of all visits that begin at those sites."""
    scenario = facts.scenario
    purposes = _purposes(scenario)
    factors = _hour_factors(scenario, seed)
    parts: dict[str, list[NDArray[np.generic]]] = {one.name: [] for one in fields(Draws)}
    expected_at = _expected(facts, factors)
    for index in sites:
        name = scenario.location[index].location_id
        expected, hours = expected_at(index)
        arrived_s = arrival_times(
            expected,
            stream(seed, Purpose.ARRIVAL_COUNT, name),
            stream(seed, Purpose.ARRIVAL_TIME, name),
        )
        count = len(arrived_s)
        parts["site"].append(np.full(count, index, dtype=np.int32))
        parts["nth"].append(np.arange(count))
        parts["arrived_s"].append(arrived_s)
        parts["local_hour"].append(hours[arrived_s // 3600])
        for key, (purpose, drawn) in purposes.items():
            parts[key].append(drawn(stream(seed, purpose, name), count))
    columns: dict[str, Any] = {
        key: np.concatenate(arrays) for key, arrays in parts.items() if arrays
    }
    return Draws(**columns)


_UNIFORM: Final[Drawn] = lambda draws, count: draws.random(count)  # noqa: E731 (one of a table)
_PAIR: Final[Drawn] = lambda draws, count: draws.random((count, 2))  # noqa: E731 (the same)
_NORMAL: Final[Drawn] = lambda draws, count: draws.standard_normal(count)  # noqa: E731 (the same)
_EXPONENTIAL: Final[Drawn] = lambda draws, count: draws.standard_exponential(count)  # noqa: E731 (the same)


def _purposes(scenario: Scenario) -> dict[str, tuple[Purpose, Drawn]]:
    """What is drawn for each visit of the scenario, and how."""
    found: dict[str, tuple[Purpose, Drawn]] = {
        "demand_partner": (Purpose.DEMAND_PARTNER, _UNIFORM),
        "driver": (Purpose.DRIVER, _UNIFORM),
        "price_response": (Purpose.PRICE_RESPONSE, _UNIFORM),
        "energy": (Purpose.ENERGY, _EXPONENTIAL),
        "power": (Purpose.POWER, _NORMAL),
        "idle_kind": (Purpose.IDLE_KIND, _UNIFORM),
        "idle_time": (Purpose.IDLE_TIME, _UNIFORM),
        "patience": (Purpose.PATIENCE, _NORMAL),
        "authorisation": (Purpose.AUTHORISATION, _UNIFORM),
        "start": (Purpose.START, _UNIFORM),
        "reject_reason": (Purpose.REJECT_REASON, _UNIFORM),
    }
    if scenario.vehicles:
        part = scenario.vehicles
        found["soc_arrival"] = (
            Purpose.SOC_ARRIVAL,
            lambda draws, count: draws.beta(part.soc_arrival_alpha, part.soc_arrival_beta, count),
        )
        found["soc_target"] = (
            Purpose.SOC_TARGET,
            lambda draws, count: draws.beta(part.soc_target_alpha, part.soc_target_beta, count),
        )
    if any(part.early_stop_share for part in scenario.demand):
        found["early_stop"] = (Purpose.EARLY_STOP, _PAIR)
    if scenario.retry:
        found["second_fate"] = (Purpose.SECOND_FATE, _PAIR)
        found["retry"] = (
            Purpose.RETRY,
            lambda draws, count: draws.random((count, 2), dtype=np.float32),
        )
    if scenario.hub:
        found["hub_latency"] = (Purpose.HUB_LATENCY, _NORMAL)
        found["hub_loss"] = (Purpose.HUB_LOSS, _UNIFORM)
    if scenario.records:
        found["record"] = (Purpose.RECORD, _PAIR)
        found["record_delay"] = (Purpose.RECORD_DELAY, _EXPONENTIAL)
    if scenario.choice and scenario.choice.origin_scatter_km:
        found["origin"] = (
            Purpose.ORIGIN,
            lambda draws, count: draws.standard_normal((count, 2)),
        )
    return found


def _hour_factors(scenario: Scenario, seed: int) -> Floats:
    """Factor on the demand of each hour: the day's chance, the seasons, and who only looks."""
    chance = day_factors(stream(seed, Purpose.DAY_FACTOR), scenario.days, scenario.day_factor_cv)
    days = (scenario.start.date() + timedelta(days=day) for day in range(scenario.days))
    seasons = [
        np.prod([part.factor for part in scenario.season if part.holds(day)], initial=1.0)
        for day in days
    ]
    looking = scenario.choice.potential_factor if scenario.choice else 1.0
    return np.repeat(chance * np.array(seasons, dtype=np.float64) * looking, HOURS_PER_DAY)


def _expected(
    facts: SiteFacts, factors: Floats
) -> Callable[[int], tuple[Floats, NDArray[np.int32]]]:
    """Expected arrivals by hour at a site, and its local hours, worked out once a zone."""
    scenario = facts.scenario
    days = [scenario.start.date() + timedelta(days=day) for day in range(scenario.days)]
    months = np.repeat([day.month - 1 for day in days], HOURS_PER_DAY)

    @cache
    def weekly(kind: int, evse_count: int, time_zone: str) -> Floats:
        demand = facts.demands[kind]
        assert demand is not None, "a class without demand has no location"
        per_day = demand.per_day(evse_count)
        hours = hours_of_week(scenario.start, scenario.days, time_zone)
        season: Floats = np.array(demand.month_factors)[months]
        expected: Floats = season * expected_by_hour(per_day, demand.week, hours)
        return factors * expected

    def expected_at(index: int) -> tuple[Floats, NDArray[np.int32]]:
        part = scenario.location[index]
        time_zone = part.time_zone or scenario.time_zone
        expected = weekly(int(facts.kind[index]), part.evse_count, time_zone)
        hours = local_hours(scenario.start, scenario.days, time_zone)
        return part.demand_factor * expected, hours

    return expected_at
