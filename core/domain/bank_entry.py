"""What a bank reports: money that moved on an account of ours, or a payment that it refused."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """One movement, or one part of a movement that the bank booked as a sum."""

    entry_key: str
    """Account, the bank's reference and direction: one movement, in whichever file it is told."""
    part: int
    """1 for the first, or only, part of the movement."""
    iban: str
    """Our account."""
    booked_on: date
    value_on: date
    currency: str
    amount_minor: int
    """Above zero: received; below: paid."""
    total_minor: int
    """Of the whole movement, all parts together."""
    bank_code: str
    """ISO 20022 bank transaction code: ``PMNT-ICDT-ESCT``; empty where the bank gives none."""
    end_to_end_id: str | None = None
    payment_info_id: str | None = None
    """The group of a payment file that was booked as one sum."""
    reference: str | None = None
    """Structured creditor reference."""
    counterparty_iban: str | None = None
    counterparty_name: str | None = None
    return_reason: str | None = None
    """Why it came back: ``AC04``; None where it is no return."""
    line: int = 0
    """Where in the file it stands."""

    @property
    def name(self) -> str:
        """How messages and the journal name it."""
        return self.entry_key if self.part == 1 else f"{self.entry_key}#{self.part}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReport:
    """What a bank statement or an advice told: its booked movements."""

    kind: str
    """``camt.053`` or ``camt.054``."""
    message_id: str
    entries: tuple[BankEntry, ...]
    pending: int
    """Movements that are not booked yet; they come again when they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentStatus:
    """What became of one payment, one group, or the whole of a payment file."""

    status: str
    """ISO 20022: RJCT is refused; everything else is on its way."""
    reason: str
    """``AC01``; empty where none is given."""
    payment_info_id: str | None = None
    """None: of the whole file."""
    end_to_end_id: str | None = None
    """None: of the whole group."""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """What a payment status report told of one payment file."""

    message_id: str
    batch_id: str
    """The message id of the file that it is about."""
    statuses: tuple[PaymentStatus, ...]
