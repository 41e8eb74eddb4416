"""Use of sites by hour of the week, of the EVSEs of one site, and how many were taken when.

Shares are of the EVSE time in the whole hours from the first plug-in to the last unplugging.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from core.service.runtime import Runtime
from core.store.stay_store import Stay, evse_counts, evses_at, stays_at, zones_of

WEEK_HOURS: Final = 168
_HOUR_US: Final = 3_600_000_000


@dataclass(frozen=True, slots=True, eq=False)
class WeekUse:
    """Use of sites, or of EVSEs, by hour of the week."""

    names: tuple[str, ...]
    """Locations or EVSEs, by id."""
    share: NDArray[np.float64]
    """Array of shape (name, 168): 0 to 1, Monday 00:00 local time first; nan if not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Occupancy:
    """How many EVSEs were taken, one interval after the other."""

    occupied: NDArray[np.int64]
    """Array of shape (interval,)."""
    duration_s: NDArray[np.float64]
    """Array of shape (interval,), above 0."""
    evses: int


def week_use_of_sites(runtime: Runtime) -> WeekUse:
    """The use of every location."""
    with runtime.database.reading() as connection:
        stays = [(one.location_id, one) for one in stays_at(connection)]
        zones, counts = zones_of(connection), evse_counts(connection)
    return week_use(stays, sorted(counts), zones, counts)


def week_use_of_evses(runtime: Runtime, location_id: str) -> WeekUse:
    """The use of every EVSE of one location."""
    with runtime.database.reading() as connection:
        stays = [(one.evse_uid, one) for one in stays_at(connection, location_id)]
        names = evses_at(connection, location_id)
        zone = zones_of(connection).get(location_id, "UTC")
    return week_use(stays, names, dict.fromkeys(names, zone), dict.fromkeys(names, 1))


def week_use(
    stays: Iterable[tuple[str, Stay]],
    names: Sequence[str],
    zones: Mapping[str, str],
    evses: Mapping[str, int],
) -> WeekUse:
    """Fold stays into hours of the local week.

    Args:
        stays: Each with the name that it counts for; names that are not asked for are left out.
        names: Which rows there are.
        zones: IANA name of the time zone, by name; UTC where none is told.
        evses: How many vehicles can be there at once, by name.
    """
    rows = {name: row for row, name in enumerate(names)}
    kept = [(rows[name], one.start_us, one.end_us) for name, one in stays if name in rows]
    if not kept:
        return WeekUse(tuple(names), np.full((len(names), WEEK_HOURS), np.nan))
    row, start, end = np.array(kept, np.int64).T
    first, after = int(start.min()) // _HOUR_US, -(-int(end.max()) // _HOUR_US)
    connected_us = _hourly(row, start, end, first, (len(names), after - first))
    share = np.full((len(names), WEEK_HOURS), np.nan)
    for zone in {zones.get(name, "UTC") for name in names}:
        places = week_hours(first, after, zone)
        times = np.bincount(places, minlength=WEEK_HOURS)
        for number, name in enumerate(names):
            if zones.get(name, "UTC") == zone and evses.get(name):
                used = np.bincount(places, connected_us[number], WEEK_HOURS)
                possible = times * float(_HOUR_US) * evses[name]
                share[number] = np.divide(
                    used, possible, out=np.full(WEEK_HOURS, np.nan), where=possible > 0
                )
    return WeekUse(tuple(names), share)


def _hourly(
    row: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    first: int,
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    """Microseconds in use of each row in each hour since ``first``."""
    begin, final = start // _HOUR_US, -(-end // _HOUR_US)
    hours = np.maximum(final - begin, 0)
    stay = np.repeat(np.arange(len(row)), hours)
    step = np.arange(len(stay)) - np.repeat(np.cumsum(hours) - hours, hours)
    hour = begin[stay] + step
    within = np.minimum(end[stay], (hour + 1) * _HOUR_US) - np.maximum(start[stay], hour * _HOUR_US)
    cells = row[stay] * shape[1] + (hour - first)
    sums = np.bincount(cells, within, shape[0] * shape[1])
    return np.asarray(sums, np.float64).reshape(shape)


def week_hours(first: int, after: int, zone: str) -> NDArray[np.int64]:
    """The hour of the local week (0 to 167) of hours since 1970, from first and before after."""
    local = ZoneInfo(zone)
    instants = (
        datetime.fromtimestamp(hour * 3600, UTC).astimezone(local) for hour in range(first, after)
    )
    return np.array([24 * instant.weekday() + instant.hour for instant in instants], np.int64)


def occupancy_of(runtime: Runtime, location_id: str | None = None) -> Occupancy | None:
    """How many EVSEs of one location, or of all, were taken; None if nobody ever came."""
    with runtime.database.reading() as connection:
        stays = list(stays_at(connection, location_id))
        counts = evse_counts(connection)
    evses = sum(counts.values()) if location_id is None else counts.get(location_id, 0)
    return occupancy_from(stays, evses) if stays else None


def occupancy_from(stays: Sequence[Stay], evses: int) -> Occupancy:
    """Sweep over plugging in and unplugging; at least one stay."""
    start = np.array([one.start_us for one in stays], np.int64)
    end = np.array([one.end_us for one in stays], np.int64)
    instants, change_of = np.unique(np.concatenate((start, end)), return_inverse=True)
    changes = np.bincount(change_of, np.r_[np.ones(len(start)), -np.ones(len(end))])
    occupied = np.cumsum(changes)[:-1].astype(np.int64)
    return Occupancy(occupied, np.diff(instants) / 1e6, max(evses, int(occupied.max(initial=0))))
