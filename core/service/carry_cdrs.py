"""Carry CDRs through the pipeline: record, review, price, split and post a batch, or none of it.

Everything is idempotent by the CDR's key: what was carried before is left alone, and what a dead
process recorded but did not finish is taken up by ``carry_on``.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.cdr import Cdr
from core.domain.hold import HoldReason
from core.service.collision import again_after_collision
from core.service.hold_prefund import releases_for
from core.service.known import Known, known_of
from core.service.review_cdr import Checks
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.service.work_out_cdrs import Batch, work_out
from core.store.cdr_store import (
    ReceivedCdr,
    record_cdrs,
    uncarried_cdrs,
)
from core.store.database import OpenTransaction, alone
from core.store.fate_store import put_free, put_holds, put_priced
from core.store.journal_store import append_entries, put_splits
from core.store.pending_store import put_pending

NO_COST = "its price is zero"
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a batch."""

    received: int
    """CDRs handed in."""
    duplicates: int
    """CDRs that were known already."""
    posted: int
    free: int
    held: Counter[HoldReason]
    pending: int = 0
    """Those that wait out a dispute window before they are posted."""


def received_at_end(cdr: Cdr) -> datetime:
    """The clock of a replay or a simulation: a CDR arrives when its session ends."""
    return cdr.end


def carry(
    runtime: Runtime,
    cdrs: Sequence[Cdr],
    *,
    checks: Checks | None = None,
    known: Known | None = None,
    received_at: Callable[[Cdr], datetime] = received_at_end,
) -> Carried:
    """Record, review, price and post CDRs in one transaction, then seal what was posted.

    Raises:
        ConflictError: A CDR is known with other content; nothing of the batch is kept.
        StoreError: The database cannot be written; nothing of the batch is kept.
    """
    arrived = [ReceivedCdr(cdr, received_at(cdr)) for cdr in cdrs]
    known = known_of(runtime) if known is None else known
    fresh, batch = again_after_collision(
        lambda: _record_and_carry(runtime, arrived, known, checks or Checks())
    )
    seal(runtime)
    return Carried(
        received=len(cdrs),
        duplicates=len(cdrs) - len(fresh),
        posted=len(batch.entries),
        pending=len(batch.pending),
        free=len(batch.free),
        held=Counter(one.reason for one in batch.holds),
    )


def _record_and_carry(
    runtime: Runtime, arrived: Sequence[ReceivedCdr], known: Known, checks: Checks
) -> tuple[list[ReceivedCdr], Batch]:
    with runtime.database.transaction() as connection:
        alone(connection)
        fresh = record_cdrs(connection, arrived)
        return fresh, carry_fresh(connection, fresh, known, checks, runtime.now())


def carry_on(
    runtime: Runtime,
    *,
    checks: Checks | None = None,
    received_at: Callable[[Cdr], datetime] | None = None,
) -> int:
    """Take up CDRs that were recorded but not carried; return how many.

    Books that know no party yet leave them be: an import comes before its network. ``received_at``
    is for a replay, whose clock is its own; else the time of the import counts.
    """
    known = known_of(runtime)
    if not known.parties:
        return 0
    count = 0
    while True:
        with runtime.database.transaction() as connection:
            alone(connection)
            left = uncarried_cdrs(connection, _BATCH)
            if received_at is not None:
                left = [ReceivedCdr(one.cdr, received_at(one.cdr)) for one in left]
            carry_fresh(connection, left, known, checks or Checks(), runtime.now())
        seal(runtime)
        count += len(left)
        if len(left) < _BATCH:
            return count


def carry_fresh(
    connection: OpenTransaction,
    received: Sequence[ReceivedCdr],
    known: Known,
    checks: Checks,
    now: datetime,
) -> Batch:
    """Work out CDRs that were just recorded, and write what became of them.

    The transaction is alone with the journal; whoever calls seals after its commit.
    """
    batch = work_out(connection, received, known, checks, now)
    put_holds(connection, batch.holds)
    put_priced(connection, batch.priced)
    put_free(connection, batch.free, NO_COST)
    put_splits(connection, batch.splits)
    freed = releases_for(connection, [one.cdr for one in batch.sound])
    append_entries(connection, [*batch.entries, *freed], now)
    put_pending(connection, batch.pending, now)
    return batch
