"""How fast a sweep of the city goes: to its first point, as a whole, and on a Dask cluster.

The design is that of an analyst: 200 points of a Latin hypercube over five numbers, 20 replications
each, by the processes of this machine. The cluster plays the first replications of the same sweep,
and is compared with the processes on them.
"""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from simulation.experiment.carry_out import carry_out
from simulation.experiment.crew import OwnCrew
from simulation.experiment.crew_choice import crew_of
from simulation.experiment.designs import Span
from simulation.experiment.order import Order
from simulation.experiment.point import Point
from simulation.experiment.space_designs import latin_hypercube_order

CITY = Path(__file__).parents[2] / "resources" / "scenarios" / "city.toml"
POINTS = 200
REPLICATIONS = 20
COMPARED = 3
"""Replications that both kinds of crew play, in turns."""
ROUNDS = 3
SPANS = (
    Span(path="demand.hub_150.sessions_per_evse_per_day", low=4, high=12),
    Span(path="demand.rapid_50.sessions_per_evse_per_day", low=4, high=12),
    Span(path="demand.hub_150.energy_scale_kwh", low=25, high=50),
    Span(path="demand.hub_150.patience_median_min", low=2, high=30),
    Span(path="tariff.LOE-DC.energy_price_per_kwh", low=0.3, high=0.7),
)


def run() -> list[dict[str, Any]]:
    """Seconds to the first progress and point, points a second, and the cluster beside them."""
    base = Point(scenario=CITY.read_text(encoding="utf-8"), source=str(CITY), seed=7)
    order = latin_hypercube_order(base, SPANS, POINTS, REPLICATIONS)
    told_s, first_s, whole_s = _timed(order)
    few = replace(order, replications=COMPARED)
    rounds = [(_steady_s("", few), _steady_s("cluster:local", few)) for _ in range(ROUNDS)]
    ours, theirs = (median(one) for one in zip(*rounds, strict=True))
    alone = _own_s(replace(order, replications=1))
    count = POINTS * REPLICATIONS
    rate = count / whole_s
    return [
        _figure("sweep: first progress after", told_s, "s"),
        _figure("sweep: first point after", first_s, "s"),
        _figure("sweep: 200 points x 20 replications of city", whole_s, "s"),
        _figure(
            "sweep: processes of this machine", rate, "points/s", "one process", POINTS / alone
        ),
        _figure("sweep: Dask, 600 points", theirs, "s", "processes of this machine", ours),
    ]


def _figure(
    name: str, value: float, unit: str, baseline: str | None = None, other: float | None = None
) -> dict[str, Any]:
    ratio = None if other is None else value / other
    return {"name": name, "value": value, "unit": unit, "baseline": baseline, "ratio": ratio}


def _timed(order: Order) -> tuple[float, float, float]:
    """Seconds to the first progress, to the first point, and to the end; from a cold start."""
    began, told = perf_counter(), []
    first_s = 0.0
    with closing(crew_of("")) as crew:
        for _ in carry_out(order, crew, on_progress=lambda _: told.append(perf_counter())):
            first_s = first_s or perf_counter() - began
    return told[0] - began, first_s, perf_counter() - began


def _steady_s(word: str, order: Order) -> float:
    """Seconds for the whole order by a crew that is there and has played already."""
    with closing(crew_of(word)) as crew:
        list(carry_out(replace(order, cells=order.cells[:8], replications=1), crew))
        began = perf_counter()
        played = list(carry_out(order, crew))
        assert len(played) == len(order.cells) * order.replications
        return perf_counter() - began


def _own_s(order: Order) -> float:
    began = perf_counter()
    list(carry_out(order, OwnCrew()))
    return perf_counter() - began
