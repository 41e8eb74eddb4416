"""Cases as they stand: what the books show, with what people did about it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.domain.approval import Approval
from core.domain.errors import NotFoundError
from core.domain.reconciliation import (
    STATUS_OF_APPROVAL,
    Case,
    CaseEnd,
    CaseEvent,
    CaseEventKind,
    CaseKind,
    CaseStatus,
)
from core.store.approval_store import approvals_by_id
from core.store.case_finder import (
    cdrs_of_one_session,
    cdrs_unlike_session,
    cdrs_without_session,
    held_cases,
    sessions_without_cdr,
)
from core.store.case_store import ends_among, events_of
from core.store.database import OpenTransaction

CDR_WAIT: Final = timedelta(hours=48)
"""So long a session may wait for its CDR before that is missing."""
_LIMIT: Final = 10_000


def waiting_cases(connection: OpenTransaction, limit: int | None = None) -> list[Case]:
    """Holds that wait, the longest first."""
    return as_they_stand(connection, held_cases(connection, limit))


def found_cases(connection: OpenTransaction, now: datetime, limit: int = _LIMIT) -> list[Case]:
    """What is missing, differs or is charged twice, and is not closed."""
    found = (
        *sessions_without_cdr(connection, now - CDR_WAIT, limit),
        *cdrs_without_session(connection, limit),
        *cdrs_unlike_session(connection, limit),
        *cdrs_of_one_session(connection, limit),
    )
    return as_they_stand(connection, found)


def case_named(connection: OpenTransaction, case_id: str, now: datetime) -> Case:
    """The case of that id, open or closed.

    Raises:
        NotFoundError: There is none.
    """
    found = held_cases(connection, case_id=case_id)
    if not found and case_id.partition(":")[0] in set(CaseKind):
        found = [one for one in found_cases(connection, now) if one.case_id == case_id]
    if not found:
        found = _closed(connection, case_id)
    if not found:
        raise NotFoundError(f"no case {case_id!r}; reconcile list names those there are")
    return as_they_stand(connection, found)[0]


def as_they_stand(connection: OpenTransaction, cases: Sequence[Case]) -> list[Case]:
    """Cases with their owner and status, as events, approvals and ends tell."""
    ids = [one.case_id for one in cases]
    events = events_of(connection, ids)
    ends = ends_among(connection, ids)
    named = {event.approval_id for some in events.values() for event in some}
    approvals = approvals_by_id(connection, named)
    return [
        _as_it_stands(one, events.get(one.case_id, ()), approvals, ends.get(one.case_id))
        for one in cases
    ]


def _as_it_stands(
    case: Case,
    events: Iterable[CaseEvent],
    approvals: dict[str, Approval],
    end: CaseEnd | None,
) -> Case:
    for event in events:
        if event.kind is CaseEventKind.ASSIGNED:
            case = replace(case, owner=event.detail)
        elif event.kind is CaseEventKind.RETRIED:
            case = replace(case, retries=case.retries + 1, status=CaseStatus.RETRIED)
        elif event.approval_id is not None:
            status = STATUS_OF_APPROVAL[approvals[event.approval_id].status]
            case = replace(
                case,
                status=status,
                resolution=event.resolution,
                approval_id=event.approval_id,
            )
    if end is not None:
        case = replace(case, status=CaseStatus.CLOSED, resolution=end.resolution, end=end)
    return case


def _closed(connection: OpenTransaction, case_id: str) -> list[Case]:
    """What is left of a case that was found once, and closed."""
    end = ends_among(connection, [case_id]).get(case_id)
    kind, _, subject = case_id.partition(":")
    if end is None or kind not in set(CaseKind):
        return []
    is_session = kind == CaseKind.CDR_MISSING
    return [
        Case(
            case_id=case_id,
            kind=CaseKind(kind),
            reason=kind,
            detail="",
            cdr_key=None if is_session else subject,
            session_id=subject if is_session else None,
            cpo="",
            demand_partner="",
            evse_uid="",
            opened_at=end.at,
        )
    ]
