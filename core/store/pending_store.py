"""Entries that wait out a dispute window, with legs and balances of their own.

Nothing here is in the books: an entry that is posted is appended to the journal as any other, and
one that is voided never is. The key of how one ended sees to it that it ends once (I20).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Select, select

from core.domain.entry import Entry, Posting
from core.domain.pending import Pending, PendingOutcome
from core.store.bulk import insert_rows
from core.store.journal_store import SplitRow
from core.store.life_schema import (
    dispute,
    dispute_end,
    pending_end,
    pending_entry,
    pending_posting,
)
from core.store.rows import entry_sha, time_of, us_of
from core.store.schema import credit_cdr, entry

_FINDINGS_MAX: Final = 20
_body: Final = TypeAdapter(tuple[Entry, SplitRow])


def put_pending(
    connection: Connection,
    waiting: Sequence[tuple[Entry, SplitRow, datetime]],
    pended_at: datetime,
) -> None:
    """Keep entries that wait, each with its split and the end of its window."""
    pended_us = us_of(pended_at)
    insert_rows(
        connection,
        pending_entry,
        [
            (
                entry.entry_id,
                entry.source_id,
                _body.dump_json((entry, parts)).decode(),
                entry_sha(entry),
                us_of(resolves_at),
                pended_us,
            )
            for entry, parts, resolves_at in waiting
        ],
    )
    insert_rows(
        connection,
        pending_posting,
        [
            (entry.entry_id, number, leg.account, leg.currency, leg.amount_minor)
            for entry, _, _ in waiting
            for number, leg in enumerate(entry.postings, start=1)
        ],
    )


def put_pending_ends(
    connection: Connection, ended: Iterable[tuple[str, PendingOutcome, str]], at: datetime
) -> None:
    """Keep what became of pending entries: (entry id, outcome, reason)."""
    ended_us = us_of(at)
    insert_rows(
        connection,
        pending_end,
        [(entry_id, outcome.value, reason, ended_us) for entry_id, outcome, reason in ended],
    )


def waiting_until(
    connection: Connection, until: datetime, limit: int | None = None
) -> list[tuple[Entry, SplitRow]]:
    """Entries whose window ends by ``until`` and that nobody disputes, in the order of windows."""
    disputed = (
        select(dispute.c.dispute_id)
        .outerjoin(dispute_end, dispute_end.c.dispute_id == dispute.c.dispute_id)
        .where(dispute.c.cdr_key == pending_entry.c.cdr_key, dispute_end.c.outcome.is_(None))
    )
    query = (
        select(pending_entry.c.body)
        .where(~_ended(), ~disputed.exists(), pending_entry.c.resolves_us <= us_of(until))
        .order_by(pending_entry.c.resolves_us, pending_entry.c.entry_id)
        .limit(limit)
    )
    return [_body.validate_json(body) for body in connection.execute(query).scalars()]


def last_windows(connection: Connection) -> dict[str, datetime]:
    """Id of every entry that still waits -> when its window ends."""
    query = select(pending_entry.c.entry_id, pending_entry.c.resolves_us).where(~_ended())
    return {row[0]: time_of(row[1]) for row in connection.execute(query)}


def credited_waiting(connection: Connection) -> list[tuple[str, str]]:
    """(entry, Credit CDR) of entries that still wait and whose CDR was credited."""
    query = (
        select(pending_entry.c.entry_id, credit_cdr.c.cdr_key)
        .join(credit_cdr, credit_cdr.c.credited_key == pending_entry.c.cdr_key)
        .where(~_ended())
        .order_by(pending_entry.c.entry_id)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def last_pending_due(connection: Connection) -> datetime | None:
    """When what waits longest will fall due; None if nothing waits."""
    query = (
        select(pending_entry.c.body)
        .where(~_ended())
        .order_by(pending_entry.c.resolves_us.desc())
        .limit(1)
    )
    body = connection.execute(query).scalar()
    return None if body is None else _body.validate_json(body)[0].due_at


def waiting_entries(connection: Connection, limit: int) -> list[Pending]:
    """Entries that still wait, in the order of their windows."""
    query = (
        _pendings()
        .where(pending_end.c.outcome.is_(None))
        .order_by(pending_entry.c.resolves_us)
        .limit(limit)
    )
    return [_pending(row) for row in connection.execute(query)]


def untrue_pendings(connection: Connection) -> list[str]:
    """I20: pending entries that are not as they were kept, or whose outcome is not what happened.

    What was posted is in the journal, what was voided or still waits is not.
    """
    own = entry.alias()
    query = (
        select(pending_entry, pending_end.c.outcome, own.c.id.label("number"))
        .outerjoin(pending_end, pending_end.c.entry_id == pending_entry.c.entry_id)
        .outerjoin(own, own.c.entry_id == pending_entry.c.entry_id)
        .order_by(pending_entry.c.entry_id)
    )
    legs: dict[str, list[Posting]] = {}
    for row in connection.execute(
        select(pending_posting).order_by(pending_posting.c.entry_id, pending_posting.c.leg)
    ):
        legs.setdefault(row.entry_id, []).append(
            Posting(row.account, row.amount_minor, row.currency)
        )
    found = [
        f"{row.entry_id}: {problem}"
        for row in connection.execute(query)
        if (problem := _problem(row, legs.pop(row.entry_id, [])))
    ]
    found += [f"{entry_id}: legs of no pending entry" for entry_id in legs]
    known_ids = select(pending_entry.c.entry_id)
    stray = select(pending_end.c.entry_id).where(pending_end.c.entry_id.not_in(known_ids))
    found += [f"{one}: ended, and never waited" for one in connection.execute(stray).scalars()]
    return found[:_FINDINGS_MAX]


def _problem(row: Row[Any], legs: list[Posting]) -> str:
    try:
        kept, _ = _body.validate_json(row.body)
    except (AssertionError, ValueError):
        return "it is not as it was kept"
    if entry_sha(kept) != row.sha or tuple(legs) != kept.postings:
        return "it is not as it was kept"
    was_posted = row.outcome == PendingOutcome.POSTED.value
    if was_posted is not (row.number is not None):
        return f"it is {row.outcome or 'pending'}, and " + (
            "in the journal" if row.number is not None else "not in the journal"
        )
    return ""


def pending_of(connection: Connection, cdr_key: str) -> Pending | None:
    """The entry of a session that waits, or waited."""
    row = connection.execute(_pendings().where(pending_entry.c.cdr_key == cdr_key)).first()
    return None if row is None else _pending(row)


def _pendings() -> Select[Any]:
    return select(
        pending_entry, pending_end.c.outcome, pending_end.c.reason, pending_end.c.ended_us
    ).outerjoin(pending_end, pending_end.c.entry_id == pending_entry.c.entry_id)


def _ended() -> Any:  # noqa: ANN401 (SQLAlchemy's own expression)
    return (
        select(pending_end.c.entry_id)
        .where(pending_end.c.entry_id == pending_entry.c.entry_id)
        .exists()
    )


def _pending(row: Row[Any]) -> Pending:
    entry, _ = _body.validate_json(row.body)
    return Pending(
        entry=entry,
        resolves_at=time_of(row.resolves_us),
        outcome=None if row.outcome is None else PendingOutcome(row.outcome),
        reason=row.reason or "",
        ended_at=None if row.ended_us is None else time_of(row.ended_us),
    )
