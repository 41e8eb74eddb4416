"""A plan of visits to one site that say no more than when they come and how long they stay."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.world import quiet_world
from simulation.observations import Outcome
from simulation.visit_plan import VisitPlan, plain_columns


def queue_plan(
    arrived_s: NDArray[np.int64], stay_s: NDArray[np.int64], patience_s: int
) -> VisitPlan:
    """The plan of a queue: customers, not drivers.

    Args:
        arrived_s: Ascending.
        stay_s: How long each keeps an EVSE, at least 1.
        patience_s: How long each would wait; 0 for nobody waits.
    """
    count = len(arrived_s)
    zeros = np.zeros(count, dtype=np.int64)
    columns: dict[str, Any] = plain_columns(np.zeros(count, dtype=np.int32), zeros, stay_s)
    return VisitPlan(
        number=np.arange(1, count + 1),
        arrived_s=arrived_s,
        demand_partner=np.zeros(count, dtype=np.int32),
        driver=zeros,
        patience_s=np.full(count, patience_s, dtype=np.int64),
        idle_s=zeros,
        price_response=np.zeros(count),
        fate=np.full(count, Outcome.SERVED, dtype=np.uint8),
        world=quiet_world(1),
        **columns,
    )
