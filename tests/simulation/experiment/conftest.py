"""Points of a small scenario that is played in milliseconds."""

import pytest

from simulation.experiment.order import Cell, Order, OrderKind
from simulation.experiment.point import Change, Point
from tests.simulation.conftest import SMALL

PATH = "demand.dc.sessions_per_evse_per_day"


@pytest.fixture
def base() -> Point:
    return Point(scenario=SMALL, source="small", seed=5, changes=(Change(path="days", value=1),))


@pytest.fixture
def order(base) -> Order:
    cells = tuple(
        Cell(title=str(rate), changes=(Change(path=PATH, value=rate),)) for rate in (4, 8, 12)
    )
    return Order(kind=OrderKind.SWEEP, base=base, cells=cells, replications=3)
