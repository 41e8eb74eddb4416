"""Post what waited out its dispute window, and void what was credited meanwhile; runs with cycles.

What somebody disputes goes on waiting. A step is one transaction, sealed after it, and the key of
how a pending entry ended lets it end once, so a process that dies loses nothing and repeats
nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from core.domain.pending import Pending, PendingOutcome
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.store.database import alone
from core.store.journal_store import append_entries, put_splits
from core.store.pending_store import (
    credited_waiting,
    put_pending_ends,
    waiting_entries,
    waiting_until,
)

LINES_MAX = 500
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Resolved:
    """What became of entries that waited."""

    posted: int
    voided: int


def resolve_pending(runtime: Runtime, until: datetime) -> Resolved:
    """Post every pending entry whose window ends by ``until`` (UTC) and that nobody disputes."""
    posted = voided = 0
    while True:
        with runtime.database.transaction() as connection:
            alone(connection)
            now = runtime.now()
            credited = credited_waiting(connection)
            reasons = [
                (entry_id, PendingOutcome.VOIDED, f"credited by {by}") for entry_id, by in credited
            ]
            put_pending_ends(connection, reasons, now)
            ready = waiting_until(connection, until, _BATCH)
            append_entries(connection, [entry for entry, _ in ready], now)
            put_splits(connection, [parts for _, parts in ready])
            ended = [(entry.entry_id, PendingOutcome.POSTED, "") for entry, _ in ready]
            put_pending_ends(connection, ended, now)
        seal(runtime)
        voided += len(credited)
        posted += len(ready)
        if len(ready) < _BATCH:
            return Resolved(posted, voided)


def list_pending(runtime: Runtime) -> list[Pending]:
    """Entries that wait, those whose window ends first before the others; at most ``LINES_MAX``."""
    with runtime.database.reading() as connection:
        return waiting_entries(connection, LINES_MAX)
