"""How much happened when: CDRs counted into buckets of time, by the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, literal, select

from core.store.rows import us_of
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
    first, last = connection.execute(select(func.min(cdr.c.end_us), func.max(cdr.c.end_us))).one()
    return None if first is None else (int(first), int(last))


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
