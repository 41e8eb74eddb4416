"""Every location of the books: where it is, and how much of its EVSE time was in use."""

from dataclasses import dataclass
from decimal import Decimal

from core.service.runtime import Runtime
from core.store.reference_store import all_locations
from core.store.stay_store import Site, evse_counts, first_and_last, stay_sums


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
        SiteUse(
            cpo=one.cpo,
            location_id=one.location_id,
            name=one.name,
            latitude=one.latitude,
            longitude=one.longitude,
            evses=counts.get(site, 0),
            sessions=sums.get(site, (0, 0))[1],
            share=_share(sums.get(site, (0, 0))[0], counts.get(site, 0) * span_us),
        )
        for site, one in ((Site(*key), locations[key]) for key in sorted(locations))
    )


def _share(connected_us: int, possible_us: int) -> float | None:
    return connected_us / possible_us if possible_us else None
