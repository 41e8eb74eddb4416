"""A year of ten thousand connectors: drawn, run, priced, split and netted in columns, on two cores.

The sites, tariffs and terms are those of the Portuguese scenario, whose 10,480 EVSEs are asked for
three times a day each, about 11 million sessions; nobody chooses. Once as the plain network, once
with the outages of its classes, which the fast engine walks visit by visit. Memory is the sum of
what each process had at most. The baseline is the promise: 90 s, and 2 GB.
"""

import resource
from time import perf_counter
from typing import Any

from core.service.resources import ResourceKind, resource_path
from simulation.money.money_by_blocks import BlockMoney, money_by_blocks
from simulation.money.money_sums import Sum
from simulation.plays import plays_of
from simulation.scenario import Scenario
from simulation.scenario_file import load_scenario

DAYS = 365
VISITS_PER_EVSE = 3.4
PROCESSES = 2
SECONDS, GIGABYTES = 90, 2
Figure = dict[str, Any]


def run() -> list[Figure]:
    """Seconds, sessions a second and memory of the plain year, and seconds with outages."""
    scenario = a_year()
    plain = scenario.model_copy(update={"fault": ()})
    seconds, money = _timed(plain)
    memory = _gigabytes()
    sessions = int(sum(totals.sum((0, 1))[Sum.POSTED] for totals in money.sums.totals.values()))
    assert sessions > 10_000_000
    faulty_s, _ = _timed(scenario)
    what = f"a year of {scenario.title}, {sessions:,} sessions priced, split and netted"
    return [
        _figure(f"{what}, {PROCESSES} processes", seconds, "s", SECONDS),
        _figure("the same, sessions a second", sessions / seconds, "sessions/s", None),
        _figure("the same, memory of all processes", memory, "GB", GIGABYTES),
        _figure("the same with outages of EVSEs", faulty_s, "s", None),
    ]


def a_year() -> Scenario:
    """The network at three sessions an EVSE and day, in every class as unlike as before."""
    path = resource_path(ResourceKind.SCENARIO, "portugal")
    scenario = load_scenario(path)
    classes = {part.name: 0 for part in scenario.charge_point_class}
    for site in scenario.location:
        classes[site.charge_point_class] += site.evse_count
    per_day = {
        part.charge_point_class: part.per_day(1) * classes[part.charge_point_class]
        for part in scenario.demand
    }
    factor = VISITS_PER_EVSE * sum(classes.values()) / sum(per_day.values())
    demand = tuple(
        part.model_copy(update={"sessions_per_evse_per_day": part.per_day(1) * factor})
        for part in scenario.demand
    )
    return scenario.model_copy(update={"days": DAYS, "demand": demand})


def _timed(scenario: Scenario) -> tuple[float, BlockMoney]:
    began = perf_counter()
    money = money_by_blocks(scenario, plays_of(scenario)[0], scenario.seed, processes=PROCESSES)
    return perf_counter() - began, money


def _gigabytes() -> float:
    """The most that this process and each of those it started had, if all had it at once."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + PROCESSES * child) * 1024 / 1e9


def _figure(name: str, value: float, unit: str, promised: float | None) -> Figure:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "baseline": None if promised is None else f"promised: {promised} {unit}",
        "ratio": None if promised is None else promised / value,
    }
