"""Leases in the database: taken for a while, renewed by who has them, free when time is over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.store.lease_schema import hub_lease
from core.store.rows import time_of, us_of

_columns = hub_lease.c


@dataclass(frozen=True, slots=True)
class Lease:
    """Whose it is."""

    holder: str
    until: datetime
    mark: int
    """How far the work came."""


def lease_of(connection: Connection, name: str) -> Lease | None:
    """The lease as it is; None before anybody took it."""
    row = connection.execute(select(hub_lease).where(_columns.name == name)).first()
    return None if row is None else Lease(row.holder, time_of(row.until_us), row.mark)


def take_lease(
    connection: Connection, name: str, holder: str, now: datetime, until: datetime
) -> int | None:
    """How far the work came, if the lease is this holder's from now on; None if it is another's."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    fresh = insert(hub_lease).values(name=name, holder="", until_us=0, mark=0)
    connection.execute(fresh.on_conflict_do_nothing())
    taken = connection.execute(
        update(hub_lease)
        .where(_columns.name == name)
        .where(or_(_columns.holder == holder, _columns.until_us <= us_of(now)))
        .values(holder=holder, until_us=us_of(until))
    )
    if taken.rowcount == 0:
        return None
    mark = connection.execute(select(_columns.mark).where(_columns.name == name)).scalar()
    return int(mark or 0)


def move_mark(connection: Connection, name: str, holder: str, mark: int) -> None:
    """Keep how far the work came, if the lease is still this holder's."""
    connection.execute(
        update(hub_lease).where(_columns.name == name, _columns.holder == holder).values(mark=mark)
    )


def release_lease(connection: Connection, name: str, holder: str) -> None:
    """Let another take it at once."""
    connection.execute(
        update(hub_lease).where(_columns.name == name, _columns.holder == holder).values(until_us=0)
    )
