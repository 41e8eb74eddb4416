"""What a movement at the bank was found to be, and by which rule."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.bank_entry import BankEntry
from core.domain.instruction import Instruction


class MatchRule(StrEnum):
    """What it was recognised by, in the order in which the rules are asked."""

    END_TO_END_ID = "end_to_end_id"
    GROUP = "group"
    """The bank booked a group of a payment file as one sum."""
    REFERENCE = "reference"
    """Structured creditor reference."""
    AMOUNT_IBAN_DATE = "amount_iban_date"
    SEVERAL = "several"
    """One receipt of a partner is the sum of several collections, and of no others."""
    NOTHING = "nothing"
    BY_HAND = "by_hand"


class MatchKind(StrEnum):
    """What the money was."""

    PAID_OUT = "paid_out"
    RECEIVED = "received"
    RETURNED = "returned"
    """A payout that came back."""
    UNALLOCATED = "unallocated"
    DEPOSITED = "deposited"
    """A Demand Partner filled its wallet, or lodged its deposit."""
    CHARGED = "charged"
    """What the bank took for its services, or gave back of it."""
    RECOVERED = "recovered"
    """A party in default paid a collection after all."""
    CAPTURED = "captured"
    """The card scheme paid sessions that the network captured."""
    EXCHANGED = "exchanged"
    """One side of a currency deal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLeg:
    """The part of a movement that belongs to one instruction, or to none."""

    kind: MatchKind
    amount_minor: int
    """As on our account: above zero received, below paid."""
    instruction: Instruction | None = None
    """None: nobody knows what it is for, or it is a deposit."""
    account: str = ""
    """Of the books, for what is not in transit: ``2200:NL*XYZ``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMatch:
    """What one movement was found to be; its legs add up to it."""

    entry: BankEntry
    rule: MatchRule
    legs: tuple[MatchLeg, ...]
    note: str = ""
    """Why it could not be matched, or why somebody matched it by hand."""

    def __post_init__(self) -> None:
        assert self.legs, self.entry.name
        assert sum(leg.amount_minor for leg in self.legs) == self.entry.amount_minor
        assert all(leg.amount_minor for leg in self.legs), self.entry.name
