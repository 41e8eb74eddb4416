"""The latest sessions and energy over time, in buckets that suit what there is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.service.runtime import Runtime
from core.service.throughput import Bucket, bucket_for, ended_span, throughput_of
from core.store.throughput_store import end_of_latest

RECENT = timedelta(days=31)
SESSIONS_MAX = 100_000
"""No more than the latest of these are shown: a question to large books stays a small one."""
BUCKETS_WANTED = 160


@dataclass(frozen=True, slots=True)
class Throughput:
    """What ended when."""

    buckets: tuple[Bucket, ...] = ()
    """Ascending and without a gap; the last one may still fill."""
    bucket_s: int = 0


def recent_throughput(runtime: Runtime, until: datetime | None = None) -> Throughput:
    """Sessions and energy that ended in the latest time of the books.

    Args:
        runtime: The books.
        until: Up to when, where that is after the last session: empty buckets say that none ended.
    """
    span = ended_span(runtime)
    if span is None:
        return Throughput()
    first, last = span
    end = last if until is None else max(last, until)
    with runtime.database.reading() as connection:
        latest = end_of_latest(connection, SESSIONS_MAX)
    start = max(first, end - RECENT, latest or first)
    bucket_s = bucket_for((end - start).total_seconds(), BUCKETS_WANTED)
    buckets = throughput_of(runtime, bucket_s, start, end + timedelta(seconds=1))
    return Throughput(buckets, bucket_s)
