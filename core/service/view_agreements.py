"""Every version and draft of the terms with where it stands: nothing is written."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.domain.agreement import Agreement
from core.domain.approval import Approval, Principal
from core.service.agreement_life import Terms, TermsStatus, all_terms
from core.service.runtime import Runtime
from core.store.agreement_store import KeptDraft, content_sha
from core.store.principal_store import principal_of


class TermsState(StrEnum):
    """Where a version stands."""

    FILE = "file"
    """Read from a file; no books know of it."""
    DRAFT = "draft"
    PROPOSED = "proposed"
    REJECTED = "rejected"
    APPROVED = "approved"
    """By a second person; nobody has put it into force yet."""
    COMING = "coming"
    """In force from a later day on."""
    ACTIVE = "active"
    ENDED = "ended"


_STATES: Final = {
    TermsStatus.DRAFT: TermsState.DRAFT,
    TermsStatus.PROPOSED: TermsState.PROPOSED,
    TermsStatus.REJECTED: TermsState.REJECTED,
    TermsStatus.APPROVED: TermsState.APPROVED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTerms:
    """One version."""

    agreement: Agreement
    sha: str
    """sha256 of the canonical content, in hex."""
    state: TermsState
    approval: Approval | None = None
    """Who proposed and decided it; None of terms that came with a network, and of files."""
    draft: KeptDraft | None = None
    """None of terms that came with a network, and of files."""

    @property
    def key(self) -> str:
        """Two drafts may have one version: ``networkcore@2026-01-01 5f3a91c2``."""
        return f"{self.agreement.version} {self.sha[:8]}"


@dataclass(frozen=True, slots=True)
class AgreementsView:
    """The terms of some books."""

    terms: tuple[ListedTerms, ...]
    """By agreement, the latest version first."""
    principal: Principal | None = None
    """Who we are to these books, and whether they enforce that two people are two."""


def view_agreements(runtime: Runtime) -> AgreementsView:
    """All that there is."""
    with runtime.database.reading() as connection:
        found, principal = all_terms(connection), principal_of(connection)
    now = runtime.now()
    return AgreementsView(tuple(_listed(one, now) for one in found), principal)


def listed_file(agreement: Agreement) -> ListedTerms:
    """Terms that only a file states."""
    return ListedTerms(agreement=agreement, sha=content_sha(agreement), state=TermsState.FILE)


def listed_terms(runtime: Runtime, agreement: Agreement) -> ListedTerms:
    """Terms as the books hold them, or those of a file where the books do not."""
    file = listed_file(agreement)
    held = view_agreements(runtime).terms
    return next((one for one in held if one.sha == file.sha), file)


def _listed(one: Terms, now: datetime) -> ListedTerms:
    return ListedTerms(
        agreement=one.agreement,
        sha=one.sha,
        state=_state(one, now),
        approval=one.approval,
        draft=one.draft,
    )


def _state(one: Terms, now: datetime) -> TermsState:
    if one.status is not TermsStatus.ACTIVE:
        return _STATES[one.status]
    if now < one.agreement.effective.start:
        return TermsState.COMING
    return TermsState.ACTIVE if now in one.agreement.effective else TermsState.ENDED
