"""Cases that people look at: what was held, is missing or differs, and what was done about it.

A case is never changed: what happens to it is told by events, and how it ended by one last record.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.domain.approval import ApprovalStatus, Principal
from core.domain.hold import HoldReason


class CaseKind(StrEnum):
    """What makes it a case; all but the first are found by looking at the books."""

    HELD = "held"
    """A CDR waits for review and is not posted; the reason is that of its hold."""
    CDR_MISSING = "cdr_missing"
    """A session at a known EVSE ended and no CDR of it came."""
    SESSION_MISSING = "session_missing"
    """A CDR names a session that nobody told of, though others of its EVSE were told."""
    SESSION_DIFFERS = "session_differs"
    """A posted CDR says other times or another energy than its session."""
    DUPLICATE = "duplicate"
    """A second posted CDR charges the same session."""


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    APPROVED = "approved"
    """Another one agreed, and it is still to be carried out."""
    REJECTED = "rejected"
    RETRIED = "retried"
    """Tried again, and it still waits."""
    CLOSED = "closed"


class Resolution(StrEnum):
    """What is to become of a case."""

    OUR_PRICE = "our_price"
    """The CDR is posted at our price, whatever it says and whatever was found."""
    CDR_TOTAL = "cdr_total"
    """The CDR is posted at the total that it states."""
    DROP = "drop"
    """The CDR is kept and never posted."""
    AS_IT_IS = "as_it_is"
    """Nothing is posted or undone: what differs or is missing is accepted."""


RESOLUTIONS: Final = {
    CaseKind.HELD: (Resolution.OUR_PRICE, Resolution.CDR_TOTAL, Resolution.DROP),
    CaseKind.CDR_MISSING: (Resolution.AS_IT_IS,),
    CaseKind.SESSION_MISSING: (Resolution.AS_IT_IS,),
    CaseKind.SESSION_DIFFERS: (Resolution.AS_IT_IS,),
    CaseKind.DUPLICATE: (Resolution.AS_IT_IS,),
}
"""What may be proposed for a kind. A posted CDR is undone by taking it back, not here."""

WAIVABLE: Final = frozenset(
    {
        HoldReason.IN_THE_FUTURE,
        HoldReason.TOO_OLD,
        HoldReason.TOO_SHORT,
        HoldReason.TOO_LITTLE_ENERGY,
        HoldReason.ENERGY_DIFFERS,
        HoldReason.ABOVE_CONNECTOR_POWER,
        HoldReason.OVERLAP,
        HoldReason.TOTAL_DIFFERS,
    }
)
"""What two people may accept. The others say that something is not known: without it there is no
price or nobody to pay, so it must be mended and the CDR tried again."""


class CaseEventKind(StrEnum):
    """What happened to a case; decisions are kept with the approvals."""

    ASSIGNED = "assigned"
    PROPOSED = "proposed"
    RETRIED = "retried"


class Fate(StrEnum):
    """How a case ended."""

    POSTED = "posted"
    FREE = "free"
    """It costs nothing: kept, counted, no entry."""
    DROPPED = "dropped"
    ACCEPTED = "accepted"
    """As it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One thing that was done about a case."""

    case_id: str
    number: int
    """From 1, within the case."""
    kind: CaseEventKind
    by: Principal
    at: datetime
    note: str
    """Why, in words."""
    detail: str = ""
    """The owner, or what a retry found."""
    resolution: Resolution | None = None
    approval_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEnd:
    """How a case ended."""

    case_id: str
    fate: Fate
    resolution: Resolution | None
    """None: a retry found nothing any more, or the time was over."""
    by: Principal
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case as it stands."""

    case_id: str
    """The key of the CDR that is held; else ``cdr_missing:...`` and so on."""
    kind: CaseKind
    reason: str
    """Of the hold; else the kind."""
    detail: str
    """What was wanted and what was found."""
    cdr_key: str | None
    session_id: str | None
    cpo: str
    demand_partner: str
    """Empty where only a session is known."""
    evse_uid: str
    opened_at: datetime
    owner: str | None = None
    status: CaseStatus = CaseStatus.OPEN
    resolution: Resolution | None = None
    """What is proposed, approved or was done."""
    approval_id: str | None = None
    retries: int = 0
    end: CaseEnd | None = None

    def age_s(self, now: datetime) -> int:
        """Seconds that it waits, or waited."""
        until = now if self.end is None else self.end.at
        return max(0, int((until - self.opened_at).total_seconds()))


STATUS_OF_APPROVAL: Final = {
    ApprovalStatus.PROPOSED: CaseStatus.PROPOSED,
    ApprovalStatus.APPROVED: CaseStatus.APPROVED,
    ApprovalStatus.REJECTED: CaseStatus.REJECTED,
}
