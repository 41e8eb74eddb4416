"""The last third of a file, and what the model fitted to the first two makes of the same sites.

Known of the last third are its sites, the EVSEs in use there, when each was open and how many
sessions it had (the level of demand is an input of a scenario); when within the week they come,
how much they take, how long they stay, how they spread from day to day and who finds no EVSE free
are the model's. The real engine decides who gets an EVSE.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from simulation.arrivals import arrival_times, day_factors
from simulation.calibration.calibrate import Source, calibrate
from simulation.calibration.fit_class import evses_in_use
from simulation.calibration.session_table import DAY_S, SessionTable
from simulation.engines.engine_fast import observe
from simulation.fitted_draws import stays_of
from simulation.fitted_profile import FittedClass, FittedProfile
from simulation.model.world import quiet_world
from simulation.observations import Observations, Outcome
from simulation.streams import Purpose, stream
from simulation.visit_plan import VisitPlan, plain_columns

HELD_OUT_SHARE: Final = 1 / 3
ROUNDS: Final = 3
"""How often the demand is corrected for those who find no EVSE free."""
HOUR_S: Final = 3_600

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """The EVSEs of a class at a site, in the last third."""

    name: str
    power_type: str
    evses: int
    open_s: tuple[int, int]
    """First hour in which it was used, last one (exclusive), in seconds since 1970."""
    sessions: Ints
    """Their indices in the last third's table."""
    fitted: FittedClass
    energy_factor: float
    stay_factor: float
    expected: Floats
    """Sessions expected in each hour of the last third, which add up to those there were."""


Run = tuple[VisitPlan, Observations]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeldOut:
    """What was, what the model knew of it, and what the engine made of that."""

    name: str
    past: SessionTable
    future: SessionTable
    profile: FittedProfile
    """Fitted to the past."""
    begin_s: int
    """The first hour of the last third, in seconds since 1970; the runs' second 0."""
    hours: int
    hour_of_week: Ints
    """Local, of each hour of the last third."""
    pools: tuple[Pool, ...]
    runs: tuple[Run, ...]
    """Independent replications."""
    loaded_runs: tuple[Run, ...]
    """Others, in which stays are scaled so that each pool carries the load that it had."""


def held_out(source: Source, seed: int, replications: int) -> HeldOut:
    """Fit the first two thirds, simulate the last."""
    past, whole_future = source.table.split(1 - HELD_OUT_SHARE)
    future = whole_future.fitted()
    profile = calibrate(
        Source(
            name=source.name,
            table=past,
            time_zone=source.time_zone,
            power_types=source.power_types,
        )
    )
    begin_s = int(future.start_s[0]) // HOUR_S * HOUR_S
    hours = (int(future.start_s[-1]) - begin_s) // HOUR_S + 1
    rate = _rate(profile, begin_s, hours)
    pools = tuple(_pools(future, profile, begin_s, rate))
    case = _Case(pools, profile, hours, seed)
    stays_s = np.array([future.stay_h[pool.sessions].mean() * HOUR_S for pool in pools])
    return HeldOut(
        name=source.name,
        past=past.fitted(),
        future=future,
        profile=profile,
        begin_s=begin_s,
        hours=hours,
        hour_of_week=rate.hour_of_week,
        pools=pools,
        runs=tuple(case.runs(replications)),
        loaded_runs=tuple(case.runs(replications, stays_s)),
    )


@dataclass(frozen=True, slots=True)
class _Rate:
    """Of each hour; arrays of shape (hour,)."""

    hour_of_week: Ints
    season: Floats


def _rate(profile: FittedProfile, begin_s: int, hours: int) -> _Rate:
    zone = ZoneInfo(profile.time_zone)
    local = [
        datetime.fromtimestamp(begin_s + hour * HOUR_S, UTC).astimezone(zone)
        for hour in range(hours)
    ]
    return _Rate(
        np.array([one.weekday() * 24 + one.hour for one in local]),
        np.array([profile.season[one.month - 1] for one in local]),
    )


