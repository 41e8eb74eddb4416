"""Work on cases: whose they are, what is to become of them, and trying again what was mended.

What is proposed is bound to what would be posted: if the price is another when somebody approves
it, nothing is posted and it must be proposed again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Final

from core.domain.approval import Approval, ApprovalKind, Decision, Matter, Principal, Verdict
from core.domain.errors import InvalidValueError, NotFoundError, RuleError
from core.domain.priced_cdr import PricedCdr
from core.domain.reconciliation import (
    RESOLUTIONS,
    WAIVABLE,
    Case,
    CaseEnd,
    CaseEvent,
    CaseEventKind,
    CaseKind,
    CaseStatus,
    Fate,
    Resolution,
)
from core.service.carry_cdrs import NO_COST, seal
from core.service.cases import case_named, waiting_cases
from core.service.collision import again_after_collision
from core.service.known import Known, known_in
from core.service.review_cdr import Checks
from core.service.runtime import Runtime
from core.service.work_out_cdrs import Batch, work_out
from core.store.approval_store import approval_named, decide, propose
from core.store.case_store import next_number, put_ends, put_event, put_priced_again
from core.store.cdr_store import ReceivedCdr, cdr_of
from core.store.database import OpenTransaction, alone
from core.store.fate_store import prices_of, put_free, put_priced
from core.store.journal_store import append_entries, put_splits
from core.store.pending_store import put_pending
from core.store.principal_store import principal_of

RETRY_DAYS: Final = 90
"""So long a held CDR is tried again; then it is dropped, with a record."""
_ACCEPTING: Final = {
    Resolution.OUR_PRICE: Checks(waived=WAIVABLE),
    Resolution.CDR_TOTAL: Checks(waived=WAIVABLE, at_cdr_total=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """What came of trying held CDRs again."""

    tried: int
    ended: tuple[CaseEnd, ...]
    """Those that are posted, free or, when their time was over, dropped."""
    waiting: tuple[tuple[str, str], ...]
    """(case, what was found) of those that still wait."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One person's step, in one open transaction."""

    connection: OpenTransaction
    runtime: Runtime
    principal: Principal
    known: Known

    def event(self, case: Case, kind: CaseEventKind, note: str) -> CaseEvent:
        return CaseEvent(
            case_id=case.case_id,
            number=next_number(self.connection, case.case_id),
            kind=kind,
            by=self.principal,
            at=self.runtime.now(),
            note=note,
        )

    def end(self, case: Case, fate: Fate, resolution: Resolution | None, note: str) -> CaseEnd:
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


def assign_case(runtime: Runtime, case_id: str, owner: str, note: str = "") -> Case:
    """Say whose case it is.

    Raises:
        NotFoundError: There is no such case.
        RuleError: It is closed.
        InvalidValueError: No owner is named.
    """
    if not owner.strip():
        raise InvalidValueError(f"{case_id}: wanted an owner, found none")
    with runtime.database.transaction() as connection:
        step, case = _step(connection, runtime, case_id)
        event = step.event(case, CaseEventKind.ASSIGNED, note)
        put_event(connection, replace(event, detail=owner))
        return case_named(connection, case_id, runtime.now())


def propose_resolution(runtime: Runtime, case_id: str, resolution: Resolution, note: str) -> Case:
    """Propose what is to become of a case; another one approves it.

    Raises:
        NotFoundError: There is no such case.
        RuleError: It is closed, another proposal waits, or that cannot become of it now.
        InvalidValueError: No reason is given.
    """
    if not note.strip():
        raise InvalidValueError(f"{case_id}: wanted a reason, found none")
    with runtime.database.transaction() as connection:
        step, case = _step(connection, runtime, case_id)
        if case.status in {CaseStatus.PROPOSED, CaseStatus.APPROVED}:
            raise RuleError(
                f"{case_id}: {case.resolution} is {case.status} already ({case.approval_id})"
            )
        matter, told = _matter(step, case, resolution)
        approval = propose(connection, matter, step.principal, f"{told}: {note}", runtime.now())
        event = step.event(case, CaseEventKind.PROPOSED, note)
        put_event(
            connection,
            replace(event, detail=told, resolution=resolution, approval_id=approval.approval_id),
        )
        return case_named(connection, case_id, runtime.now())


