"""Propose, approve, reject and list what needs two people; who acts is asked of the database."""

from collections.abc import Sequence

from core.domain.approval import (
    Approval,
    ApprovalStatus,
    Decision,
    Matter,
    Verdict,
)
from core.service.runtime import Runtime
from core.store import approval_store
from core.store.database import alone
from core.store.principal_store import principal_of

LINES_MAX = 500


def propose_approval(runtime: Runtime, matter: Matter, note: str) -> Approval:
    """Propose; what is proposed or approved already stays as it is.

    Raises:
        StoreError: The books cannot be written.
    """
    with runtime.database.transaction() as connection:
        alone(connection)  # of two who propose at once, one makes the proposal
        principal = principal_of(connection)
        return approval_store.propose(connection, matter, principal, note, runtime.now())


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
