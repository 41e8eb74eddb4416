"""Every location of the books: where it is, and how much of its EVSE time was in use."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.service.runtime import Runtime
from core.store.reference_store import KnownLocation, all_locations
from core.store.stay_store import Site, StaySum, evse_counts, first_and_last, stay_sums


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


def sites_in_use(runtime: Runtime) -> tuple[SiteUse, ...]:
    """Every location, by CPO and id; those that nobody came to as well."""
    with runtime.database.reading() as connection:
        locations = all_locations(connection)
        counts = evse_counts(connection)
        sums = stay_sums(connection)
        span = first_and_last(connection)
    span_us = 0 if span is None else span[1] - span[0]
    return tuple(
        _use_of(locations[key], sums.get(Site(*key), StaySum()), counts.get(Site(*key), 0), span_us)
        for key in sorted(locations)
    )


def _use_of(known: KnownLocation, stays: StaySum, evses: int, span_us: int) -> SiteUse:
    possible_us = evses * span_us
    return SiteUse(
        cpo=known.cpo,
        location_id=known.location_id,
        name=known.name,
        latitude=known.latitude,
        longitude=known.longitude,
        evses=evses,
        sessions=stays.sessions,
        share=stays.connected_us / possible_us if possible_us else None,
        last_end_at=stays.last_end_at,
    )
