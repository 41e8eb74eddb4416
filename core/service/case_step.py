"""One person's step on cases: what is decided of a held CDR is priced, posted and ended.

All of it is written in the step's own transaction, or none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from core.domain.approval import ApprovalKind, Matter, Principal
from core.domain.errors import NotFoundError, RuleError
from core.domain.priced_cdr import PricedCdr
from core.domain.reconciliation import (
    RESOLUTIONS,
    WAIVABLE,
    Case,
    CaseEnd,
    CaseEvent,
    CaseEventKind,
    Fate,
    Resolution,
)
from core.service.carry_cdrs import NO_COST
from core.service.credit_cdr import post_credits_in
from core.service.hold_prefund import releases_for
from core.service.known import Known
from core.service.review_cdr import Checks
from core.service.runtime import Runtime
from core.service.work_out_cdrs import Batch, work_out
from core.store.approval_store import approval_named
from core.store.case_store import next_number, put_ends
from core.store.cdr_store import ReceivedCdr, cdr_of
from core.store.database import OpenTransaction
from core.store.fate_store import prices_of, put_free, put_priced, put_priced_again
from core.store.journal_store import append_entries, put_splits
from core.store.pending_store import put_pending

ACCEPTING: Final = {
    Resolution.OUR_PRICE: Checks(waived=WAIVABLE),
    Resolution.CDR_TOTAL: Checks(waived=WAIVABLE, at_cdr_total=True),
}


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One person's step, in one open transaction."""

    connection: OpenTransaction
    runtime: Runtime
    principal: Principal
    known: Known

    def event(self, case: Case, kind: CaseEventKind, note: str) -> CaseEvent:
        """What is noted of a case, numbered."""
        return CaseEvent(
            case_id=case.case_id,
            number=next_number(self.connection, case.case_id),
            kind=kind,
            by=self.principal,
            at=self.runtime.now(),
            note=note,
        )

    def end(self, case: Case, fate: Fate, resolution: Resolution | None, note: str) -> CaseEnd:
        """End a case, for good."""
        ended = CaseEnd(
            case_id=case.case_id,
            fate=fate,
            resolution=resolution,
            by=self.principal,
            note=note,
            at=self.runtime.now(),
        )
        put_ends(self.connection, [ended])
        return ended


def carry_out(step: CaseStep, case: Case) -> CaseEnd:
    """Do what was approved of a case.

    Raises:
        RuleError: It would come to something else than what was approved.
    """
    assert case.approval_id is not None, case.case_id
    assert case.resolution is not None, case.case_id
    resolution = case.resolution
    approval = approval_named(step.connection, case.approval_id)
    matter, told = matter_of(step, case, resolution)
    if matter != approval.matter:
        raise RuleError(
            f"{case.case_id}: now it would be {told}, which is not what was proposed; "
            "propose it again"
        )
    if resolution is Resolution.DROP:
        return step.end(case, Fate.DROPPED, resolution, approval.note)
    if resolution is Resolution.AS_IT_IS:
        return step.end(case, Fate.ACCEPTED, resolution, approval.note)
    batch = accepted(step, received_of(step, case), resolution)
    return post_cases(step, batch, {case.case_id: case}, resolution, approval.note)[0]


def matter_of(step: CaseStep, case: Case, resolution: Resolution) -> tuple[Matter, str]:
    """What is to be decided, and the same in words: with the price that would be posted."""
    if resolution not in RESOLUTIONS[case.kind]:
        wanted = ", ".join(RESOLUTIONS[case.kind])
        raise RuleError(f"{case.case_id}: wanted {wanted}, found {resolution}")
    told = resolution.replace("_", " ")
    if resolution in ACCEPTING:
        priced = accepted(step, received_of(step, case), resolution).priced[0]
        told = (
            f"{told}, {priced.excl_minor} + {priced.vat_minor} VAT in minor units of "
            f"{priced.currency}"
        )
    content = sha256(f"{case.case_id}\n{resolution}\n{told}".encode()).hexdigest()
    return Matter(kind=ApprovalKind.RECONCILIATION, subject=case.case_id, content_sha=content), told


def accepted(step: CaseStep, received: ReceivedCdr, resolution: Resolution) -> Batch:
    """What would be written of a CDR whose findings are waived; nothing is held of it.

    Raises:
        RuleError: Something is not known, which nobody can waive; or it states no total.
    """
    batch = work_out(
        step.connection, [received], step.known, ACCEPTING[resolution], step.runtime.now()
    )
    for held in batch.holds:
        raise RuleError(
            f"{held.cdr_key}: {held.reason} cannot be waived ({held.detail}); mend it and try again"
        )
    return batch


def received_of(step: CaseStep, case: Case) -> ReceivedCdr:
    """The CDR of a case, as it arrived.

    Raises:
        NotFoundError: The case is of no CDR that is in the books.
    """
    received = None if case.cdr_key is None else cdr_of(step.connection, case.cdr_key)
    if received is None:
        raise NotFoundError(f"{case.case_id}: no CDR of it is in these books")
    return replace(received, accepted_at=step.runtime.now())


def post_cases(
    step: CaseStep,
    batch: Batch,
    cases: dict[str, Case],
    resolution: Resolution | None,
    note: str,
) -> list[CaseEnd]:
    """Write what was worked out of CDRs that are not held any more, and end their cases.

    Of one that was credited while it waited the mirror is posted with it, or a cycle would pay it.
    """
    priced = batch.sound
    before = prices_of(step.connection, [one.cdr for one in priced])
    put_priced(step.connection, [one for one in priced if one.cdr.key not in before])
    put_priced_again(step.connection, _other(priced, before))
    put_free(step.connection, batch.free, NO_COST)
    put_splits(step.connection, batch.splits)
    freed = releases_for(step.connection, [one.cdr for one in priced])
    append_entries(step.connection, [*batch.entries, *freed], step.runtime.now())
    put_pending(step.connection, batch.pending, step.runtime.now())
    post_credits_in(step.connection, step.runtime.now())
    fates = dict.fromkeys(batch.free, Fate.FREE)
    posted = (*batch.entries, *(entry for entry, _, _ in batch.pending))  # some after a window
    fates |= dict.fromkeys((one.entry_id for one in posted), Fate.POSTED)
    return [step.end(cases[key], fate, resolution, note) for key, fate in fates.items()]


def _other(priced: Sequence[PricedCdr], before: dict[str, PricedCdr]) -> list[PricedCdr]:
    """Prices that are not those that were kept when the CDR was held."""
    return [one for one in priced if before.get(one.cdr.key, one) != one]
