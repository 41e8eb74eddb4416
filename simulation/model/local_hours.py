"""Hours on the wall clock of a site, counted through a run."""

from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulation.arrivals import hours_of_week
from simulation.profiles import HOURS_PER_WEEK
from simulation.scenario import Scenario


def first_monday_of(scenario: Scenario) -> datetime:
    """Midnight of the Monday before the week in which the scenario starts, as a wall clock."""
    return scenario.start.replace(hour=0) - timedelta(days=scenario.start.weekday() + 7)


@lru_cache(maxsize=64)
def local_hours(start: datetime, days: int, time_zone: str) -> NDArray[np.int32]:
    """Hours since ``first_monday_of`` for each UTC hour from ``start``; array of shape (hour,).

    Not to be written to. An hour that the wall clock has twice is counted twice the same.
    """
    of_week = hours_of_week(start, days, time_zone)
    in_utc = HOURS_PER_WEEK + start.weekday() * 24 + start.hour + np.arange(len(of_week))
    offset = (of_week - in_utc + HOURS_PER_WEEK // 2) % HOURS_PER_WEEK - HOURS_PER_WEEK // 2
    hours = (in_utc + offset).astype(np.int32)
    hours.flags.writeable = False
    return hours
