"""What an operator did to books by hand: who, when, what to, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ActKind(StrEnum):
    """What was done."""

    ARMED = "armed"
    DISARMED = "disarmed"
    ACKNOWLEDGED = "acknowledged"
    """An alert was seen; the subject is its key."""
    CLEARED = "cleared"
    """An acknowledged alert is normal again; the window writes it by itself."""
    SETTLED = "settled"
    TAKEN_BACK = "taken_back"
    """A CDR was undone by a Credit CDR; the subject is its key."""
    MATCHED = "matched"
    """A movement at the bank was matched by hand; the subject is its name."""
    RELEASED = "released"
    """A movement's match was taken back; the subject is its name."""
    ERASED = "erased"
    """Personal data was erased; the subject is the pseudonym that is left."""
    PROPOSED = "proposed"
    """Something that needs two people was proposed; the subject is the approval's id. This and the
    next two are read from the approvals, where they are kept."""
    APPROVED = "approved"
    REJECTED = "rejected"
    FILE_PREPARED = "file_prepared"
    """Payouts were put into a payment file; the subject is the cycle."""
    FILE_EXPORTED = "file_exported"
    """The bytes of a payment file left the books; the subject is its id."""
    DISPUTED = "disputed"
    """A session is disputed; the subject is its key and a number, as of the next four."""
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"
    DEFAULTED = "defaulted"
    """A Demand Partner does not pay; the subject is the party, as of the next one."""
    WRITTEN_OFF = "written_off"
    CARD_COST = "card_cost"
    """Card cost of a month was posted; the subject is the entry's id."""
    PERIOD_CLOSED = "period_closed"
    """A period takes no more entries; the subject is the period."""
    FX_DEALT = "fx_dealt"
    """Currency was bought and sold; the subject is the bank's name for the deal."""
    FX_CLOSED = "fx_closed"
    """What an FX position was left with became gain or loss; the subject is the close's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAct:
    """One line of the operator's log; once written, it stays."""

    at: datetime
    kind: ActKind
    who: str
    """The role of PostgreSQL's session; on SQLite the operating system's name of the user."""
    subject: str = ""
    """What it was done to; empty where that is the books as a whole."""
    note: str = ""
    """Why, in the operator's words, or what came of it."""

    @property
    def act_id(self) -> str:
        """One user does one thing to one subject at one time."""
        return f"{self.at:%Y-%m-%dT%H:%M:%S.%fZ} {self.who} {self.kind} {self.subject}".strip()
