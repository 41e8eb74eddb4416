"""How much happened when: CDRs counted into buckets of time, by the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, literal, select

from core.store.rows import time_of, us_of
from core.store.schema import cdr


@dataclass(frozen=True, slots=True)
class BucketSums:
    """The sessions that ended within one bucket."""

    number: int
    """Buckets since 1970."""
    sessions: int
    energy_e4: int
    """In ten-thousandths of a kWh."""


def first_and_last_end(connection: Connection) -> tuple[int, int] | None:
    """When the first and the last session ended, in microseconds; None if there is none."""
    # Two questions: SQLite answers each from an end of the index, but both at once by all of it.
    first = connection.execute(select(func.min(cdr.c.end_us))).scalar()
    last = connection.execute(select(func.max(cdr.c.end_us))).scalar()
    return None if first is None or last is None else (int(first), int(last))


def end_of_latest(connection: Connection, count: int) -> datetime | None:
    """When the first of the ``count`` latest sessions ended; None where there are fewer."""
    query = select(cdr.c.end_us).order_by(cdr.c.end_us.desc()).offset(count - 1).limit(1)
    us = connection.execute(query).scalar()
    return None if us is None else time_of(us)


def ended_by_bucket(
    connection: Connection, bucket_s: int, start: datetime, end: datetime
) -> Iterator[BucketSums]:
    """Sessions that ended from ``start`` on and before ``end``, ascending; no empty buckets."""
    number = (cdr.c.end_us // literal(bucket_s * 1_000_000)).label("number")
    query = (
        select(number, func.count(), func.sum(cdr.c.energy_e4))
        .where(cdr.c.end_us >= us_of(start), cdr.c.end_us < us_of(end))
        .group_by(number)
        .order_by(number)
    )
    for row in connection.execute(query):
        yield BucketSums(int(row[0]), int(row[1]), int(row[2]))
