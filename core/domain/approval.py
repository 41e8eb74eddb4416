"""Duties of two people: one proposes, another approves, and both are named for good.

Where the database itself knows who is connected, nobody can approve what he proposed. Where it
cannot know (SQLite is a file), the same rule is advisory, and every record says so.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ApprovalKind(StrEnum):
    """What is decided."""

    AGREEMENT = "agreement"
    """Terms come into force; the subject is a version of an agreement."""
    PAYMENT_BATCH = "payment_batch"
    """Money leaves; the subject is a batch."""
    BANK_ACCOUNT = "bank_account"
    """A changed bank account is paid to before its cool-off is over; the subject is a party."""
    RECONCILIATION = "reconciliation"
    """What becomes of a CDR that was held; the subject is its key."""
    ERASURE = "erasure"
    """Personal data is erased; the subject is a pseudonym."""
    WRITE_OFF = "write_off"
    """A claim is given up; the subject is a party."""
    CARD_COST = "card_cost"
    """Card cost of a month is posted; the subject is the month."""
    PERIOD_CLOSE = "period_close"
    """A period takes no more entries; the subject is its last day."""


class Verdict(StrEnum):
    """What was decided."""

    APPROVED = "approved"
    REJECTED = "rejected"


class ApprovalStatus(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts."""

    name: str
    enforced: bool
    """The database knows that it is he: a role of PostgreSQL. Else the operating system's name of
    the user, which nobody has proved to the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is to be decided: this content, and no other."""

    kind: ApprovalKind
    subject: str
    content_sha: str
    """sha256, in hex, of all that the decision is about; other content needs another decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decided, what, when and why."""

    verdict: Verdict
    by: Principal
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A proposal, and what was decided about it."""

    approval_id: str
    """``agreement:perth@2026-07-01:1``; a proposal after a rejection has the next number."""
    matter: Matter
    proposed_by: Principal
    note: str
    proposed_at: datetime
    decision: Decision | None = None

    @property
    def status(self) -> ApprovalStatus:
        """Where it stands."""
        if self.decision is None:
            return ApprovalStatus.PROPOSED
        return ApprovalStatus(self.decision.verdict.value)

    @property
    def is_approved(self) -> bool:
        """Whether what was proposed may be done."""
        return self.status is ApprovalStatus.APPROVED

    @property
    def is_alone(self) -> bool:
        """Whether one person proposed and decided: possible only where it is advisory."""
        return self.decision is not None and self.decision.by.name == self.proposed_by.name

    @property
    def is_advisory(self) -> bool:
        """Whether nobody but the people themselves says that they are two."""
        return self.decision is not None and not self.decision.by.enforced
