"""Cycles that converted, and everything that one of them took."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from core.domain.entry import EntryKind
from core.store.journal_store import KeptEntry, entries_where
from core.store.schema import cycle_entry, entry


def converting_cycles(connection: Connection) -> list[str]:
    """Ids of the cycles that made a conversion, oldest first."""
    query = select(entry.c.source_id).where(entry.c.kind == EntryKind.FX_CONVERSION.value)
    return list(connection.execute(query.distinct().order_by(entry.c.source_id)).scalars())


def entries_taken(connection: Connection, cycle_id: str) -> Iterator[KeptEntry]:
    """Entries that a cycle cleared, those that it made itself with them."""
    taken = select(cycle_entry.c.entry).where(cycle_entry.c.cycle_id == cycle_id)
    return entries_where(connection, entry.c.id.in_(taken))
