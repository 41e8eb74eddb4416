"""An experiment of a small scenario, played in milliseconds, for reports and exports of it."""

import numpy as np
import pytest

from simulation.experiment.order import Cell, Order, OrderKind
from simulation.experiment.play_point import play_point
from simulation.experiment.played import played_of
from simulation.experiment.point import Change, Point
from simulation.experiment.tally import Tally
from tests.simulation.conftest import SMALL

RATE = "demand.dc.sessions_per_evse_per_day"
TABLES = {
    "utilisation_by_hour_of_week@dc": np.linspace(0, 0.5, 168),
    "occupancy_duration@dc": np.linspace(1, 0, 101),
    "liquidity_by_day": np.array([100.0, 300.0, 200.0]),
    "payable_by_age": np.arange(15.0).reshape(3, 5) * 100,
    "gross_minor_eur_by_day": np.array([100.0, 300.0, 200.0]),
}


def an_order(kind=OrderKind.COMPARE, replications=3, scenario=SMALL) -> Order:
    base = Point(
        scenario=scenario,
        source="/somewhere/small.toml",
        seed=5,
        changes=(Change(path="days", value=1),),
    )
    cells = tuple(
        Cell(title=title, changes=(Change(path=RATE, value=rate),))
        for title, rate in (("few", 4), ("many", 40))
    )
    return Order(kind=kind, base=base, cells=cells, replications=replications)


def a_tally(order, *, with_tables=False) -> Tally:
    tally = Tally(order)
    for cell in range(len(order.cells)):
        for number in range(order.replications):
            played = played_of(play_point(order.point(cell, number)), cell)
            if with_tables:
                played.tables.update(TABLES)
            tally.add(played)
    return tally


@pytest.fixture(scope="session")
def tally() -> Tally:
    return a_tally(an_order(replications=6), with_tables=True)
