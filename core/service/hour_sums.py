"""Use of the sites by hour of the day, folded stay by stay; large books a page at a time."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from core.service.runtime import Runtime
from core.service.snapshot import SiteHour
from core.store.reference_store import all_locations
from core.store.report_store import stays_after

Site = tuple[str, str]
"""CPO and location id: an id is its CPO's own."""
PAGE_STAYS: Final = 2_000
"""Read and folded at a time; some hundredths of a second."""


class HourSums:
    """Sums by site and hour of the local day; a session's energy counts in its first hour."""

    def __init__(self, zones: dict[Site, str]) -> None:
        """Begin with nothing; a site that is not in ``zones`` keeps UTC."""
        self._zones = zones
        self._connected: dict[tuple[Site, int], int] = defaultdict(int)
        self._energy: dict[tuple[Site, int], int] = defaultdict(int)
        self._sessions: dict[tuple[Site, int], int] = defaultdict(int)

    def add(self, site: Site, start: datetime, end: datetime, energy_e4: int) -> None:
        """Add a stay; energy in ten-thousandths of a kWh."""
        zone = ZoneInfo(self._zones.get(site, "UTC"))
        began = (site, start.astimezone(zone).hour)
        self._energy[began] += energy_e4
        self._sessions[began] += 1
        at = start
        while at < end:
            local = at.astimezone(zone)
            until = min(end, at + _rest_of_hour(local))
            self._connected[site, local.hour] += round((until - at).total_seconds())
            at = until

    def hours(self) -> tuple[SiteHour, ...]:
        """What was added so far."""
        keys = sorted(self._connected.keys() | self._sessions.keys())
        return tuple(
            SiteHour(
                location_id=site[1],
                hour=hour,
                connected_s=self._connected[site, hour],
                energy_kwh=Decimal(self._energy[site, hour]).scaleb(-4),
                sessions=self._sessions[site, hour],
            )
            for site, hour in keys
        )


class UseWalk:
    """One way through all stays, a short transaction a page, by the order of their keys.

    A stay that is recorded meanwhile may be missed; then there is reason for another walk.
    """

    def __init__(self) -> None:
        self._sums: HourSums | None = None
        self._key = ""

    def step(self, runtime: Runtime) -> tuple[SiteHour, ...] | None:
        """Fold another page; None while there is more, else the use of all sites."""
        with runtime.database.reading() as connection:
            if self._sums is None:
                zones = {key: one.time_zone for key, one in all_locations(connection).items()}
                self._sums = HourSums(zones)
            page = stays_after(connection, self._key, PAGE_STAYS)
        for key, site, start, end, energy_e4 in page:
            self._key = key
            self._sums.add(site, start, end, energy_e4)
        return None if len(page) == PAGE_STAYS else self._sums.hours()


def _rest_of_hour(local: datetime) -> timedelta:
    begun = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return timedelta(hours=1) - begun
