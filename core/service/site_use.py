"""Every location of the books: where it is, and how much of its EVSE time was in use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from core.service.runtime import Runtime
from core.store.reference_store import KnownLocation, all_locations
from core.store.stay_store import Site, StaySum, evse_counts, stay_sums_after

PAGE_STAYS: Final = 20_000
"""Added up at a time; some hundredths of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteUse:
    """A location and its use."""

    cpo: str
    location_id: str
    """Its CPO's own."""
    name: str
    latitude: Decimal | None
    """Degrees, north above 0; None where nobody said."""
    longitude: Decimal | None
    """Degrees, east above 0."""
    evses: int
    sessions: int
    share: float | None
    """Share of the EVSE time, from the first plug-in to the last unplugging of all the books, in
    which a vehicle was connected: 0 to 1, above 1 where stays overlap; None if not known."""
    last_end_at: datetime | None
    """When the last session there ended; None if nobody came."""

    @property
    def key(self) -> str:
        """``NL*ABC:L1``."""
        return f"{self.cpo}:{self.location_id}"


def site_names(runtime: Runtime) -> dict[str, str]:
    """Names of the locations that have one, by key ``NL*ABC:L1``."""
    with runtime.database.reading() as connection:
        known = all_locations(connection).values()
    return {f"{one.cpo}:{one.location_id}": one.name for one in known if one.name}


class SitesWalk:
    """One way through all stays, a short transaction a page, by the order of their keys.

    A stay that is recorded meanwhile may be missed; then there is reason for another walk.
    """

    def __init__(self, page_stays: int = PAGE_STAYS) -> None:
        self._page_stays = page_stays
        self._sums: dict[Site, StaySum] = {}
        self._key = ""

    def step(self, runtime: Runtime) -> tuple[SiteUse, ...] | None:
        """Add up another page; None while there is more, else every location by CPO and id.

        Those that nobody came to are among them.
        """
        with runtime.database.reading() as connection:
            sums, last = stay_sums_after(connection, self._key, self._page_stays)
            for site, found in sums.items():
                self._sums[site] = self._sums[site] + found if site in self._sums else found
            if last is not None:
                self._key = last
                return None
            return self._uses(all_locations(connection), evse_counts(connection))

    def _uses(
        self, locations: Mapping[tuple[str, str], KnownLocation], evses: Mapping[Site, int]
    ) -> tuple[SiteUse, ...]:
        total = list(self._sums.values())
        first = min((one.first_start_us for one in total), default=0)
        span_us = max((one.last_end_us for one in total), default=0) - first
        return tuple(
            _use_of(locations[key], self._sums.get(Site(*key)), evses.get(Site(*key), 0), span_us)
            for key in sorted(locations)
        )


def _use_of(known: KnownLocation, stays: StaySum | None, evses: int, span_us: int) -> SiteUse:
    connected_us = 0 if stays is None else stays.connected_us
    return SiteUse(
        cpo=known.cpo,
        location_id=known.location_id,
        name=known.name,
        latitude=known.latitude,
        longitude=known.longitude,
        evses=evses,
        sessions=0 if stays is None else stays.sessions,
        share=connected_us / (evses * span_us) if evses and span_us else None,
        last_end_at=None if stays is None else stays.last_end_at,
    )