def _pools(
    future: SessionTable, profile: FittedProfile, begin_s: int, rate: _Rate
) -> Iterator[Pool]:
    by_class = {one.source_class: one for one in profile.charge_point_class}
    for site in np.unique(future.site_of):
        sessions = np.flatnonzero(future.site_of == site)
        name = future.classes[future.class_of[sessions[0]]]
        if name not in by_class:
            continue
        fitted, place = by_class[name], future.sites[site].rpartition("|")[0]
        known = next((one for one in fitted.site if one.name == place), None)
        first, last = (future.start_s[sessions[[0, -1]]] - begin_s) // HOUR_S
        is_open = np.zeros(len(rate.season))
        is_open[first : last + 1] = 1
        expected = is_open * rate.season * np.array(fitted.week)[rate.hour_of_week]
        expected *= len(sessions) / expected.sum()
        yield Pool(
            name=future.sites[site],
            power_type=fitted.power_type,
            evses=evses_in_use(future.where(future.site_of == site)),
            open_s=(int(first * HOUR_S), int((last + 1) * HOUR_S)),
            sessions=sessions,
            fitted=fitted,
            energy_factor=known.energy_factor if known else 1.0,
            stay_factor=known.stay_factor if known else 1.0,
            expected=expected,
        )


@dataclass(frozen=True, slots=True)
class _Case:
    pools: tuple[Pool, ...]
    profile: FittedProfile
    hours: int
    seed: int

    def runs(self, replications: int, stays_s: Floats | None = None) -> Iterator[Run]:
        """Replications.

        Demand is raised at first until as many are served as there were sessions, and if
        ``stays_s`` says what a session of each pool takes, stays are scaled to that.
        """
        raised, longer = np.ones(len(self.pools)), np.ones(len(self.pools))
        evses = [pool.evses for pool in self.pools]
        for number in range(-ROUNDS, replications):
            plan = self._plan(raised, longer, self.seed + number + ROUNDS)
            seen = observe(plan, evses, self.hours * HOUR_S + 3 * DAY_S)
            if number >= 0:
                yield plan, seen
                continue
            got = seen.outcome == Outcome.SERVED
            served = np.maximum(np.bincount(seen.site[got], minlength=len(evses)), 1)
            came = np.maximum(np.bincount(seen.site, minlength=len(evses)), 1)
            raised = came / served
            if stays_s is not None:
                took_s = np.bincount(seen.site[got], plan.stay_s[got], len(evses)) / served
                longer *= np.where(took_s > 0, stays_s / np.maximum(took_s, 1), 1.0)

    def _plan(self, raised: Floats, longer: Floats, root: int) -> VisitPlan:
        days = self.hours // 24 + 2
        cv = self.profile.day_factor_cv
        factors = day_factors(stream(root, Purpose.DAY_FACTOR), days, cv)
        by_hour = np.repeat(factors, 24)[: self.hours]
        columns = [
            _visits(index, pool, pool.expected * by_hour * raised[index], longer[index], root)
            for index, pool in enumerate(self.pools)
        ]
        joined: dict[str, Any] = {
            name: np.concatenate([one[name] for one in columns]) for name in columns[0]
        }
        order = np.argsort(joined["arrived_s"], kind="stable")
        return VisitPlan(
            number=np.arange(1, len(order) + 1),
            world=quiet_world(1),
            **{name: column[order] for name, column in joined.items()},
        )


def _visits(
    index: int, pool: Pool, expected: Floats, longer: float, root: int
) -> dict[str, NDArray[np.generic]]:
    arrived_s = arrival_times(
        expected,
        stream(root, Purpose.ARRIVAL_COUNT, pool.name),
        stream(root, Purpose.ARRIVAL_TIME, pool.name),
    )
    count = len(arrived_s)
    stays = stays_of(
        pool.fitted,
        stream(root, Purpose.ENERGY, pool.name).standard_normal(count),
        stream(root, Purpose.IDLE_TIME, pool.name).standard_normal(count),
        pool.energy_factor,
        pool.stay_factor * longer,
    )
    zeros = np.zeros(count, dtype=np.int64)
    site = np.full(count, index, dtype=np.int32)
    return {
        **plain_columns(site, stays.energy_wh, stays.stay_s),
        "arrived_s": arrived_s,
        "idle_s": zeros,
        "patience_s": zeros,
        "fate": np.full(count, Outcome.SERVED, dtype=np.uint8),
        "demand_partner": site * 0,
        "driver": zeros,
        "price_response": zeros.astype(np.float64),
    }
