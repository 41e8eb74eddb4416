"""Work on cases: whose they are, what is to become of them, and trying again what was mended.

What is proposed is bound to what would be posted: if the price is another when somebody approves
it, nothing is posted and it must be proposed again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from core.domain.approval import Approval, Decision, Verdict
from core.domain.errors import InvalidValueError, RuleError
from core.domain.reconciliation import (
    Case,
    CaseEnd,
    CaseEventKind,
    CaseKind,
    CaseStatus,
    Fate,
    Resolution,
)
from core.service.case_step import (
    CaseStep,
    carry_out,
    matter_of,
    post_cases,
    received_of,
)
from core.service.cases import case_named, waiting_cases
from core.service.collision import again_after_collision
from core.service.known import known_in
from core.service.review_cdr import Checks
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.service.work_out_cdrs import work_out
from core.store.approval_store import decide, propose
from core.store.case_store import put_event
from core.store.database import OpenTransaction, alone
from core.store.principal_store import principal_of

RETRY_DAYS: Final = 90
"""So long a held CDR is tried again; then it is dropped, with a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """What came of trying held CDRs again."""

    tried: int
    ended: tuple[CaseEnd, ...]
    """Those that are posted, free or, when their time was over, dropped."""
    waiting: tuple[tuple[str, str], ...]
    """(case, what was found) of those that still wait."""


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
        matter, told = matter_of(step, case, resolution)
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
            carry_out(step, case)
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
                return Retried(tried=1, ended=(carry_out(step, case),), waiting=())
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
            step = CaseStep(connection, runtime, principal_of(connection), known_in(connection))
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


def _step(connection: OpenTransaction, runtime: Runtime, case_id: str) -> tuple[CaseStep, Case]:
    alone(connection)
    case = case_named(connection, case_id, runtime.now())
    if case.status is CaseStatus.CLOSED:
        fate = "" if case.end is None else f" ({case.end.fate})"
        raise RuleError(f"{case_id}: it is closed{fate}")
    return CaseStep(connection, runtime, principal_of(connection), known_in(connection)), case


def _decide(step: CaseStep, case: Case, verdict: Verdict, note: str) -> Approval:
    if case.status is not CaseStatus.PROPOSED or case.approval_id is None:
        raise RuleError(f"{case.case_id}: nothing is proposed")
    decision = Decision(verdict=verdict, by=step.principal, note=note, at=step.runtime.now())
    return decide(step.connection, case.approval_id, decision)


def _retry(step: CaseStep, cases: Sequence[Case]) -> Retried:
    """Try CDRs again, each by itself reviewed, all by the same data."""
    by_id = {one.case_id: one for one in cases}
    received = [received_of(step, one) for one in cases]
    batch = work_out(step.connection, received, step.known, Checks(), step.runtime.now())
    ended = post_cases(step, batch, by_id, None, "tried again: nothing is found any more")
    waiting = tuple((one.cdr_key, f"{one.reason}: {one.detail}") for one in batch.holds)
    return Retried(tried=len(cases), ended=tuple(ended), waiting=waiting)
