"""What two people proposed and decided, as rows of a table for a terminal and as JSON material."""

from collections.abc import Sequence

from console.present.plain_values import Plain, plain
from core.domain.approval import Approval

APPROVAL_COLUMNS = ("Approval", "Status", "Proposed by", "Decided by", "Note")


def approval_rows(approvals: Sequence[Approval]) -> list[tuple[str, ...]]:
    """A row a proposal."""
    return [
        (
            one.approval_id,
            _status(one),
            one.proposed_by.name,
            "" if one.decision is None else one.decision.by.name,
            one.note if one.decision is None else one.decision.note,
        )
        for one in approvals
    ]


def approval_lines(one: Approval) -> list[tuple[str, str]]:
    """All of one proposal, a row a fact."""
    lines = [
        ("approval", one.approval_id),
        ("about", f"{one.matter.kind} {one.matter.subject}"),
        ("sha256 of what is proposed", one.matter.content_sha),
        ("status", _status(one)),
        ("proposed", f"{one.proposed_at:%Y-%m-%d %H:%M:%S} by {one.proposed_by.name}"),
        ("note", one.note),
    ]
    if one.decision is not None:
        decided = one.decision
        lines += [
            (decided.verdict.value, f"{decided.at:%Y-%m-%d %H:%M:%S} by {decided.by.name}"),
            ("note of the decision", decided.note),
        ]
    return lines


def plain_approval(one: Approval) -> Plain:
    """One proposal as the command line prints it."""
    return {
        **plain(one),
        "status": one.status.value,
        "advisory": one.is_advisory,
        "alone": one.is_alone,
    }


def plain_approvals(approvals: Sequence[Approval]) -> Plain:
    """What ``approvals list`` prints."""
    return {"approvals": [plain_approval(one) for one in approvals]}


def _status(one: Approval) -> str:
    if one.is_alone:
        return f"{one.status} (advisory, one person)"
    return f"{one.status} (advisory)" if one.is_advisory else one.status.value
