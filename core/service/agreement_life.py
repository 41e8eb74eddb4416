"""The life of terms: draft -> proposed -> approved by a second person -> active; nothing goes back.

A draft is kept by the hash of its content. Golden examples run when it is proposed and again when
it comes into force; one that comes out otherwise refuses it and says by how much.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.agreement import Agreement
from core.domain.agreement_scope import ties
from core.domain.approval import Approval, ApprovalKind, ApprovalStatus, Decision, Matter, Verdict
from core.domain.errors import ConflictError, NotFoundError, RuleError
from core.ledger.sample_session import mismatches
from core.service.runtime import Runtime
from core.store import approval_store
from core.store.agreement_store import (
    Activation,
    KeptDraft,
    activations,
    content_sha,
    drafts,
    put_activation,
    put_draft,
    shas_in_force,
)
from core.store.database import OpenTransaction, alone
from core.store.principal_store import principal_of
from core.store.reference_store import all_agreements, put_agreements


class TermsStatus(StrEnum):
    """Where a version of terms stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    REJECTED = "rejected"
    APPROVED = "approved"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A version of terms, wherever it stands."""

    agreement: Agreement
    sha: str
    """sha256 of the canonical content, in hex."""
    status: TermsStatus
    approval: Approval | None = None
    draft: KeptDraft | None = None
    """None of terms that came with a network."""


def draft_agreement(runtime: Runtime, agreement: Agreement, note: str = "") -> Terms:
    """Keep a draft; the same content again changes nothing.

    Raises:
        ConflictError: A version of that name is in force with other content.
    """
    sha = content_sha(agreement)
    with runtime.database.transaction() as connection:
        alone(connection)
        _refuse_other_content(connection, agreement, sha)
        put_draft(
            connection,
            KeptDraft(
                agreement=agreement,
                sha=sha,
                note=note,
                drafter=principal_of(connection).name,
                drafted_at=runtime.now(),
            ),
        )
        return _terms_of(connection, sha)


def propose_agreement(runtime: Runtime, named: str, note: str = "") -> Terms:
    """Propose a draft for approval.

    Args:
        runtime: The books.
        named: A version, or the beginning of its sha256.
        note: Why.

    Raises:
        NotFoundError: There is no such draft.
        RuleError: A golden example comes out otherwise, or a session could not tell it from others.
    """
    with runtime.database.transaction() as connection:
        alone(connection)
        found = named_terms(connection, named)
        _refuse_unfit(connection, found)
        principal = principal_of(connection)
        approval_store.propose(connection, matter_of(found), principal, note, runtime.now())
        return _terms_of(connection, found.sha)


def approve_agreement(runtime: Runtime, named: str, note: str = "") -> Terms:
    """Approve a draft that another one proposed; its golden examples run once more.

    Raises:
        NotFoundError: There is no such draft, or nobody proposed it.
        RuleError: An example comes out otherwise, it is decided already, or by the proposer.
    """
    with runtime.database.transaction() as connection:
        alone(connection)
        found = named_terms(connection, named)
        _refuse_unfit(connection, found)
        if found.approval is None:
            raise NotFoundError(f"{found.agreement.version}: nobody proposed it yet")
        decision = Decision(
            verdict=Verdict.APPROVED, by=principal_of(connection), note=note, at=runtime.now()
        )
        approval_store.decide(connection, found.approval.approval_id, decision)
        return _terms_of(connection, found.sha)


def reject_agreement(runtime: Runtime, named: str, note: str) -> Terms:
    """Refuse a draft that was proposed; it can be proposed anew.

    Raises:
        NotFoundError: There is no such draft, or nobody proposed it.
        RuleError: It is decided already.
    """
    with runtime.database.transaction() as connection:
        alone(connection)
        found = named_terms(connection, named)
        if found.approval is None:
            raise NotFoundError(f"{found.agreement.version}: nobody proposed it yet")
        decision = Decision(
            verdict=Verdict.REJECTED, by=principal_of(connection), note=note, at=runtime.now()
        )
        approval_store.decide(connection, found.approval.approval_id, decision)
        return _terms_of(connection, found.sha)


def activate_agreement(runtime: Runtime, named: str) -> Terms:
    """Put approved terms into force for sessions from their first day on; again changes nothing.

    Raises:
        NotFoundError: There is no such draft.
        RuleError: It is not approved, an example comes out otherwise, or it ties with other terms.
        ConflictError: A version of that name is in force with other content.
    """
    with runtime.database.transaction() as connection:
        alone(connection)
        found = named_terms(connection, named)
        if found.status is TermsStatus.ACTIVE:
            return found
        _refuse_other_content(connection, found.agreement, found.sha)
        _refuse_unfit(connection, found)
        if found.approval is None or not found.approval.is_approved:
            raise RuleError(
                f"{found.agreement.version}: wanted it approved by a second person, "
                f"found {found.status}"
            )
        put_agreements(connection, [found.agreement])
        activation = Activation(
            version=found.agreement.version,
            sha=found.sha,
            approval_id=found.approval.approval_id,
            activated_at=runtime.now(),
        )
        put_activation(connection, activation)
        return _terms_of(connection, found.sha)


def matter_of(found: Terms) -> Matter:
    """What is to be approved: this content of this version."""
    return Matter(
        kind=ApprovalKind.AGREEMENT, subject=found.agreement.version, content_sha=found.sha
    )


def all_terms(connection: OpenTransaction) -> list[Terms]:
    """Every version and draft: by agreement, the latest version first."""
    in_force = shas_in_force(connection)
    kept = {draft.sha: draft for draft in drafts(connection)}
    active = [
        Terms(agreement=one, sha=in_force[one.version], status=TermsStatus.ACTIVE)
        for one in all_agreements(connection)
    ]
    found = [_joined(connection, one.agreement, one.sha, kept.get(one.sha)) for one in active]
    found += [
        _joined(connection, draft.agreement, sha, draft)
        for sha, draft in kept.items()
        if in_force.get(draft.agreement.version) != sha
    ]
    found.sort(key=lambda one: one.agreement.effective.start, reverse=True)
    return sorted(found, key=lambda one: one.agreement.agreement_id)


def named_terms(connection: OpenTransaction, named: str) -> Terms:
    """The one version or draft of that name, or whose sha256 begins so.

    Raises:
        NotFoundError: There is none, or several.
    """
    found = [
        one
        for one in all_terms(connection)
        if one.agreement.version == named or (len(named) >= 6 and one.sha.startswith(named))
    ]
    if not found:  # an agreement by its plain name is its latest version
        found = [one for one in all_terms(connection) if one.agreement.agreement_id == named][:1]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError(f"agreements: no {named!r} in these books; agreements list names all")
    shas = ", ".join(one.sha[:12] for one in found)
    raise NotFoundError(f"agreements: {named!r} is several, name one by its sha256: {shas}")


def _terms_of(connection: OpenTransaction, sha: str) -> Terms:
    return next(one for one in all_terms(connection) if one.sha == sha)


def _joined(
    connection: OpenTransaction, agreement: Agreement, sha: str, draft: KeptDraft | None
) -> Terms:
    bare = Terms(agreement=agreement, sha=sha, status=TermsStatus.DRAFT, draft=draft)
    approval = approval_store.approval_of(connection, matter_of(bare))
    if shas_in_force(connection).get(agreement.version) == sha:
        status = TermsStatus.ACTIVE
        activation = activations(connection).get(agreement.version)
        if activation is not None:
            approval = approval_store.approval_named(connection, activation.approval_id)
    else:
        status = TermsStatus.DRAFT if approval is None else _STATUSES[approval.status]
    return Terms(agreement=agreement, sha=sha, status=status, approval=approval, draft=draft)


_STATUSES = {
    ApprovalStatus.PROPOSED: TermsStatus.PROPOSED,
    ApprovalStatus.REJECTED: TermsStatus.REJECTED,
    ApprovalStatus.APPROVED: TermsStatus.APPROVED,
}


def _refuse_other_content(connection: OpenTransaction, agreement: Agreement, sha: str) -> None:
    in_force = shas_in_force(connection).get(agreement.version)
    if in_force not in (None, sha):
        raise ConflictError(
            f"{agreement.version}: in force with other content; a new version begins another day"
        )


def _refuse_unfit(connection: OpenTransaction, found: Terms) -> None:
    wrong = mismatches(found.agreement)
    if wrong:
        told = "; ".join(map(str, wrong))
        raise RuleError(f"{found.agreement.version}: {told}")
    others = [one for one in all_agreements(connection) if one.version != found.agreement.version]
    for one, other in ties([found.agreement, *others]):
        if found.agreement in (one, other):
            raise RuleError(
                f"{one.version} and {other.version} are as specific ({one.scope}; {other.scope}) "
                "and begin at once: a session could not tell which holds"
            )
