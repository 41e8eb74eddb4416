"""When entries count and when they are booked, as the journal takes them.

What comes for a closed period is posted in the open one and keeps when it was served (I12); the
time of booking never goes back, whatever the clock does (I13). One question a batch.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from core.domain.entry import Entry
from core.store.bulk import known
from core.store.life_schema import period_close
from core.store.rows import entry_sha, time_of, us_of
from core.store.schema import entry

_LAST_TIMES: Final = select(
    select(entry.c.booked_us).order_by(entry.c.id.desc()).limit(1).scalar_subquery(),
    select(func.max(period_close.c.end_us)).scalar_subquery(),
)
"""When the last entry was booked, and until when periods are closed."""


def as_taken(
    connection: Connection, entries: Sequence[Entry], booked_at: datetime
) -> tuple[Sequence[Entry], datetime]:
    """The entries as the journal takes them now, and when it books them."""
    last_us, closed_us = connection.execute(_LAST_TIMES).one()
    if last_us is not None and us_of(booked_at) < last_us:
        booked_at = time_of(last_us)
    if closed_us is None:
        return entries, booked_at
    open_from = time_of(closed_us)
    if all(one.effective_at >= open_from for one in entries):
        return entries, booked_at
    return _in_open_period(connection, entries, open_from), booked_at


def _in_open_period(
    connection: Connection, entries: Sequence[Entry], open_from: datetime
) -> list[Entry]:
    """Entries of closed periods that are new, moved; those that are known, as they were taken."""
    late = [one.entry_id for one in entries if one.effective_at < open_from]
    shas = known(connection, entry, "entry_id", "sha", late)
    times = known(connection, entry, "entry_id", "effective_us", late)
    return [
        _moved(one, open_from, shas.get(one.entry_id), times.get(one.entry_id))
        if one.effective_at < open_from
        else one
        for one in entries
    ]


def _moved(one: Entry, open_from: datetime, sha: str | None, known_us: int | None) -> Entry:
    if sha is None or known_us is None:
        return one.late(open_from)
    if sha == entry_sha(one):
        return one
    as_before = one.late(time_of(known_us))
    return as_before if entry_sha(as_before) == sha else one
