"""What can be done about a case, and why not where it cannot: buttons and commands ask."""

from enum import StrEnum
from typing import Final

from console.present.case_lines import class_text, resolution_text, subject_text
from console.present.command_value import Category, Command, Fact
from console.present.two_people import why_not_ours
from core.domain.approval import Principal
from core.domain.reconciliation import Case, CaseEnd, CaseKind, CaseStatus, Resolution
from core.service.reconcile import Retried
from core.service.view_reconciliation import CaseDetail

NO_CASE: Final = "no case is chosen"
_UNDECIDED: Final = (CaseStatus.PROPOSED, CaseStatus.APPROVED)


class CaseDeed(StrEnum):
    """One of them; its value ends the id of its command."""

    ASSIGN = "assign"
    PROPOSE = "propose"
    APPROVE = "approve"
    REJECT = "reject"
    RETRY = "retry"

    @property
    def command_id(self) -> str:
        """Id of the command that does it."""
        return f"cases.{self.value}"


CASE_FACTS: Final = {
    CaseDeed.ASSIGN: Fact.CASE,
    CaseDeed.PROPOSE: Fact.CASE_OFFERS,
    CaseDeed.APPROVE: Fact.CASE_APPROVABLE,
    CaseDeed.REJECT: Fact.CASE_PROPOSED,
    CaseDeed.RETRY: Fact.CASE_RETRIABLE,
}
"""What must be chosen for each."""


def why_not_case(deed: CaseDeed, detail: CaseDetail | None, us: Principal | None) -> str:
    """Why something cannot be done with the chosen case now; empty where it can."""
    if detail is None:
        return NO_CASE
    case = detail.case
    if case.status is CaseStatus.CLOSED:
        return "it is closed"
    proposed = "" if case.status is CaseStatus.PROPOSED else "nothing is proposed"
    return {
        CaseDeed.ASSIGN: "",
        CaseDeed.PROPOSE: "" if detail.offered else _why_nothing_offered(case),
        CaseDeed.APPROVE: proposed or why_not_ours(next(reversed(detail.approvals), None), us),
        CaseDeed.REJECT: proposed,
        CaseDeed.RETRY: _why_not_retry(case),
    }[deed]


def _why_nothing_offered(case: Case) -> str:
    if case.status in _UNDECIDED:
        return f"something is {case.status.value} already"
    return "nothing can be proposed: mend what is not known, and try it again"


def _why_not_retry(case: Case) -> str:
    if case.status is CaseStatus.PROPOSED:
        return "something is proposed: approve or reject that"
    if case.kind is not CaseKind.HELD and case.status is not CaseStatus.APPROVED:
        return "no CDR of it waits"
    return ""


def case_text(case: Case) -> str:
    """The case in one line, for a question."""
    return f"{class_text(case)}: {subject_text(case)}\n{case.detail}"


def proposing_text(case: Case, resolution: Resolution) -> str:
    """What proposing does."""
    return (
        f"{case_text(case)}\n\nThis proposes to {resolution_text(resolution)}."
        " It is done when another person has approved it."
    )


def approving_text(case: Case) -> str:
    """What approving does, at once."""
    what = "what is proposed" if case.resolution is None else resolution_text(case.resolution)
    return f"{case_text(case)}\n\nThis does it at once: {what}."


def came_of_case(case: Case) -> str:
    """What came of a deed."""
    fate = "" if case.end is None else f", {case.end.fate.value}"
    return f"{subject_text(case)}: {case.status.value}{fate}"


def came_of_retry(case: Case, retried: Retried) -> str:
    """What came of trying again."""
    if retried.ended:
        ended: CaseEnd = retried.ended[0]
        return f"{subject_text(case)}: {ended.fate.value}"
    found = retried.waiting[0][1] if retried.waiting else ""
    return f"{subject_text(case)} still waits: {found}"


def _deed(deed: CaseDeed, title: str, summary: str) -> Command:
    return Command(
        id=deed.command_id,
        title=title,
        summary=summary,
        category=Category.OPERATE,
        when=(Fact.MAY_ACT, CASE_FACTS[deed]),
    )


_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
CASE_COMMANDS: Final = (
    _deed(CaseDeed.ASSIGN, f"Assign the case{_ELLIPSIS}", "Says whose the chosen case is."),
    _deed(
        CaseDeed.PROPOSE,
        f"Propose for the case{_ELLIPSIS}",
        "Proposes what is to become of the chosen case; a second person decides.",
    ),
    _deed(
        CaseDeed.APPROVE,
        f"Approve for the case{_ELLIPSIS}",
        "Does what another person proposed for the chosen case.",
    ),
    _deed(
        CaseDeed.REJECT,
        f"Reject for the case{_ELLIPSIS}",
        "Refuses what is proposed for the chosen case; something else can be proposed.",
    ),
    _deed(
        CaseDeed.RETRY,
        f"Try the case again{_ELLIPSIS}",
        "Reviews the CDR of the chosen case again, by the data of now.",
    ),
)
