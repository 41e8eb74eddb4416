"""How long a run takes until its beginning no longer shows: Welch's means and the MSER-5 rule.

A run begins with empty sites. Its figures count that beginning: scenarios here end after so many
days and are judged whole. This says how much of them the beginning is, and by that whether days
are enough. Hours of the day differ for other reasons; that is taken off first.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.experiment.tally import Tally
from simulation.profiles import HOURS_PER_DAY

TABLE: Final = "connected_by_hour"
BATCH: Final = 5
REST_MIN: Final = 5
"""Batches that are left at least; fewer are alike by chance."""
DAYS_MIN: Final = 4
"""Of fewer days the day's own course cannot be told from the beginning."""
WINDOW_H: Final = 24
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WarmUp:
    """What the beginning of a cell's runs looks like."""

    mean: Floats
    """EVSEs with a vehicle by hour of the run, over replications: array of shape (hours,)."""
    smooth: Floats
    """The same as a moving mean over a day: array of shape (hours - 23,); Welch's plot."""
    cut_h: int | None
    """Hours to leave out by MSER-5; None: by its rule there is no steady part."""


def warm_up_of(tally: Tally, cell: int = 0) -> WarmUp | None:
    """Of the replications so far; None while there are none, or they are too short."""
    mean = tally.table_mean(cell, TABLE)
    if mean is None or len(mean) < DAYS_MIN * HOURS_PER_DAY:
        return None
    smooth = np.convolve(mean, np.full(WINDOW_H, 1 / WINDOW_H), mode="valid")
    return WarmUp(mean=mean, smooth=smooth, cut_h=mser_cut(_without_days(mean)))


def mser_cut(series: Floats) -> int | None:
    """Where the rest of a series has the smallest standard error, in steps of ``BATCH``.

    None if that is in the second half: then the series has no steady part that is long enough.
    """
    count = len(series) // BATCH
    batches = series[: count * BATCH].reshape(count, BATCH).mean(axis=1)
    errors = [
        float(np.square(batches[cut:] - batches[cut:].mean()).sum()) / (count - cut) ** 2
        for cut in range(count - REST_MIN)
    ]
    best = int(np.argmin(errors))
    return best * BATCH if best <= count // 2 else None


def _without_days(mean: Floats) -> Floats:
    """Less the median of each hour of the day: few days with a beginning do not move it."""
    days = len(mean) // HOURS_PER_DAY
    by_day = mean[: days * HOURS_PER_DAY].reshape(days, HOURS_PER_DAY)
    flat: Floats = (by_day - np.median(by_day, axis=0)).ravel()
    return flat
