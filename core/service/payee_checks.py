"""Checks of a payee before money leaves: one that fails is named and waits, the others are paid.

An IBAN has passed its own checks when it is a value at all. What is left: a VAT id must be
plausible, and a changed account must have cooled off or been approved by another person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.approval import Approval
from core.domain.bank_account import BankAccount, masked
from core.domain.bank_change import BankChange, is_change, matter_of
from core.domain.legal_entity import LegalEntity, legal_in_force
from core.domain.network import Network
from core.service.toml_fields import checked_vat_id
from core.store.approval_store import approval_of, propose
from core.store.bank_change_store import bank_changes_of, put_bank_changes
from core.store.database import OpenTransaction
from core.store.legal_entity_store import all_legal_entities
from core.store.principal_store import principal_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeChecks:
    """What payees are checked against; read once for all of them."""

    entities: Sequence[LegalEntity]
    changes: Mapping[BankAccount, BankChange]
    approvals: Mapping[BankAccount, Approval | None]
    """Of the changes."""

    def problem_of(self, account: BankAccount, now: datetime) -> str:
        """Why an account is not paid to, in words; empty where it is."""
        entity = legal_in_force(self.entities, account.party, now.date())
        return vat_problem(entity) or cool_off_problem(
            self.changes.get(account), self.approvals.get(account), now
        )


def payee_checks(connection: OpenTransaction, accounts: Sequence[BankAccount]) -> PayeeChecks:
    """What the books know that payees are checked against."""
    changes = bank_changes_of(connection, accounts)
    return PayeeChecks(
        entities=all_legal_entities(connection),
        changes=changes,
        approvals={one: approval_of(connection, changes[one].matter) for one in changes},
    )


def vat_problem(entity: LegalEntity | None) -> str:
    """What is wrong with a payee's VAT id; empty where nothing is, or it has none."""
    if entity is None or entity.vat_id is None:
        return ""
    try:
        checked_vat_id(entity.vat_id)
    except ValueError as error:
        return f"{entity.party}: {error}, found {entity.vat_id}; correct it in the network file"
    return ""


def cool_off_problem(change: BankChange | None, approval: Approval | None, now: datetime) -> str:
    """Why a changed account is not paid to yet; empty where it is."""
    if change is None or now >= change.cools_until:
        return ""
    if approval is not None and approval.is_approved:
        return ""
    account = change.account
    named = "" if approval is None else f"; or another person approves {approval.approval_id}"
    return (
        f"the account of {account.party} was changed to {masked(account.iban)} on "
        f"{change.told_at:%Y-%m-%d} by {change.told_by.name} and cools off until "
        f"{change.cools_until:%Y-%m-%d %H:%M} UTC{named}"
    )


def tell_bank_changes(
    connection: OpenTransaction,
    network: Network,
    before: Sequence[BankAccount],
    now: datetime,
) -> tuple[BankChange, ...]:
    """Keep which accounts of a network are changes of known ones, and propose their approval.

    Args:
        connection: In the transaction that keeps the accounts.
        network: As it was described.
        before: Accounts that were known before.
        now: When it was told.
    """
    known = set(before)
    fresh = [one for one in network.bank_accounts if one not in known]
    principal = principal_of(connection) if fresh else None
    if principal is None:
        return ()
    changes = tuple(
        BankChange(
            account=one,
            told_by=principal,
            told_at=now,
            cools_until=now + timedelta(days=network.bank_cool_off_days),
        )
        for one in fresh
        if is_change(one, before)
    )
    put_bank_changes(connection, changes)
    for one in changes:
        if one.cools_until > now:
            note = f"{one.account.party} is to be paid to {masked(one.account.iban)}"
            propose(connection, matter_of(one.account), principal, note, now)
    return changes
