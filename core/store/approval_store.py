"""Proposals and decisions, each a row that stays; the database refuses one person in both."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from core.domain.approval import (
    Approval,
    ApprovalKind,
    ApprovalStatus,
    Decision,
    Matter,
    Principal,
    Verdict,
)
from core.domain.errors import NotFoundError, RuleError
from core.store.bulk import insert_rows, slices
from core.store.duty_schema import approval_decision, approval_proposal
from core.store.rows import time_of, us_of


def propose(
    connection: Connection, matter: Matter, principal: Principal, note: str, at: datetime
) -> Approval:
    """Propose; what is proposed or approved already stays as it is and comes back.

    After a rejection it is a new proposal, with the next number.

    Raises:
        StoreError: The principal is not who is connected.
    """
    before = approval_of(connection, matter)
    if before is not None and before.status is not ApprovalStatus.REJECTED:
        return before
    columns = approval_proposal.c
    count = connection.execute(
        select(func.count()).where(
            columns.kind == matter.kind.value, columns.subject == matter.subject
        )
    ).scalar_one()
    proposed = Approval(
        approval_id=f"{matter.kind}:{matter.subject}:{count + 1}",
        matter=matter,
        proposed_by=principal,
        note=note,
        proposed_at=at,
    )
    insert_rows(connection, approval_proposal, [_proposal_row(proposed)])
    return proposed


def decide(connection: Connection, approval_id: str, decision: Decision) -> Approval:
    """Approve or reject what was proposed.

    Raises:
        NotFoundError: Nobody proposed it.
        RuleError: It is decided already; or its proposer approves it where two are enforced.
        StoreError: The principal is not who is connected.
    """
    found = approval_named(connection, approval_id)
    if found.decision is not None:
        raise RuleError(
            f"{approval_id}: {found.decision.verdict} already by {found.decision.by.name}"
        )
    if (
        decision.verdict is Verdict.APPROVED
        and decision.by.enforced
        and decision.by.name == found.proposed_by.name
    ):
        raise RuleError(
            f"{approval_id}: {decision.by.name} proposed it, so another one must approve it"
        )
    insert_rows(
        connection,
        approval_decision,
        [
            (
                approval_id,
                decision.verdict.value,
                decision.by.name,
                int(decision.by.enforced),
                decision.note,
                us_of(decision.at),
            )
        ],
    )
    return replace(found, decision=decision)


def approval_of(connection: Connection, matter: Matter) -> Approval | None:
    """The last proposal of exactly this content, decided or not."""
    columns = approval_proposal.c
    query = (
        _approvals()
        .where(
            columns.kind == matter.kind.value,
            columns.subject == matter.subject,
            columns.content_sha == matter.content_sha,
        )
        .order_by(columns.proposed_us.desc(), func.length(columns.approval_id).desc())
        .order_by(columns.approval_id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else _approval(row)


def approval_named(connection: Connection, approval_id: str) -> Approval:
    """The proposal of that id.

    Raises:
        NotFoundError: There is none.
    """
    query = _approvals().where(approval_proposal.c.approval_id == approval_id)
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError(f"no approval {approval_id}; approvals list names those there are")
    return _approval(row)


def approvals_by_id(connection: Connection, ids: Collection[str | None]) -> dict[str, Approval]:
    """Proposals of these ids."""
    found: dict[str, Approval] = {}
    for some in slices([one for one in ids if one is not None]):
        query = _approvals().where(approval_proposal.c.approval_id.in_(some))
        found.update((row.approval_id, _approval(row)) for row in connection.execute(query))
    return found


def approvals(
    connection: Connection, statuses: Sequence[ApprovalStatus], limit: int
) -> list[Approval]:
    """Proposals in one of these states, the latest first."""
    verdict = func.coalesce(approval_decision.c.verdict, ApprovalStatus.PROPOSED.value)
    query = (
        _approvals()
        .where(verdict.in_([one.value for one in statuses]))
        .order_by(approval_proposal.c.proposed_us.desc(), approval_proposal.c.approval_id.desc())
        .limit(limit)
    )
    return [_approval(row) for row in connection.execute(query)]


def last_proposed(connection: Connection, limit: int) -> list[Approval]:
    """Those proposed last, the latest first."""
    return approvals(connection, tuple(ApprovalStatus), limit)


def last_decided(connection: Connection, limit: int) -> list[Approval]:
    """Those decided last, the latest first."""
    query = (
        _approvals()
        .where(approval_decision.c.approval_id.is_not(None))
        .order_by(approval_decision.c.decided_us.desc(), approval_decision.c.approval_id.desc())
        .limit(limit)
    )
    return [_approval(row) for row in connection.execute(query)]


def _approvals() -> Select[Any]:
    return select(
        approval_proposal,
        approval_decision.c.verdict,
        approval_decision.c.decider,
        approval_decision.c.enforced.label("decider_enforced"),
        approval_decision.c.note.label("decision_note"),
        approval_decision.c.decided_us,
    ).outerjoin(
        approval_decision, approval_decision.c.approval_id == approval_proposal.c.approval_id
    )


def _proposal_row(one: Approval) -> tuple[str | int, ...]:
    return (
        one.approval_id,
        one.matter.kind.value,
        one.matter.subject,
        one.matter.content_sha,
        one.proposed_by.name,
        int(one.proposed_by.enforced),
        one.note,
        us_of(one.proposed_at),
    )


def _approval(row: Row[Any]) -> Approval:
    decision = None
    if row.verdict is not None:
        decision = Decision(
            verdict=Verdict(row.verdict),
            by=Principal(row.decider, enforced=bool(row.decider_enforced)),
            note=row.decision_note,
            at=time_of(row.decided_us),
        )
    return Approval(
        approval_id=row.approval_id,
        matter=Matter(
            kind=ApprovalKind(row.kind), subject=row.subject, content_sha=row.content_sha
        ),
        proposed_by=Principal(row.proposer, enforced=bool(row.enforced)),
        note=row.note,
        proposed_at=time_of(row.proposed_us),
        decision=decision,
    )
