"""Sessions and energy over time, for a plot: one figure a bucket, empty buckets too."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.service.runtime import Runtime
from core.store.throughput_store import ended_by_bucket, first_and_last_end

BUCKETS_MAX = 20_000
"""More than that no plot needs, and no caller gets."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """What ended within ``bucket_s`` seconds from ``at``."""

    at: datetime
    sessions: int
    energy_kwh: Decimal


def ended_span(runtime: Runtime) -> tuple[datetime, datetime] | None:
    """When the first and the last session ended; None while there is none."""
    with runtime.database.reading() as connection:
        ends = first_and_last_end(connection)
    if ends is None:
        return None
    first, last = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us) for us in ends)
    return first, last


def throughput_of(
    runtime: Runtime, bucket_s: int, start: datetime, end: datetime
) -> tuple[Bucket, ...]:
    """Sessions and energy that ended in each bucket of ``[start, end)``, ascending.

    Args:
        runtime: The books.
        bucket_s: Length of a bucket, in seconds; buckets begin at its multiples since 1970.
        start: From when on; the bucket that it is in comes first.
        end: Until when, exclusive.
    """
    assert bucket_s > 0, bucket_s
    first = int(start.timestamp()) // bucket_s
    after = -(-int(end.timestamp()) // bucket_s)
    assert after - first <= BUCKETS_MAX, (start, end, bucket_s)
    with runtime.database.reading() as connection:
        found = {one.number: one for one in ended_by_bucket(connection, bucket_s, start, end)}
    buckets = []
    for number in range(first, after):
        one = found.get(number)
        buckets.append(
            Bucket(
                at=datetime.fromtimestamp(number * bucket_s, UTC),
                sessions=one.sessions if one else 0,
                energy_kwh=Decimal(one.energy_e4 if one else 0).scaleb(-4),
            )
        )
    return tuple(buckets)


def bucket_for(span_s: float, wanted: int = 200) -> int:
    """The shortest round bucket, in seconds, of which at most ``wanted`` cover a span."""
    rounds = (1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400)
    enough = (each for each in rounds if span_s / each <= wanted)
    return next(enough, 86_400 * max(1, -(-int(span_s) // (86_400 * wanted))))
