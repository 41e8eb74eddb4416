"""Propose, approve, reject and list what needs two people; who acts is asked of the database."""

from collections.abc import Sequence

from core.domain.approval import (
    Approval,
    ApprovalStatus,
    Decision,
    Matter,
    Verdict,
)
from core.domain.errors import RuleError
from core.service.acting import Acting
from core.service.runtime import Runtime
from core.store import approval_store
from core.store.database import alone
from core.store.principal_store import principal_of

LINES_MAX = 500


def word_of_two(acting: Acting, matter: Matter, note: str) -> Approval:
    """Where a matter stands that needs two people: approved, or proposed now or before.

    Raises:
        RuleError: It was rejected.
    """
    connection = acting.connection
    before = approval_store.approval_of(connection, matter)
    if before is None:
        principal = principal_of(connection)
        return approval_store.propose(connection, matter, principal, note, acting.now)
    if before.status is ApprovalStatus.REJECTED:
        assert before.decision is not None, before.approval_id
        raise RuleError(f"{before.approval_id}: rejected: {before.decision.note}")
    return before


def decide_approval(runtime: Runtime, approval_id: str, verdict: Verdict, note: str) -> Approval:
    """Approve or reject.

    Raises:
        NotFoundError: Nobody proposed it.
        RuleError: It is decided already, or its proposer approves it where two are enforced.
        StoreError: The books cannot be written.
    """
    with runtime.database.transaction() as connection:
        alone(connection)
        decision = Decision(
            verdict=verdict, by=principal_of(connection), note=note, at=runtime.now()
        )
        return approval_store.decide(connection, approval_id, decision)


def list_approvals(
    runtime: Runtime, statuses: Sequence[ApprovalStatus] = tuple(ApprovalStatus)
) -> list[Approval]:
    """Proposals in one of these states, the latest first; at most ``LINES_MAX``."""
    with runtime.database.reading() as connection:
        return approval_store.approvals(connection, statuses, LINES_MAX)


def show_approval(runtime: Runtime, approval_id: str) -> Approval:
    """The proposal of that id.

    Raises:
        NotFoundError: There is none.
    """
    with runtime.database.reading() as connection:
        return approval_store.approval_named(connection, approval_id)