def approve_resolution(runtime: Runtime, case_id: str, note: str = "") -> Case:
    """Approve what another one proposed, and carry it out at once.

    Raises:
        NotFoundError: There is no such case.
        RuleError: Nothing is proposed; one proposed it oneself where two are enforced; or what
            would be done now is not what was proposed. Nothing is changed.
    """

    def step_once() -> Case:
        with runtime.database.transaction() as connection:
            step, case = _step(connection, runtime, case_id)
            _decide(step, case, Verdict.APPROVED, note)
            _carry_out(step, case)
            return case_named(connection, case_id, runtime.now())

    case = again_after_collision(step_once)
    seal(runtime)
    return case


def reject_resolution(runtime: Runtime, case_id: str, note: str) -> Case:
    """Reject what is proposed; the case waits for another proposal.

    Raises:
        NotFoundError: There is no such case.
        RuleError: Nothing is proposed.
        InvalidValueError: No reason is given.
    """
    if not note.strip():
        raise InvalidValueError(f"{case_id}: wanted a reason, found none")
    with runtime.database.transaction() as connection:
        step, case = _step(connection, runtime, case_id)
        _decide(step, case, Verdict.REJECTED, note)
        return case_named(connection, case_id, runtime.now())


def retry_case(runtime: Runtime, case_id: str, note: str = "") -> Retried:
    """Try one held CDR again, or carry out what was approved elsewhere; the try is recorded.

    Raises:
        NotFoundError: There is no such case.
        RuleError: It is closed, or no CDR of it waits.
    """

    def step_once() -> Retried:
        with runtime.database.transaction() as connection:
            step, case = _step(connection, runtime, case_id)
            if case.status is CaseStatus.APPROVED:
                return Retried(tried=1, ended=(_carry_out(step, case),), waiting=())
            if case.status is CaseStatus.PROPOSED:
                raise RuleError(f"{case_id}: {case.resolution} is proposed; approve or reject that")
            if case.kind is not CaseKind.HELD:
                raise RuleError(f"{case_id}: no CDR of it waits, so there is nothing to retry")
            retried = _retry(step, [case])
            found = retried.waiting[0][1] if retried.waiting else retried.ended[0].fate.value
            event = step.event(case, CaseEventKind.RETRIED, note)
            put_event(connection, replace(event, detail=found))
            return retried

    retried = again_after_collision(step_once)
    seal(runtime)
    return retried


def retry_waiting(runtime: Runtime) -> Retried:
    """Try every held CDR again, and drop those whose time is over; to be done once a day.

    A CDR about which something is proposed is left to the people. Only what changes is recorded.

    Raises:
        StoreError: The books cannot be written; nothing is changed.
    """

    def step_once() -> Retried:
        with runtime.database.transaction() as connection:
            alone(connection)
            step = _Step(connection, runtime, principal_of(connection), known_in(connection))
            cases = [
                one
                for one in waiting_cases(connection)
                if one.status not in {CaseStatus.PROPOSED, CaseStatus.APPROVED}
            ]
            retried = _retry(step, cases)
            over = runtime.now() - timedelta(days=RETRY_DAYS)
            late = {one.case_id: one for one in cases if one.opened_at < over}
            dropped = tuple(
                step.end(
                    late[case_id],
                    Fate.DROPPED,
                    None,
                    f"waited longer than {RETRY_DAYS} days; last found {found}",
                )
                for case_id, found in retried.waiting
                if case_id in late
            )
            waiting = tuple(one for one in retried.waiting if one[0] not in late)
            return Retried(tried=retried.tried, ended=(*retried.ended, *dropped), waiting=waiting)

    retried = again_after_collision(step_once)
    seal(runtime)
    return retried


def _step(connection: OpenTransaction, runtime: Runtime, case_id: str) -> tuple[_Step, Case]:
    alone(connection)
    case = case_named(connection, case_id, runtime.now())
    if case.status is CaseStatus.CLOSED:
        fate = "" if case.end is None else f" ({case.end.fate})"
        raise RuleError(f"{case_id}: it is closed{fate}")
    return _Step(connection, runtime, principal_of(connection), known_in(connection)), case


def _decide(step: _Step, case: Case, verdict: Verdict, note: str) -> Approval:
    if case.status is not CaseStatus.PROPOSED or case.approval_id is None:
        raise RuleError(f"{case.case_id}: nothing is proposed")
    decision = Decision(verdict=verdict, by=step.principal, note=note, at=step.runtime.now())
    return decide(step.connection, case.approval_id, decision)


