"""When drivers arrive at a site: a Poisson process whose rate follows the hour of the week.

The rate is constant within an hour, so the process is drawn exactly: a Poisson count for each
hour, then uniform whole seconds in it. Dispersion of real hourly counts supports it (0.99 in the
Perth & Kinross set); a shared daily factor adds the over-dispersion that whole networks show.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from simulation.profiles import HOURS_PER_DAY

SECONDS_PER_HOUR: Final = 3600


@lru_cache(maxsize=64)
def hours_of_week(start: datetime, days: int, time_zone: str) -> NDArray[np.int64]:
    """Local hour of the week, Monday 00:00 is 0, for each UTC hour from ``start``.

    Array of shape (hour,), not to be written to: thousands of sites share it. A zone whose offset
    is no whole hour is read at the hour's start.
    """
    zone = ZoneInfo(time_zone)
    local = (
        (start + timedelta(hours=hour)).astimezone(zone) for hour in range(days * HOURS_PER_DAY)
    )
    hours = np.array([one.weekday() * HOURS_PER_DAY + one.hour for one in local], dtype=np.int64)
    hours.flags.writeable = False
    return hours


def expected_by_hour(
    per_day: float, week: tuple[float, ...], hours: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Expected arrivals in each hour of the horizon; array of shape (hour,).

    Args:
        per_day: Arrivals on the mean day of a week.
        week: Shares by hour of the week, as ``Profile.week``.
        hours: Hour of the week of each hour, as ``hours_of_week``.
    """
    assert len(week) == 7 * HOURS_PER_DAY
    rates: NDArray[np.float64] = per_day * np.array(week)[hours]
    return rates


def day_factors(draws: Generator, days: int, cv: float) -> NDArray[np.float64]:
    """One factor a day with mean 1 and that coefficient of variation; array of shape (day,)."""
    if cv == 0:
        return np.ones(days)
    shape = 1 / cv**2
    return draws.gamma(shape, 1 / shape, size=days)


def arrival_times(
    expected: NDArray[np.float64], counts: Generator, times: Generator
) -> NDArray[np.int64]:
    """Seconds since the start of the horizon, ascending; array of shape (arrival,).

    Args:
        expected: Expected arrivals in each hour.
        counts: Stream for how many in each hour.
        times: Stream for when within the hour.
    """
    by_hour = counts.poisson(expected)
    starts = np.repeat(np.arange(len(expected)) * SECONDS_PER_HOUR, by_hour)
    seconds = starts + times.integers(0, SECONDS_PER_HOUR, size=len(starts))
    seconds.sort()
    return seconds.astype(np.int64)
