"""Accounts that money came back from: nothing is sent there until the party names one anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.banking.payment_status import REASONS_OF_PAYEE
from core.domain.bank_account import BankAccount, masked
from core.store.bank_entry_store import refused_payees
from core.store.bank_match_store import returned_payees
from core.store.database import OpenTransaction


@dataclass(frozen=True, slots=True)
class Block:
    """Since when, and why, an account is not paid to."""

    day: date
    reason: str
    """As the bank wrote it; empty where it gave none."""


Blocks = Mapping[tuple[str, str], Block]
"""By party and IBAN; the latest of each."""


def blocked_accounts(connection: OpenTransaction) -> Blocks:
    """Every account that a payment came back from, or that the bank refused to pay to."""
    found = [
        ((party, iban), Block(day, reason))
        for party, iban, reason, day in returned_payees(connection)
    ]
    found += [
        ((party, iban), Block(refused_at.date(), reason))
        for party, iban, reason, refused_at in refused_payees(connection)
        if reason in REASONS_OF_PAYEE
    ]
    return dict(sorted(found, key=lambda one: one[1].day))


def block_of(blocks: Blocks, account: BankAccount) -> str:
    """Why an account is not paid to, in words; empty where it is.

    An account that was given, or given again, from a later day on is paid to.
    """
    block = blocks.get((account.party, account.iban))
    if block is None or account.valid_from > block.day:
        return ""
    reason = block.reason or "no reason given"
    return (
        f"wanted an account of {account.party} that takes money, found {masked(account.iban)}, "
        f"from which a payment came back on {block.day} ({reason}); give another one, "
        "or the same one from a later day on, in the network file"
    )
