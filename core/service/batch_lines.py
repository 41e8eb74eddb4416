"""Payment files as screens show them: how far each is from made to booked."""

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.approval import Approval, ApprovalKind, ApprovalStatus
from core.domain.payout_fate import PayoutFate
from core.store.approval_store import approvals_of
from core.store.database import OpenTransaction
from core.store.payment_export_store import payment_exports
from core.store.payment_store import KeptBatch, all_batches, sums_of_batches
from core.store.settled_store import fates_of_batches


class BatchState(StrEnum):
    """How far a payment file is."""

    PREPARED = "prepared"
    PROPOSED = "proposed"
    REJECTED = "rejected"
    APPROVED = "approved"
    EXPORTED = "exported"
    BOOKED = "booked"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """One payment file."""

    batch_id: str
    created_at: datetime
    payments: int
    sums: Mapping[str, int]
    sha: str
    state: BatchState
    approval: Approval | None
    """The latest proposal of its content."""
    fate: PayoutFate


def batch_lines(connection: OpenTransaction) -> tuple[BatchLine, ...]:
    """Every payment file, the latest first."""
    kept = all_batches(connection)
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    for batch_id, currency, _, amount in sums_of_batches(connection):
        sums[batch_id][currency] = amount
    fates = fates_of_batches(connection, [one.batch_id for one in kept])
    exported = payment_exports(connection)
    return tuple(
        _batch_line(
            connection, one, sums[one.batch_id], fates.get(one.batch_id, PayoutFate()), exported
        )
        for one in reversed(kept)
    )


def _batch_line(
    connection: OpenTransaction,
    kept: KeptBatch,
    sums: Mapping[str, int],
    fate: PayoutFate,
    exported: Container[str],
) -> BatchLine:
    proposals = approvals_of(connection, ApprovalKind.PAYMENT_BATCH, kept.batch_id)
    ours = [one for one in proposals if one.matter.content_sha == kept.sha]
    approval = ours[-1] if ours else None
    return BatchLine(
        batch_id=kept.batch_id,
        created_at=kept.created_at,
        payments=kept.payments,
        sums=sums,
        sha=kept.sha,
        state=_batch_state(kept, fate, approval, has_left=kept.batch_id in exported),
        approval=approval,
        fate=fate,
    )


def _batch_state(
    kept: KeptBatch, fate: PayoutFate, approval: Approval | None, *, has_left: bool
) -> BatchState:
    if fate.came_back:
        return BatchState.RETURNED
    if fate.booked >= kept.payments:
        return BatchState.BOOKED
    if has_left:
        return BatchState.EXPORTED
    if approval is None:
        return BatchState.PREPARED
    return {
        ApprovalStatus.PROPOSED: BatchState.PROPOSED,
        ApprovalStatus.REJECTED: BatchState.REJECTED,
        ApprovalStatus.APPROVED: BatchState.APPROVED,
    }[approval.status]
