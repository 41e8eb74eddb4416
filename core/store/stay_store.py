"""Stays of vehicles at EVSEs, as few columns as their use over time needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

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
    """Stays at one location, added up; times in microseconds since 1970, UTC."""

    connected_us: int
    sessions: int
    first_start_us: int
    last_end_us: int

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.connected_us + other.connected_us,
            self.sessions + other.sessions,
            min(self.first_start_us, other.first_start_us),
            max(self.last_end_us, other.last_end_us),
        )

    @property
    def last_end_at(self) -> datetime:
        """When the last of them ended."""
        return time_of(self.last_end_us)


def stay_sums_after(
    connection: Connection, key: str, most: int
) -> tuple[dict[Site, StaySum], str | None]:
    """(sums of the next stays by location, the key of the last of them; None if no more come).

    Args:
        connection: Reading.
        key: Of the last CDR that was looked at; empty at the beginning.
        most: How many stays to look at.
    """
    keys = select(cdr.c.cdr_key).where(cdr.c.cdr_key > key).order_by(cdr.c.cdr_key)
    last: str | None = connection.execute(keys.offset(most - 1).limit(1)).scalar()
    query = (
        select(
            cdr.c.cpo,
            cdr.c.location_id,
            func.sum(cdr.c.end_us - cdr.c.start_us),
            func.count(),
            func.min(cdr.c.start_us),
            func.max(cdr.c.end_us),
        )
        .where(cdr.c.cdr_key > key)
        .group_by(cdr.c.cpo, cdr.c.location_id)
    )
    if last is not None:
        query = query.where(cdr.c.cdr_key <= last)
    sums = {
        Site(row[0], row[1]): StaySum(int(row[2]), row[3], row[4], row[5])
        for row in connection.execute(query)
    }
    return sums, last


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
