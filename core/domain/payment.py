"""What is sent to the bank: payouts as credit transfers, together in one batch."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.domain.bank_account import BankAccount
from core.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One credit transfer: what a payout instruction becomes."""

    instruction_id: str
    end_to_end_id: str
    """What the bank hands through to the payee and back to us; at most 35 characters."""
    currency: str
    amount_minor: int
    """Above zero."""
    execution_on: date
    """When the bank is to carry it out."""
    debtor: BankAccount
    """Ours."""
    creditor: BankAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBatch:
    """The payments of one file."""

    batch_id: str
    """The file's message id, by which the bank takes it once; at most 30 characters."""
    created_at: datetime
    payments: tuple[Payment, ...]

    @property
    def control_sum(self) -> Decimal:
        """All amounts in major units, whatever their currency: what ISO 20022 calls CtrlSum."""
        return control_sum(self.payments)


def control_sum(payments: tuple[Payment, ...]) -> Decimal:
    """The sum of amounts in major units, of all currencies together."""
    return sum((Money(one.amount_minor, one.currency).major for one in payments), Decimal(0))
