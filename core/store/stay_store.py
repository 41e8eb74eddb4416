"""Stays of vehicles at EVSEs, as few columns as their use over time needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from core.store.rows import time_of
from core.store.schema import cdr, evse, location


@dataclass(frozen=True, slots=True)
class Site:
    """A location of a CPO: an id is its CPO's own."""

    cpo: str
    location_id: str

    @property
    def key(self) -> str:
        """``NL*ABC:L1``."""
        return f"{self.cpo}:{self.location_id}"


@dataclass(frozen=True, slots=True)
class Stay:
    """One vehicle at one EVSE; microseconds since 1970, UTC."""

    site: Site
    evse_uid: str
    start_us: int
    end_us: int


def stays_at(connection: Connection, site: Site | None = None) -> Iterator[Stay]:
    """The stays of all locations, or of one, in no order."""
    query = select(cdr.c.cpo, cdr.c.location_id, cdr.c.evse_uid, cdr.c.start_us, cdr.c.end_us)
    if site is not None:
        query = query.where(cdr.c.cpo == site.cpo, cdr.c.location_id == site.location_id)
    for row in connection.execute(query):
        yield Stay(Site(row[0], row[1]), *row[2:])


@dataclass(frozen=True, slots=True)
class StaySum:
    """All stays at one location."""

    connected_us: int = 0
    sessions: int = 0
    last_end_at: datetime | None = None


def stay_sums(connection: Connection) -> dict[Site, StaySum]:
    """The stays of each location that somebody came to, added up."""
    query = select(
        cdr.c.cpo,
        cdr.c.location_id,
        func.sum(cdr.c.end_us - cdr.c.start_us),
        func.count(),
        func.max(cdr.c.end_us),
    ).group_by(cdr.c.cpo, cdr.c.location_id)
    return {
        Site(row[0], row[1]): StaySum(int(row[2]), row[3], time_of(int(row[4])))
        for row in connection.execute(query)
    }


def first_and_last(connection: Connection) -> tuple[int, int] | None:
    """When the first vehicle plugged in and the last unplugged, in microseconds; None: nobody."""
    first, last = connection.execute(select(func.min(cdr.c.start_us), func.max(cdr.c.end_us))).one()
    return None if first is None else (int(first), int(last))


def zones_of(connection: Connection) -> dict[Site, str]:
    """The time zone of each location."""
    query = select(location.c.cpo, location.c.location_id, location.c.time_zone)
    return {Site(row[0], row[1]): row[2] for row in connection.execute(query)}


def evse_counts(connection: Connection) -> dict[Site, int]:
    """How many EVSEs each location has."""
    query = (
        select(location.c.cpo, location.c.location_id, func.count())
        .join(
            evse,
            (evse.c.cpo == location.c.cpo) & (evse.c.location_id == location.c.location_id),
        )
        .group_by(location.c.cpo, location.c.location_id)
    )
    return {Site(row[0], row[1]): row[2] for row in connection.execute(query)}


def evses_at(connection: Connection, site: Site) -> tuple[str, ...]:
    """The EVSEs of a location, by id."""
    query = select(evse.c.evse_uid).where(
        evse.c.cpo == site.cpo, evse.c.location_id == site.location_id
    )
    return tuple(connection.execute(query.order_by(evse.c.evse_uid)).scalars())
