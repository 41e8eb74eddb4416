"""How fast a sweep of the city goes: to its first point, as a whole, and on a Dask cluster.

The design is that of an analyst: 200 points of a Latin hypercube over five numbers, 20 replications
each, by the processes of this machine. It is cancelled after half a minute; the whole is what its
rate comes to. The cluster and the processes play the same first points of it in turns, round by
round.
"""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from simulation.experiment.carry_out import carry_out
from simulation.experiment.crew import Crew, OwnCrew
from simulation.experiment.crew_choice import crew_of
from simulation.experiment.designs import Span
from simulation.experiment.order import Order
from simulation.experiment.point import Point
from simulation.experiment.space_designs import latin_hypercube_order

CITY = Path(__file__).parents[2] / "resources" / "scenarios" / "city.toml"
POINTS = 200
REPLICATIONS = 20
CANCELLED_AFTER_S = 30
COMPARED = 60
"""Points that both kinds of crew play, in turns."""
ROUNDS = 5
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
    told_s, first_s, rate = _timed(order)
    few = replace(order, cells=order.cells[:COMPARED], replications=1)
    with closing(crew_of("")) as ours, closing(crew_of("cluster:local")) as theirs:
        _steady_s(ours, few)
        _steady_s(theirs, few)
        rounds = [(_steady_s(ours, few), _steady_s(theirs, few)) for _ in range(ROUNDS)]
    cluster_s = median(theirs_s for _, theirs_s in rounds)
    # By rounds, for what else the machine does changes from one to the next.
    local_s = cluster_s / median(theirs_s / ours_s for ours_s, theirs_s in rounds)
    alone = COMPARED / _steady_s(OwnCrew(), few)
    machine = "processes of this machine"
    return [
        _figure("sweep of city: first progress after", told_s, "s"),
        _figure("sweep of city: first point after", first_s, "s"),
        _figure("sweep of city: points by all processors", rate, "points/s", "one process", alone),
        _figure("sweep of city: 200 x 20 at that rate", POINTS * REPLICATIONS / rate, "s"),
        _figure(f"sweep of city: {COMPARED} points by Dask", cluster_s, "s", machine, local_s),
    ]


def _figure(
    name: str, value: float, unit: str, baseline: str | None = None, other: float | None = None
) -> dict[str, Any]:
    ratio = None if other is None else value / other
    return {"name": name, "value": value, "unit": unit, "baseline": baseline, "ratio": ratio}


def _timed(order: Order) -> tuple[float, float, float]:
    """Seconds to the first progress and to the first point from a cold start; points a second."""
    began, told, points = perf_counter(), [], []
    with closing(crew_of("")) as crew:
        playing = carry_out(
            order,
            crew,
            on_progress=lambda _: told.append(perf_counter()),
            is_cancelled=lambda: perf_counter() - began > CANCELLED_AFTER_S,
        )
        points.extend(perf_counter() for _ in playing)
    rate = (len(points) - 1) / (points[-1] - points[0])
    return told[0] - began, points[0] - began, rate


def _steady_s(crew: Crew, order: Order) -> float:
    """Seconds for the whole order."""
    began = perf_counter()
    played = list(carry_out(order, crew))
    assert len(played) == len(order.cells) * order.replications
    return perf_counter() - began
