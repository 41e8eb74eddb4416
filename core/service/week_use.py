"""Use of sites by hour of the week, of the EVSEs of one site, and how many were taken when.

Shares are of the EVSE time in the whole hours (UTC) from the first plug-in to the last unplugging.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from core.service.runtime import Runtime
from core.store.stay_store import Site, Stay, evse_counts, evses_at, stays_at, zones_of

WEEK_HOURS: Final = 168
_SLOT_S: Final = 900
"""No place on earth has a clock that is off by less than a quarter of an hour."""
_SLOT_US: Final = _SLOT_S * 1_000_000
_SLOTS_AN_HOUR: Final = 4
_HOUR_US: Final = _SLOTS_AN_HOUR * _SLOT_US


@dataclass(frozen=True, slots=True, eq=False)
class WeekUse:
    """Use of sites, or of EVSEs, by hour of the week."""

    names: tuple[str, ...]
    """Keys of sites (``NL*ABC:L1``), or EVSEs, in their order."""
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


def site_of(key: str) -> Site:
    """The site of a key ``NL*ABC:L1``."""
    cpo, _, location_id = key.partition(":")
    return Site(cpo, location_id)


def week_use_of_sites(runtime: Runtime) -> WeekUse:
    """The use of every location that has EVSEs, by the key of the site."""
    with runtime.database.reading() as connection:
        stays = [(one.site.key, one) for one in stays_at(connection)]
        zones = {site.key: zone for site, zone in zones_of(connection).items()}
        counts = {site.key: count for site, count in evse_counts(connection).items()}
    return week_use(stays, sorted(counts), zones, counts)


def week_use_of_evses(runtime: Runtime, site: Site) -> WeekUse:
    """The use of every EVSE of one location, by evse_uid."""
    with runtime.database.reading() as connection:
        stays = [(one.evse_uid, one) for one in stays_at(connection, site)]
        names = evses_at(connection, site)
        zone = zones_of(connection).get(site, "UTC")
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
    first = int(start.min()) // _HOUR_US * _SLOTS_AN_HOUR
    after = -(-int(end.max()) // _HOUR_US) * _SLOTS_AN_HOUR
    connected_us = _by_slot(row, start, end, first, (len(names), after - first))
    share = np.full((len(names), WEEK_HOURS), np.nan)
    for zone in {zones.get(name, "UTC") for name in names}:
        places = week_hours(first, after, zone)
        times = np.bincount(places, minlength=WEEK_HOURS)
        for number, name in enumerate(names):
            if zones.get(name, "UTC") == zone and evses.get(name):
                used = np.bincount(places, connected_us[number], WEEK_HOURS)
                possible = times * float(_SLOT_US) * evses[name]
                share[number] = np.divide(
                    used, possible, out=np.full(WEEK_HOURS, np.nan), where=possible > 0
                )
    return WeekUse(tuple(names), share)


def _by_slot(
    row: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    first: int,
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    """Microseconds in use of each row in each slot since ``first``."""
    begin, final = start // _SLOT_US, -(-end // _SLOT_US)
    slots = np.maximum(final - begin, 0)
    stay = np.repeat(np.arange(len(row)), slots)
    step = np.arange(len(stay)) - np.repeat(np.cumsum(slots) - slots, slots)
    slot = begin[stay] + step
    within = np.minimum(end[stay], (slot + 1) * _SLOT_US) - np.maximum(start[stay], slot * _SLOT_US)
    cells = row[stay] * shape[1] + (slot - first)
    sums = np.bincount(cells, within, shape[0] * shape[1])
    return np.asarray(sums, np.float64).reshape(shape)


def week_hours(first: int, after: int, zone: str) -> NDArray[np.int64]:
    """The hour of the local week (0 to 167) of quarters since 1970, ``[first, after)``."""
    local = ZoneInfo(zone)
    instants = (
        datetime.fromtimestamp(slot * _SLOT_S, UTC).astimezone(local)
        for slot in range(first, after)
    )
    return np.array([24 * instant.weekday() + instant.hour for instant in instants], np.int64)


def occupancy_of(runtime: Runtime, site: Site | None = None) -> Occupancy | None:
    """How many EVSEs of one location, or of all, were taken; None if nobody ever came."""
    with runtime.database.reading() as connection:
        stays = list(stays_at(connection, site))
        counts = evse_counts(connection)
    evses = sum(counts.values()) if site is None else counts.get(site, 0)
    return occupancy_from(stays, evses) if stays else None


def occupancy_from(stays: Sequence[Stay], evses: int) -> Occupancy:
    """Sweep over plugging in and unplugging; at least one stay."""
    start = np.array([one.start_us for one in stays], np.int64)
    end = np.array([one.end_us for one in stays], np.int64)
    instants, change_of = np.unique(np.concatenate((start, end)), return_inverse=True)
    changes = np.bincount(change_of, np.r_[np.ones(len(start)), -np.ones(len(end))])
    occupied = np.cumsum(changes)[:-1].astype(np.int64)
    return Occupancy(occupied, np.diff(instants) / 1e6, max(evses, int(occupied.max(initial=0))))
