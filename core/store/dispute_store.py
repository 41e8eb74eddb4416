"""Disputes: each a row, and how it ended a row of its own."""

from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from core.domain.dispute import Dispute, DisputeStatus
from core.store.bulk import insert_rows
from core.store.life_schema import dispute, dispute_end
from core.store.rows import time_of, us_of


def put_dispute(connection: Connection, opened: Dispute) -> None:
    """Keep a dispute that was opened."""
    insert_rows(
        connection,
        dispute,
        [
            (
                opened.dispute_id,
                opened.cdr_key,
                opened.reason,
                opened.who,
                us_of(opened.opened_at),
            )
        ],
    )


def put_dispute_end(connection: Connection, ended: Dispute) -> None:
    """Keep how a dispute ended; its key sees to it that it ends once."""
    assert ended.decided_at is not None, ended.dispute_id
    insert_rows(
        connection,
        dispute_end,
        [
            (
                ended.dispute_id,
                ended.status.value,
                ended.decision,
                ended.decided_by,
                us_of(ended.decided_at),
            )
        ],
    )


def disputes_of(connection: Connection, cdr_key: str) -> list[Dispute]:
    """All disputes of a session, oldest first."""
    query = _disputes().where(dispute.c.cdr_key == cdr_key)
    return [_dispute(row) for row in connection.execute(query)]


def disputes(connection: Connection, *, only_open: bool, limit: int) -> list[Dispute]:
    """Disputes, oldest first."""
    query = _disputes().limit(limit)
    if only_open:
        query = query.where(dispute_end.c.outcome.is_(None))
    return [_dispute(row) for row in connection.execute(query)]


def _disputes() -> Select[Any]:
    end = dispute_end.c
    return (
        select(
            dispute, end.outcome, end.reason.label("decision"), end.who.label("by"), end.ended_us
        )
        .outerjoin(dispute_end, end.dispute_id == dispute.c.dispute_id)
        .order_by(dispute.c.opened_us, func.length(dispute.c.dispute_id), dispute.c.dispute_id)
    )


def _dispute(row: Row[Any]) -> Dispute:
    return Dispute(
        dispute_id=row.dispute_id,
        cdr_key=row.cdr_key,
        reason=row.reason,
        who=row.who,
        opened_at=time_of(row.opened_us),
        status=DisputeStatus.OPEN if row.outcome is None else DisputeStatus(row.outcome),
        decision=row.decision or "",
        decided_by=row.by or "",
        decided_at=None if row.ended_us is None else time_of(row.ended_us),
    )
