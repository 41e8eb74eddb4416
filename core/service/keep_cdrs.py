"""Keep the CDRs and Credit CDRs of a file: what is new, and why the rest was refused.

A record that contradicts the books is a reject of the file; the records around it are kept.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.cdr import Cdr, CreditCdr
from core.domain.reject import Reject, RejectReason
from core.service.collision import again_after_collision
from core.service.runtime import Runtime
from core.service.veil_cdrs import keep_beside, veil
from core.store.cdr_store import (
    ReceivedCdr,
    cdr_of,
    conflicting_cdrs,
    credit_of,
    record_cdrs,
    record_credits,
)
from core.store.database import OpenTransaction
from core.store.personal_store import secret_of

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class FileCdr:
    """A CDR or a Credit CDR, and where the file has it."""

    record: Cdr | CreditCdr
    number: int
    """Which object of the file, from 1."""
    raw: str

    def rejected(self, reason: RejectReason, detail: str) -> Reject:
        """This record as one that was not taken."""
        return Reject(line=self.number, reason=reason, detail=detail, raw=self.raw)


@dataclass(frozen=True, slots=True)
class KeptCdrs:
    """What became of the records."""

    accepted: int
    rejects: tuple[Reject, ...]


def keep_cdrs(
    runtime: Runtime,
    records: Sequence[FileCdr],
    received_at: Callable[[Cdr], datetime] | None = None,
) -> KeptCdrs:
    """Keep records that are new; CDRs first, so that a credit of the same file finds its CDR.

    Args:
        runtime: The books.
        records: In the order of the file.
        received_at: When a CDR arrived; None means now.
    """
    accepted, rejects = 0, list[Reject]()
    cdrs = [one for one in records if isinstance(one.record, Cdr)]
    for at in range(0, len(cdrs), _BATCH):
        batch = cdrs[at : at + _BATCH]
        kept = again_after_collision(lambda: _keep_batch(runtime, batch, received_at))  # noqa: B023 (called at once)
        accepted += kept.accepted
        rejects += kept.rejects
    for one in records:
        if isinstance(one.record, CreditCdr):
            kept = _keep_credit(runtime, one, one.record)
            accepted += kept.accepted
            rejects += kept.rejects
    return KeptCdrs(accepted, tuple(sorted(rejects, key=lambda reject: reject.line)))


def _keep_batch(
    runtime: Runtime, batch: Sequence[FileCdr], received_at: Callable[[Cdr], datetime] | None
) -> KeptCdrs:
    now = runtime.now()
    with runtime.database.transaction() as connection:
        secret = secret_of(connection, now)
        arrived = {one.sent.key: one for one in (veil(*each, secret) for each in _cdrs(batch))}
        changed = conflicting_cdrs(connection, [one.kept for one in arrived.values()])
        # Books of before have tokens as they were sent: such a CDR is known, not another one.
        conflicts = conflicting_cdrs(connection, [arrived[key].sent for key in changed])
        fresh = record_cdrs(
            connection,
            [
                ReceivedCdr(one.kept, received_at(one.sent) if received_at else now)
                for key, one in arrived.items()
                if key not in changed
            ],
        )
        keep_beside(connection, [arrived[one.cdr.key] for one in fresh], now)
    rejects = [
        one.rejected(
            RejectReason.CONFLICTING_CDR,
            f"{one.record.key}: known with other content; a CDR is "
            "immutable, undo it with a Credit CDR",
        )
        for one in batch
        if one.record.key in conflicts
    ]
    return KeptCdrs(len(fresh), tuple(rejects))


def _cdrs(batch: Sequence[FileCdr]) -> Iterator[tuple[Cdr, str]]:
    return ((one.record, one.raw) for one in batch if isinstance(one.record, Cdr))


def _keep_credit(runtime: Runtime, one: FileCdr, credit: CreditCdr) -> KeptCdrs:
    with runtime.database.transaction() as connection:
        refusal = refusal_of(connection, credit)
        if refusal is not None:
            return KeptCdrs(0, (one.rejected(*refusal),))
        return KeptCdrs(len(record_credits(connection, [credit], runtime.now())), ())


def refusal_of(connection: OpenTransaction, credit: CreditCdr) -> tuple[RejectReason, str] | None:
    """Why a Credit CDR cannot stand: it undoes nothing, or not all of it, or once more."""
    credited = cdr_of(connection, credit.credited_key)
    if credited is None:
        return (
            RejectReason.CREDIT_OF_UNKNOWN_CDR,
            f"{credit.key}: it undoes {credit.credited_key}, which is not known",
        )
    total, taken = credited.cdr.total_cost, credit.total_cost
    if total is not None and -taken.excl_vat != total.excl_vat:
        found = f"{credit.key}: wanted {-total.excl_vat} before VAT, found {taken.excl_vat}"
        return RejectReason.PARTIAL_CREDIT, f"{found}; it undoes the whole CDR or nothing"
    before = credit_of(connection, credit.credited_key)
    if before is not None and before != credit.key:
        return (
            RejectReason.CREDITED_ALREADY,
            f"{credit.key}: {credit.credited_key} is undone already, by {before}",
        )
    return None