def _matter(step: _Step, case: Case, resolution: Resolution) -> tuple[Matter, str]:
    """What is to be decided, and the same in words: with the price that would be posted."""
    if resolution not in RESOLUTIONS[case.kind]:
        wanted = ", ".join(RESOLUTIONS[case.kind])
        raise RuleError(f"{case.case_id}: wanted {wanted}, found {resolution}")
    told = resolution.replace("_", " ")
    if resolution in _ACCEPTING:
        priced = _accepted(step, _received(step, case), resolution).priced[0]
        told = (
            f"{told}, {priced.excl_minor} + {priced.vat_minor} VAT in minor units of "
            f"{priced.currency}"
        )
    content = sha256(f"{case.case_id}\n{resolution}\n{told}".encode()).hexdigest()
    return Matter(kind=ApprovalKind.RECONCILIATION, subject=case.case_id, content_sha=content), told


def _carry_out(step: _Step, case: Case) -> CaseEnd:
    assert case.approval_id is not None, case.case_id
    assert case.resolution is not None, case.case_id
    resolution = case.resolution
    approval = approval_named(step.connection, case.approval_id)
    matter, told = _matter(step, case, resolution)
    if matter != approval.matter:
        raise RuleError(
            f"{case.case_id}: now it would be {told}, which is not what was proposed; "
            "propose it again"
        )
    if resolution is Resolution.DROP:
        return step.end(case, Fate.DROPPED, resolution, approval.note)
    if resolution is Resolution.AS_IT_IS:
        return step.end(case, Fate.ACCEPTED, resolution, approval.note)
    batch = _accepted(step, _received(step, case), resolution)
    return _post(step, batch, {case.case_id: case}, resolution, approval.note)[0]


def _accepted(step: _Step, received: ReceivedCdr, resolution: Resolution) -> Batch:
    """What would be written of a CDR whose findings are waived; nothing is held of it.

    Raises:
        RuleError: Something is not known, which nobody can waive; or it states no total.
    """
    batch = work_out(
        step.connection, [received], step.known, _ACCEPTING[resolution], step.runtime.now()
    )
    for held in batch.holds:
        raise RuleError(
            f"{held.cdr_key}: {held.reason} cannot be waived ({held.detail}); mend it and try again"
        )
    return batch


def _received(step: _Step, case: Case) -> ReceivedCdr:
    received = None if case.cdr_key is None else cdr_of(step.connection, case.cdr_key)
    if received is None:
        raise NotFoundError(f"{case.case_id}: no CDR of it is in these books")
    return replace(received, accepted_at=step.runtime.now())


def _retry(step: _Step, cases: Sequence[Case]) -> Retried:
    """Try CDRs again, each by itself reviewed, all by the same data."""
    by_id = {one.case_id: one for one in cases}
    received = [_received(step, one) for one in cases]
    batch = work_out(step.connection, received, step.known, Checks(), step.runtime.now())
    ended = _post(step, batch, by_id, None, "tried again: nothing is found any more")
    waiting = tuple((one.cdr_key, f"{one.reason}: {one.detail}") for one in batch.holds)
    return Retried(tried=len(cases), ended=tuple(ended), waiting=waiting)


def _post(
    step: _Step,
    batch: Batch,
    cases: dict[str, Case],
    resolution: Resolution | None,
    note: str,
) -> list[CaseEnd]:
    """Write what was worked out of CDRs that are not held any more, and end their cases."""
    held = {one.cdr_key for one in batch.holds}
    priced = [one for one in batch.priced if one.cdr.key not in held]
    before = prices_of(step.connection, [one.cdr for one in priced])
    put_priced(step.connection, [one for one in priced if one.cdr.key not in before])
    put_priced_again(step.connection, _other(priced, before))
    put_free(step.connection, batch.free, NO_COST)
    put_splits(step.connection, batch.splits)
    append_entries(step.connection, batch.entries, step.runtime.now())
    put_pending(step.connection, batch.pending, step.runtime.now())
    fates = dict.fromkeys(batch.free, Fate.FREE)
    posted = (*batch.entries, *(entry for entry, _, _ in batch.pending))  # some after a window
    fates |= dict.fromkeys((one.entry_id for one in posted), Fate.POSTED)
    return [step.end(cases[key], fate, resolution, note) for key, fate in fates.items()]


def _other(priced: Sequence[PricedCdr], before: dict[str, PricedCdr]) -> list[PricedCdr]:
    """Prices that are not those that were kept when the CDR was held."""
    return [one for one in priced if before.get(one.cdr.key, one) != one]
