"""Cases of reconciliation as rows of a table for a terminal and as JSON material."""

from collections.abc import Sequence
from datetime import datetime

from console.present.approval_rows import plain_approval
from console.present.plain_values import Plain, plain
from core.domain.reconciliation import Case
from core.service.reconcile import Retried
from core.service.view_reconciliation import CaseDetail, Queue

CASE_COLUMNS = ("Age", "Status", "Owner", "Why", "What was found", "Case")
SIDE_COLUMNS = ("Field", "Session", "CDR", "Our price", "")
HISTORY_COLUMNS = ("When", "Who", "What", "Note")


def case_rows(cases: Sequence[Case], now: datetime) -> list[tuple[str, ...]]:
    """A row a case."""
    return [
        (
            age_text(one.age_s(now)),
            status_text(one),
            one.owner or "",
            one.reason.replace("_", " "),
            one.detail,
            one.case_id,
        )
        for one in cases
    ]


def side_rows(detail: CaseDetail) -> list[tuple[str, ...]]:
    """A row a field, as each side has it; the last column says where they differ."""
    return [
        (
            one.field.replace("_", " "),
            one.session or "",
            one.cdr or "",
            one.ours or "",
            "differs" if one.differs else "",
        )
        for one in detail.fields
    ]


def history_rows(detail: CaseDetail) -> list[tuple[str, ...]]:
    """A row a step that somebody took, oldest first."""
    steps = [
        (
            one.at,
            one.by.name,
            f"{one.kind} {(one.resolution or '').replace('_', ' ')}".strip(),
            ": ".join(filter(None, (one.detail, one.note))),
        )
        for one in detail.events
    ]
    for approval in detail.approvals:
        if approval.decision is not None:
            decided = approval.decision
            verdict = f"{decided.verdict}{' (advisory)' if approval.is_advisory else ''}"
            steps.append((decided.at, decided.by.name, verdict, decided.note))
    end = detail.case.end
    if end is not None:
        steps.append((end.at, end.by.name, f"closed: {end.fate}", end.note))
    steps.sort(key=lambda step: step[0])
    return [(f"{at:%Y-%m-%d %H:%M}", who, what, note) for at, who, what, note in steps]


def plain_case(one: Case, now: datetime) -> Plain:
    """One case as the command line prints it."""
    return {**plain(one), "age_s": one.age_s(now)}


def plain_queue(queue: Queue, cases: Sequence[Case]) -> Plain:
    """What ``reconcile list`` prints."""
    return {
        "held": queue.held,
        "by_reason": dict(queue.by_reason),
        "by_status": dict(queue.by_status),
        "cases": [plain_case(one, queue.at) for one in cases],
    }


def plain_detail(detail: CaseDetail) -> Plain:
    """What ``reconcile show`` prints."""
    return {
        "case": plain_case(detail.case, detail.at),
        "fields": plain(detail.fields),
        "differences": plain(detail.differences),
        "findings": [{"reason": reason.value, "detail": told} for reason, told in detail.findings],
        "events": plain(detail.events),
        "approvals": [plain_approval(one) for one in detail.approvals],
        "offered": plain(detail.offered),
    }


def plain_retried(retried: Retried) -> Plain:
    """What ``reconcile retry`` prints."""
    return {
        "tried": retried.tried,
        "ended": plain(retried.ended),
        "waiting": [{"case_id": key, "found": found} for key, found in retried.waiting],
    }


def status_text(one: Case) -> str:
    """Where a case stands, with what is proposed."""
    resolution = "" if one.resolution is None else f" {one.resolution.replace('_', ' ')}"
    fate = "" if one.end is None else f": {one.end.fate}"
    return f"{one.status}{resolution}{fate}"


def age_text(age_s: int) -> str:
    """Days and hours, as ``3 d 4 h``."""
    days, hours = divmod(age_s // 3600, 24)
    return f"{days} d {hours} h" if days else f"{hours} h"
