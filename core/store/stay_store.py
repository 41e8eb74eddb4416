"""Stays of vehicles at EVSEs, as few columns as their use over time needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from core.store.schema import cdr, evse, location


@dataclass(frozen=True, slots=True)
class Stay:
    """One vehicle at one EVSE; microseconds since 1970, UTC."""

    location_id: str
    evse_uid: str
    start_us: int
    end_us: int


def stays_at(connection: Connection, location_id: str | None = None) -> Iterator[Stay]:
    """The stays of all locations, or of one, in no order."""
    query = select(cdr.c.location_id, cdr.c.evse_uid, cdr.c.start_us, cdr.c.end_us)
    if location_id is not None:
        query = query.where(cdr.c.location_id == location_id)
    for row in connection.execute(query):
        yield Stay(*row)


def zones_of(connection: Connection) -> dict[str, str]:
    """The time zone of each location."""
    query = select(location.c.location_id, location.c.time_zone)
    return {row[0]: row[1] for row in connection.execute(query)}


def evse_counts(connection: Connection) -> dict[str, int]:
    """How many EVSEs each location has."""
    query = select(evse.c.location_id, func.count()).group_by(evse.c.location_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def evses_at(connection: Connection, location_id: str) -> tuple[str, ...]:
    """The EVSEs of a location, by id."""
    query = select(evse.c.evse_uid).where(evse.c.location_id == location_id)
    return tuple(connection.execute(query.order_by(evse.c.evse_uid)).scalars())
