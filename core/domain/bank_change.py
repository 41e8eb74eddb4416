"""When the books were told of a bank account, and how long a changed one is not paid to.

Whoever diverts a payout begins by changing the payee's account, so a change cools off for some
days, in which the payee can object; another person's approval shortens it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from core.domain.approval import ApprovalKind, Matter, Principal
from core.domain.bank_account import BankAccount

COOL_OFF_DAYS = 3
"""Where a network names no other term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankChange:
    """An account that was told after another one of the same party was known."""

    account: BankAccount
    told_by: Principal
    told_at: datetime
    cools_until: datetime
    """It is paid to from then on, or once another person approves it."""

    @property
    def matter(self) -> Matter:
        """What another person approves: this account and no other."""
        return matter_of(self.account)


def matter_of(account: BankAccount) -> Matter:
    """What is to be approved of an account; its IBAN is in the sha and nowhere else."""
    told = (account.iban, account.bic, account.holder)
    return Matter(
        kind=ApprovalKind.BANK_ACCOUNT,
        subject=f"{account.party}:{account.currency or 'every'}:{account.valid_from}",
        content_sha=sha256("\n".join(map(str, told)).encode()).hexdigest(),
    )


def is_change(account: BankAccount, before: Iterable[BankAccount]) -> bool:
    """Whether the party was paid to another account before, in this currency or in any."""
    return any(
        one.party == account.party
        and one.iban != account.iban
        and (one.currency == account.currency or None in (one.currency, account.currency))
        for one in before
    )
