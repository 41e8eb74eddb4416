"""When drivers come: hour of the week, season, growth, and days that are busy everywhere."""

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.calibration.session_table import SessionTable

HOURS: Final = 168
PRIOR_SESSIONS: Final = 5_000.0
"""So many sessions are thought to follow the plainer shape that each week is drawn to."""
KIND_SESSIONS: Final = 300.0
"""So many sessions of a weekday and of a weekend are thought to follow the hours of all days."""
NEIGHBOURS: Final = np.array([0.25, 0.5, 0.25])
"""An hour of the plainer shape is smoothed with those before and after it."""
SEASON_DAYS: Final = 700
"""Season and growth are told apart only where the file is longer."""
CLOSED_DAYS: Final = 7
FEWEST_DAYS: Final = 56
YEAR_DAYS: Final = 365.25

Floats = NDArray[np.float64]


def week_of(hours: NDArray[np.int64], weights: Floats, prior: Floats | None = None) -> Floats:
    """Part of a mean day's arrivals in each hour of the week; array of shape (168,), sums to 7.

    Each hour's count is drawn to a plainer shape, so that an hour in which nobody happened to come
    is not one in which nobody can.

    Args:
        hours: Hour of the week of each session.
        weights: How much each session counts.
        prior: Instead of the plainer shape of the same sessions; sums to 7.
    """
    counts: Floats = np.bincount(hours, weights, HOURS).astype(np.float64)
    plain = _plain(counts) if prior is None else prior / 7
    week: Floats = (counts + PRIOR_SESSIONS * plain) / (counts.sum() + PRIOR_SESSIONS) * 7
    return week


def _plain(counts: Floats) -> Floats:
    """Size of each day times the hours of its kind of day, smoothed; sums to 1."""
    by_day = counts.reshape(7, 24)
    every = by_day.sum(axis=0) / by_day.sum()
    size = by_day.sum(axis=1) / by_day.sum()
    shapes = [_smoothed(part.sum(axis=0), every) for part in (by_day[:5], by_day[5:])]
    plain: Floats = (np.vstack([shapes[0]] * 5 + [shapes[1]] * 2) * size[:, None]).ravel()
    return plain


def _smoothed(hours: Floats, every: Floats) -> Floats:
    """Hours of one kind of day, drawn to those of every day; sums to 1."""
    drawn = hours + KIND_SESSIONS * every
    around = np.concatenate([drawn[-1:], drawn, drawn[:1]])
    smooth = np.convolve(around, NEIGHBOURS, "valid")
    found: Floats = smooth / smooth.sum()
    return found


def season_and_growth(table: SessionTable) -> tuple[Floats, float]:
    """Factor of each month, mean 1, and of a year; ones where the file is too short to tell.

    Sessions a day are counted per site in use that day, so that a network that is being built out
    does not look like demand that grows.
    """
    first, last = int(table.day[0]), int(table.day[-1])
    if last - first < SEASON_DAYS:
        return np.ones(12), 1.0
    days = np.arange(first, last + 1)
    rate = np.bincount(table.day - first, minlength=len(days)) / _sites_open(table, days)
    months = _months(table, days)
    years = (days - days.mean()) / YEAR_DAYS
    columns = np.column_stack([np.eye(12)[months], years])
    kept = rate > 0
    found, *_ = np.linalg.lstsq(columns[kept], np.log(rate[kept]), rcond=None)
    season = np.exp(found[:12])
    return season / season.mean(), float(np.exp(found[12]))


def day_factor_cv(table: SessionTable) -> float:
    """By how much a day is busier everywhere than its weekday and its weeks say.

    Counts of a day spread by Poisson and by what all sites share: weather, holidays, events. The
    second part is what is left: CV = sqrt((D - 1) / mean count), D the index of dispersion around
    a mean of eight weeks times the factor of the weekday.
    """
    first = int(table.day[0])
    counts = np.bincount(table.day - first).astype(np.float64)[1:-1]
    weekday = (np.arange(len(counts)) + first + 1) % 7
    is_open = ~_closed(counts)
    counts, weekday = counts[is_open], weekday[is_open]
    if len(counts) < FEWEST_DAYS:
        return 0.0
    window = np.ones(57)
    smooth = np.convolve(counts, window, "same") / np.convolve(np.ones_like(counts), window, "same")
    ratio = np.bincount(weekday, counts, 7) / np.bincount(weekday, smooth, 7)
    expected = smooth * ratio[weekday]
    counts, expected = counts[expected > 0], expected[expected > 0]
    dispersion = float(((counts - expected) ** 2 / expected).mean())
    return float(np.sqrt(max(dispersion - 1, 0.0) / expected.mean()))


def _closed(counts: Floats) -> NDArray[np.bool_]:
    """Days of a week or more without anybody: nobody was free to come."""
    closed = np.zeros(len(counts), dtype=bool)
    busy = np.flatnonzero(np.concatenate([[1], counts, [1]]) > 0)
    for before, after in pairwise(busy):
        if after - before > CLOSED_DAYS:
            closed[before : after - 1] = True
    return closed


def _sites_open(table: SessionTable, days: NDArray[np.int64]) -> Floats:
    """Sites between their first session and their last, for each day; at least 1."""
    opened = np.zeros(len(days) + 1)
    for site in np.unique(table.site_of):
        at = table.day[table.site_of == site] - days[0]
        opened[at[0]] += 1
        opened[at[-1] + 1] -= 1
    count: Floats = np.maximum(np.cumsum(opened)[:-1], 1)
    return count


def _months(table: SessionTable, days: NDArray[np.int64]) -> NDArray[np.int64]:
    since_1970 = (days + 4).astype("datetime64[D]")
    assert len(since_1970) > table.day[-1] - table.day[0]
    months: NDArray[np.int64] = since_1970.astype("datetime64[M]").astype(np.int64) % 12
    return months
