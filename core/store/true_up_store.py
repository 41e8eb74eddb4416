"""Sessions of a period as true-ups count them: posted under one version, and not undone since."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select

from core.domain.entry import EntryKind
from core.store.journal_store import KeptEntry, entries_where
from core.store.rows import us_of
from core.store.schema import entry

_SESSIONS = (EntryKind.CDR.value, EntryKind.CREDIT.value)


def counted_sessions(
    connection: Connection, terms: str, start: datetime, end: datetime, before: int | None = None
) -> Iterator[list[str]]:
    """Keys of CDRs in batches, in the order of posting.

    Args:
        connection: The books.
        terms: Version of an agreement.
        start: Sessions that ended then or later.
        end: Sessions that ended before.
        before: As the books were before the entry of this number; None: as they are.
    """
    undoing = entry.alias("undoing")
    undone = select(undoing.c.id).where(undoing.c.reverses == entry.c.entry_id)
    query = (
        select(entry.c.entry_id)
        .where(entry.c.kind == EntryKind.CDR.value, entry.c.terms == terms)
        .where(entry.c.effective_us >= us_of(start), entry.c.effective_us < us_of(end))
        .order_by(entry.c.id)
    )
    if before is not None:
        query = query.where(entry.c.id < before)
        undone = undone.where(undoing.c.id < before)
    for rows in connection.execute(query.where(~undone.exists())).partitions(1_000):
        yield [row[0] for row in rows]


def last_session_before(connection: Connection, number: int) -> int:
    """Number of the last entry of a session, or of its undoing, before a number; 0: none."""
    query = select(func.max(entry.c.id)).where(entry.c.id < number, entry.c.kind.in_(_SESSIONS))
    return connection.execute(query).scalar() or 0


def true_ups(connection: Connection, source_id: str | None = None) -> Iterator[KeptEntry]:
    """Entries of true-ups, of one version and period or all, in the order of posting."""
    conditions = [entry.c.kind == EntryKind.TRUE_UP.value]
    if source_id is not None:
        conditions.append(entry.c.source_id == source_id)
    return entries_where(connection, *conditions)


def posted_sessions(
    connection: Connection, start: datetime, end: datetime
) -> Iterator[list[tuple[str, str]]]:
    """Keys and terms of all CDRs that ended in a time and were not undone, in batches."""
    undoing = entry.alias("undoing")
    undone = select(undoing.c.id).where(undoing.c.reverses == entry.c.entry_id)
    query = (
        select(entry.c.entry_id, entry.c.terms)
        .where(_ended(start, end), ~undone.exists())
        .order_by(entry.c.id)
    )
    for rows in connection.execute(query).partitions(1_000):
        yield [(row[0], row[1]) for row in rows]


def count_posted(connection: Connection, start: datetime, end: datetime) -> int:
    """How many CDRs that ended in a time have an entry, undone or not."""
    query = select(func.count()).select_from(entry).where(_ended(start, end))
    return connection.execute(query).scalar_one()


def _ended(start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(
        entry.c.kind == EntryKind.CDR.value,
        entry.c.effective_us >= us_of(start),
        entry.c.effective_us < us_of(end),
    )
