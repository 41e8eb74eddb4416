"""Drawing a year of visits: Portugal's connectors, block by block, plain and with all there is.

The baseline is the same draws one at a time, as a process for each driver would make them.
"""

from time import perf_counter
from typing import Any

import numpy as np

from core.service.resources import ResourceKind, resource_path
from simulation.model.option_set import blocks_of
from simulation.scenario import Scenario
from simulation.scenario_file import load_scenario
from simulation.scenario_world import ChoicePart, HubPart, RecordsPart, RetryPart, VehiclesPart
from simulation.streams import Purpose, stream
from simulation.visit_plan import Drawer

DAYS = 365
SITES = 500
SINGLE = 20_000
BASELINE = "the draws of a visit one at a time"


def run() -> list[dict[str, Any]]:
    """Visits drawn a second of wall time, one pass each."""
    portugal = load_scenario(resource_path(ResourceKind.SCENARIO, "portugal"))
    plain = portugal.model_copy(update={"days": DAYS, "fault": ()})
    rich = portugal.model_copy(
        update={
            "days": DAYS,
            "vehicles": VehiclesPart(),
            "retry": RetryPart(),
            "hub": HubPart(),
            "records": RecordsPart(),
        }
    )
    choosing = rich.model_copy(update={"days": 60, "choice": ChoicePart(radius_km=2)})
    single = _single()
    return [
        _figure("draw a year of Portugal: arrivals, energy, queues", _rate(plain), single),
        _figure("draw a year of Portugal: vehicles, faults, retries, hub", _rate(rich), single),
        _figure("draw two months of Portugal: all that, and choice", _rate(choosing), single),
    ]


def _figure(name: str, value: float, baseline: float) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": "visits/s",
        "baseline": BASELINE,
        "ratio": value / baseline,
    }


def _rate(scenario: Scenario) -> float:
    began = perf_counter()
    drawer = Drawer(scenario, 1)
    visits = sum(len(drawer.plan(block).number) for block in blocks_of(scenario, SITES))
    return visits / (perf_counter() - began)


def _single() -> float:
    """Visits a second with the thirteen draws of a plain one made singly."""
    draws = stream(1, Purpose.ENERGY)
    began = perf_counter()
    for _ in range(SINGLE):
        for _ in range(8):
            draws.random()
        for _ in range(2):
            draws.standard_normal()
        np.minimum(draws.weibull(1.6), 90)
    return SINGLE / (perf_counter() - began)
