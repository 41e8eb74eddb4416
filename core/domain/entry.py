"""A journal entry and its postings: what happened, in money, for ever.

Debits are positive, credits negative, and an entry sums to zero in each currency (I1). It has at
least two postings and none of them is zero (I2). Corrections are later entries, exact mirrors.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

SERVED: Final = "served "
"""Begins the note of an entry that came when its period was closed: ``served 2026-05-31T...``."""


class EntryKind(StrEnum):
    """What kind of event made an entry."""

    CDR = "cdr"
    CREDIT = "credit"
    CUT_OFF = "cut_off"
    INSTRUCTED = "instructed"
    BOOKED = "booked"
    """Money moved at the bank, as instructed or not."""
    RETURNED = "returned"
    """A payout came back from the payee's bank, and is owed again."""
    REFUSED = "refused"
    """A payout was refused by our bank, and is owed again."""
    REVERSAL = "reversal"
    HOLD = "hold"
    """A DP's prefund was put aside for a session that begins, or is free again."""
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_WON = "dispute_won"
    """The session stands as it was posted."""
    DISPUTE_LOST = "dispute_lost"
    """What was held is given up; the session's Credit CDR is an entry of its own."""
    REFUND = "refund"
    CHARGEBACK = "chargeback"
    CARD_COST = "card_cost"
    """Card cost that is not a session's own: of a period, or of a chargeback."""
    RESERVED = "reserved"
    RESERVE_RELEASED = "reserve_released"
    PREFUNDED = "prefunded"
    """A DP's deposit or prefund came, was used or went back."""
    ALLOCATED = "allocated"
    """A receipt of which nobody knew what it was for found its place."""
    FX_DEAL = "fx_deal"
    FX_CLOSE = "fx_close"
    DEFAULTED = "defaulted"
    """A party does not pay: its collection is recalled, its deposit drawn."""
    WRITTEN_OFF = "written_off"
    """What nobody will pay of a default is a loss; or some of it came after all."""
    SET_OFF = "set_off"
    """What a party in default would be paid settles what it left unpaid first."""
    LOSS_SHARED = "loss_shared"
    """A CPO whose part was never funded bears its part of a loss, or has it back."""
    TRUE_UP = "true_up"
    """What a period's tiers, guarantees and caps change of what its sessions came to."""
    ROUNDING = "rounding"
    CAPTURED = "captured"
    """Sessions that the network collected from the drivers' cards; the DP does not owe them."""
    FX_CONVERSION = "fx_conversion"
    """What a cut-off clears of a DP in another currency than the DP's is in the DP's from there."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One leg of an entry."""

    account: str
    """Code of the chart of accounts and whose it is: ``2100:NL*ABC``."""
    amount_minor: int
    """Debit above zero, credit below."""
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One balanced event of the journal."""

    entry_id: str
    """Made of the event, so that posting twice is posting once: ``cdr:NL*ABC:4711``."""
    kind: EntryKind
    effective_at: datetime
    """When it counts, in UTC; when it was booked is the store's to add."""
    source_id: str
    """What it was made of: the key of a CDR, of a cycle, or of a movement at the bank."""
    terms: str
    """Version of the agreement that it follows; empty where none does."""
    postings: tuple[Posting, ...]
    due_at: datetime | None = None
    """By when the CPO must have been paid; None where nothing falls due."""
    reverses: str | None = None
    """Id of the entry that it undoes."""
    notes: tuple[str, ...] = ()
    """How its amounts came about: rates, VAT treatment."""

    def __post_init__(self) -> None:
        assert len(self.postings) >= 2, self.entry_id
        assert all(posting.amount_minor for posting in self.postings), self.entry_id
        assert not any(self.sums().values()), (self.entry_id, self.sums())

    def sums(self) -> dict[str, int]:
        """Sum of the postings for each currency, in minor units; zero in a sound entry."""
        sums: dict[str, int] = defaultdict(int)
        for posting in self.postings:
            sums[posting.currency] += posting.amount_minor
        return dict(sums)

    def late(self, open_from: datetime) -> Self:
        """This entry, of a period that is closed, as it is posted in the open one.

        When it was served stays with it, as its last note.
        """
        note = f"{SERVED}{self.effective_at.isoformat()}"
        return replace(self, effective_at=open_from, notes=(*self.notes, note))

    @property
    def as_served(self) -> Self:
        """This entry as it would have been posted in time; itself where it was."""
        if not self.notes or not self.notes[-1].startswith(SERVED):
            return self
        served_at = datetime.fromisoformat(self.notes[-1].removeprefix(SERVED))
        return replace(self, effective_at=served_at, notes=self.notes[:-1])

    def due_after(self, at: datetime) -> datetime:
        """When what takes this back falls due: at once, but not before this itself.

        Else a cycle would ask for what was not paid yet, and a later one pay it.
        """
        return at if self.due_at is None else max(at, self.due_at)

    def reversed(self, reason: str, at: datetime) -> Self:
        """The exact mirror of this entry, with ``reason`` as its note."""
        return replace(
            self,
            entry_id=f"reversal:{self.entry_id}",
            kind=EntryKind.REVERSAL,
            effective_at=at,
            postings=tuple(
                Posting(leg.account, -leg.amount_minor, leg.currency) for leg in self.postings
            ),
            reverses=self.entry_id,
            notes=(reason,),
        )
