"""What can be done with a version of the terms, and why not where it cannot."""

from enum import StrEnum
from typing import Final

from console.present.command_value import Category, Command, Fact
from console.present.two_people import why_not_ours
from core.domain.approval import Principal
from core.ledger.sample_session import mismatches
from core.service.agreement_life import Terms
from core.service.view_agreements import ListedTerms, TermsState

NO_TERMS: Final = "no version of an agreement is chosen"


class TermsDeed(StrEnum):
    """One of them; its value ends the id of its command."""

    KEEP = "keep"
    PROPOSE = "propose"
    APPROVE = "approve"
    REJECT = "reject"
    ACTIVATE = "activate"

    @property
    def command_id(self) -> str:
        """Id of the command that does it."""
        return f"agreements.{self.value}"


TERMS_FACTS: Final = {
    TermsDeed.KEEP: Fact.TERMS_FILE,
    TermsDeed.PROPOSE: Fact.TERMS_DRAFT,
    TermsDeed.APPROVE: Fact.TERMS_APPROVABLE,
    TermsDeed.REJECT: Fact.TERMS_PROPOSED,
    TermsDeed.ACTIVATE: Fact.TERMS_APPROVED,
}
"""What must be chosen for each."""
_WANTED: Final = {
    TermsDeed.KEEP: (TermsState.FILE,),
    TermsDeed.PROPOSE: (TermsState.DRAFT, TermsState.REJECTED),
    TermsDeed.APPROVE: (TermsState.PROPOSED,),
    TermsDeed.REJECT: (TermsState.PROPOSED,),
    TermsDeed.ACTIVATE: (TermsState.APPROVED,),
}
_FIT: Final = (TermsDeed.PROPOSE, TermsDeed.APPROVE, TermsDeed.ACTIVATE)
"""Those at which golden examples must come out."""


def why_not_terms(deed: TermsDeed, chosen: ListedTerms | None, us: Principal | None) -> str:
    """Why something cannot be done with the chosen version now; empty where it can."""
    if chosen is None:
        return NO_TERMS
    wanted = _WANTED[deed]
    if chosen.state not in wanted:
        names = " or ".join(one.value for one in wanted)
        return f"its state is {chosen.state.value}, and has to be {names}"
    wrong = mismatches(chosen.agreement) if deed in _FIT else []
    if wrong:
        return str(wrong[0])
    return why_not_ours(chosen.approval, us) if deed is TermsDeed.APPROVE else ""


def terms_text(chosen: ListedTerms) -> str:
    """Exactly what is decided."""
    return f"{chosen.agreement.version}, {chosen.agreement.scope}\nsha256 {chosen.sha}"


def came_of_terms(found: Terms) -> str:
    """What came of a deed."""
    return f"{found.agreement.version} is {found.status.value}"


def _deed(deed: TermsDeed, title: str, summary: str) -> Command:
    return Command(
        id=deed.command_id,
        title=f"{title}\N{HORIZONTAL ELLIPSIS}",
        summary=summary,
        category=Category.OPERATE,
        when=(Fact.MAY_ACT, TERMS_FACTS[deed]),
    )


TERMS_COMMANDS: Final = (
    Command(
        id="agreements.what_if",
        title="What if: compare the period",
        summary="Parts the sessions of the period again under the chosen terms, in a job.",
        category=Category.OPERATE,
        when=(Fact.COMPARABLE,),
    ),
    _deed(
        TermsDeed.KEEP,
        "Keep the terms as a draft",
        "Writes the chosen terms of a file into the books as a draft; nothing is in force.",
    ),
    _deed(
        TermsDeed.PROPOSE,
        "Propose the terms",
        "Asks a second person to approve the chosen draft; its examples must come out.",
    ),
    _deed(
        TermsDeed.APPROVE,
        "Approve the terms",
        "Approves the chosen terms, which another person proposed.",
    ),
    _deed(
        TermsDeed.REJECT,
        "Reject the terms",
        "Refuses the chosen terms; they can be proposed anew.",
    ),
    _deed(
        TermsDeed.ACTIVATE,
        "Put the terms into force",
        "Sessions from the first day of the chosen, approved terms on are under them.",
    ),
)
