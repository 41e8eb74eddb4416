"""Release a payment file: one person proposes it, another approves it, then its bytes may leave.

What is approved are the very bytes, by their sha256. SQLite cannot know who acts, so there the
rule of two is advisory, and every answer says so.
"""

from dataclasses import dataclass

from core.domain.approval import (
    Approval,
    ApprovalKind,
    ApprovalStatus,
    Decision,
    Matter,
    Verdict,
)
from core.domain.errors import RuleError
from core.domain.payment_release import NEXT_STATES, FirstExport, ReleaseState
from core.service.collision import again_after_collision
from core.service.export_payments import (
    PaymentFile,
    export_payments,
    exported_file,
    file_in,
)
from core.service.runtime import Runtime
from core.store import approval_store
from core.store.database import OpenTransaction, alone
from core.store.payment_export_store import payment_exports, put_payment_export
from core.store.payment_store import KeptBatch, all_batches, sums_of_batches
from core.store.principal_store import principal_of

_STATE_OF = {
    ApprovalStatus.PROPOSED: ReleaseState.PROPOSED,
    ApprovalStatus.APPROVED: ReleaseState.APPROVED,
    ApprovalStatus.REJECTED: ReleaseState.REJECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRelease:
    """A payment file and where its release stands."""

    batch: KeptBatch
    sums: dict[str, int]
    """By currency, in minor units."""
    state: ReleaseState
    approval: Approval | None
    """The last proposal of these bytes."""
    export: FirstExport | None

    @property
    def is_advisory(self) -> bool:
        """Whether nothing but people's word says that two of them decided."""
        return self.approval is not None and self.approval.is_advisory

    @property
    def next_step(self) -> str:
        """What must be done before its bytes may leave; empty where they may."""
        match self.state:
            case ReleaseState.PREPARED | ReleaseState.REJECTED:
                return f"networkcore payments propose {self.batch.batch_id}"
            case ReleaseState.PROPOSED:
                return f"another person: networkcore payments approve {self.batch.batch_id}"
            case ReleaseState.APPROVED | ReleaseState.EXPORTED:
                return ""


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """A payment file whose bytes may leave."""

    file: PaymentFile
    is_first: bool
    """False: they left before, and are the same."""
    is_advisory: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export of everything that may leave came to."""

    released: tuple[ReleasedFile, ...]
    waiting: tuple[BatchRelease, ...]
    """Files that a second person has not approved."""
    is_new: bool
    """Whether payouts were put into a file that was not there before."""
    unpayable: tuple[str, ...]
    """Payouts that no file can pay, each with what is missing; they stay open."""


def export_released(
    runtime: Runtime, cycle_id: str | None = None, batch_id: str | None = None
) -> Exported:
    """Put what is payable into a file, then let out every file that may leave.

    Args:
        runtime: The books.
        cycle_id: Only payouts and files of this cycle, also files that left before.
        batch_id: Only this file; nothing is put into another.

    Raises:
        NotFoundError: There is no such cycle or file.
    """
    made = None if batch_id is not None else export_payments(runtime, cycle_id)
    batches = list_batches(runtime)
    if batch_id is not None:
        exported_file(runtime, batch_id)
        batches = tuple(one for one in batches if one.batch.batch_id == batch_id)
    elif cycle_id is not None and made is not None:
        ids = {one.batch.batch_id for one in made.files}
        batches = tuple(one for one in batches if one.batch.batch_id in ids)
    else:
        batches = tuple(one for one in batches if one.state is not ReleaseState.EXPORTED)
    return Exported(
        released=tuple(
            export_batch(runtime, one.batch.batch_id) for one in batches if not one.next_step
        ),
        waiting=tuple(one for one in batches if one.next_step),
        is_new=made is not None and made.is_new,
        unpayable=() if made is None else made.unpayable,
    )


def list_batches(runtime: Runtime) -> tuple[BatchRelease, ...]:
    """Every payment file and where its release stands, oldest first."""
    with runtime.database.reading() as connection:
        return batches_in(connection)


def batches_in(connection: OpenTransaction) -> tuple[BatchRelease, ...]:
    """The same, as one open transaction sees it."""
    sums = sums_of_batches(connection)
    exports = payment_exports(connection)
    return tuple(
        _release(
            connection,
            one,
            {currency: total for key, currency, _, total in sums if key == one.batch_id},
            exports.get(one.batch_id),
        )
        for one in all_batches(connection)
    )


def propose_batch(runtime: Runtime, batch_id: str, note: str = "") -> Approval:
    """Ask for the release of a file; one that is proposed or approved already stays so.

    Raises:
        NotFoundError: There is no such file.
    """

    def propose() -> Approval:
        with runtime.database.transaction() as connection:
            alone(connection)
            matter = _matter(file_in(connection, batch_id).batch)
            principal = principal_of(connection)
            return approval_store.propose(connection, matter, principal, note, runtime.now())

    return again_after_collision(propose)


def decide_batch(runtime: Runtime, batch_id: str, verdict: Verdict, note: str = "") -> Approval:
    """Approve or reject the release of a file that somebody else proposed.

    Raises:
        NotFoundError: There is no such file.
        RuleError: Nobody proposed it, or it is decided, or by the same person where two are
            enforced.
    """
    with runtime.database.transaction() as connection:
        alone(connection)
        batch = file_in(connection, batch_id).batch
        found = approval_store.approval_of(connection, _matter(batch))
        if found is None:
            raise RuleError(
                f"payments: {batch_id}: wanted a proposal to decide, found none; first: "
                f"networkcore payments propose {batch_id}"
            )
        decision = Decision(
            verdict=verdict, by=principal_of(connection), note=note, at=runtime.now()
        )
        return approval_store.decide(connection, found.approval_id, decision)


def export_batch(runtime: Runtime, batch_id: str) -> ReleasedFile:
    """The bytes of an approved file, on their way to the bank; that they left is kept.

    Raises:
        NotFoundError: There is no such file.
        RuleError: It is not approved; the message says what must be done first.
    """

    def export() -> ReleasedFile:
        with runtime.database.transaction() as connection:
            alone(connection)
            return _export(connection, runtime, batch_id)

    return again_after_collision(export)


def _export(connection: OpenTransaction, runtime: Runtime, batch_id: str) -> ReleasedFile:
    file = file_in(connection, batch_id)
    before = payment_exports(connection).get(batch_id)
    release = _release(connection, file.batch, {}, before)
    if release.state is ReleaseState.EXPORTED:
        return ReleasedFile(file, is_first=False, is_advisory=release.is_advisory)
    if ReleaseState.EXPORTED not in NEXT_STATES[release.state]:
        raise RuleError(
            f"payments: {batch_id} is {release.state.value.lower()} and leaves when a second "
            f"person approved it; next: {release.next_step}"
        )
    first = FirstExport(principal_of(connection).name, runtime.now())
    put_payment_export(connection, batch_id, first, file.batch.sha)
    return ReleasedFile(file, is_first=True, is_advisory=release.is_advisory)


def _release(
    connection: OpenTransaction, batch: KeptBatch, sums: dict[str, int], export: FirstExport | None
) -> BatchRelease:
    approval = approval_store.approval_of(connection, _matter(batch))
    state = ReleaseState.PREPARED if approval is None else _STATE_OF[approval.status]
    return BatchRelease(
        batch=batch,
        sums=sums,
        state=state if export is None else ReleaseState.EXPORTED,
        approval=approval,
        export=export,
    )


def _matter(batch: KeptBatch) -> Matter:
    return Matter(kind=ApprovalKind.PAYMENT_BATCH, subject=batch.batch_id, content_sha=batch.sha)
