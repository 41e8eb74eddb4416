"""What is compared between sessions that were and sessions that the engine made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.calibration.fit_class import busy_shares
from simulation.calibration.fit_week import HOURS
from simulation.observations import Outcome
from simulation.validation.held_out import HOUR_S, HeldOut, Run

MINUTE_S: Final = 60

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def served_in(run: Run, pools: Sequence[int]) -> NDArray[np.bool_]:
    """The visits of a run that charged at one of those pools."""
    plan, seen = run
    assert len(plan.site) == len(seen.site)
    got: NDArray[np.bool_] = np.isin(seen.site, list(pools)) & (seen.outcome == Outcome.SERVED)
    return got


def stays_made(held: HeldOut, pools: Sequence[int]) -> Floats:
    """Time connected in hours over all runs, cut as the source cuts its times."""
    step_s = resolution_s(held)
    found = []
    for run in held.runs:
        seen, got = run[1], served_in(run, pools)
        found.append((seen.left_s[got] // step_s - seen.plugged_s[got] // step_s) * step_s)
    return np.concatenate(found) / HOUR_S


def energy_made(held: HeldOut, pools: Sequence[int]) -> Floats:
    """Energy in kWh over all runs."""
    return np.concatenate([run[0].energy_wh[served_in(run, pools)] / 1000 for run in held.runs])


def resolution_s(held: HeldOut) -> int:
    """60 if the source tells no seconds, else 1."""
    times = np.concatenate([held.future.start_s, held.future.end_s])
    return MINUTE_S if not (times % MINUTE_S).any() else 1


def week_error_pp(held: HeldOut) -> float:
    """How far the hours of the week are off, in percentage points of a mean day's sessions.

    Root mean square over the 168 hours, less what counts of that size differ by anyhow (Poisson):
    a model that is right comes out at about 0 however few sessions there are.
    """
    counts, expected = _by_hour_of_week(held)
    scale = 100 * 7 / counts.sum()
    square = float((((counts - expected) * scale) ** 2).mean())
    chance = float((expected * scale**2).mean())
    return float(np.sqrt(max(square - chance, 0.0)))


def week_ks(held: HeldOut) -> float:
    """Largest distance (KS) of sessions by when in the week they begin, to the hour."""
    counts, expected = _by_hour_of_week(held)
    apart = np.cumsum(counts) / counts.sum() - np.cumsum(expected) / expected.sum()
    return float(np.abs(apart).max())


def _by_hour_of_week(held: HeldOut) -> tuple[Floats, Floats]:
    """Sessions in each hour of the week, and those expected; shape (168,)."""
    expected = np.zeros(HOURS)
    for pool in held.pools:
        expected += np.bincount(held.hour_of_week, pool.expected, HOURS)
    sessions = np.concatenate([pool.sessions for pool in held.pools])
    counts = np.bincount(held.future.hour_of_week[sessions], minlength=HOURS)
    return counts.astype(np.float64), expected


def dispersions(held: HeldOut, runs: Sequence[Run], fewest: int) -> list[float]:
    """Pearson dispersion of hourly sessions of each pool, given hour of the week and month.

    About 1 where drivers come independently of each other; below 1 where the EVSEs are full.

    Args:
        held: The case.
        runs: Instead of the sessions that were; empty for those.
        fewest: Pools with fewer sessions are left out.
    """
    cells = held.hour_of_week + HOURS * (np.arange(held.hours) // (30 * 24))
    found = []
    for number, pool in enumerate(held.pools):
        if len(pool.sessions) < fewest:
            continue
        first, last = pool.open_s[0] // HOUR_S, pool.open_s[1] // HOUR_S
        starts = (
            [held.future.start_s[pool.sessions] - held.begin_s]
            if not runs
            else [run[1].plugged_s[served_in(run, [number])] for run in runs]
        )
        each = [_dispersion(one // HOUR_S, cells, first, last) for one in starts]
        found.append(float(np.mean(each)))
    return found


def _dispersion(hours: Ints, cells: Ints, first: int, last: int) -> float:
    hours = hours[(hours >= first) & (hours < last)]
    counts = np.bincount(hours - first, minlength=last - first)
    cell = np.unique(cells[first:last], return_inverse=True)[1]
    size = np.bincount(cell)
    mean = (np.bincount(cell, counts) / size)[cell]
    seen = mean > 0
    square = ((counts - mean)[seen] ** 2 / mean[seen]).sum()
    freedom = seen.sum() - len(np.unique(cell[seen]))
    return float(square / max(freedom, 1))


@dataclass(frozen=True, slots=True)
class FullTime:
    """Share of the time in which all EVSEs of a pool were busy, 0 to 1."""

    pool: str
    was: float
    made: float
    """Mean over the runs."""
    chance: float
    """Mean distance of a run from the other runs: what a right model misses by."""


def all_busy(held: HeldOut, fewest: int) -> Iterator[FullTime]:
    """Of each pool with two EVSEs or more.

    Args:
        held: The case.
        fewest: Pools with fewer sessions are left out.
    """
    for number, pool in enumerate(held.pools):
        if pool.evses < 2 or len(pool.sessions) < fewest:
            continue
        start_s = held.future.start_s[pool.sessions] - held.begin_s
        end_s = held.future.end_s[pool.sessions] - held.begin_s
        was = float(busy_shares(start_s, end_s, pool.open_s)[pool.evses :].sum())
        made = np.array([_full_share(run, number, held) for run in held.loaded_runs])
        others = (made.sum() - made) / max(len(made) - 1, 1)
        yield FullTime(pool.name, was, float(made.mean()), float(np.abs(made - others).mean()))


def _full_share(run: Run, number: int, held: HeldOut) -> float:
    pool, seen, got = held.pools[number], run[1], served_in(run, [number])
    shares = busy_shares(seen.plugged_s[got], seen.left_s[got], pool.open_s)
    return float(shares[pool.evses :].sum())
