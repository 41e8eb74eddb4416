"""The instructions that movements at the bank may be of, as they stand now."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from core.banking.payment_reference import creditor_reference, end_to_end_id, instruction_of
from core.domain.bank_entry import BankEntry
from core.domain.bank_match import MatchKind
from core.domain.instruction import Instruction, InstructionKind
from core.settlement.matching import AFTER_MAX, BEFORE_MAX, OpenPayment, plain_reference
from core.store.bank_account_store import all_bank_accounts
from core.store.bank_entry_store import refused_among
from core.store.bank_match_store import collections_asked, confirmed_minor, instructions_asked
from core.store.database import OpenTransaction
from core.store.life_store import recalled_among
from core.store.payment_store import payments_of


def candidates_for(connection: OpenTransaction, entries: Sequence[BankEntry]) -> list[OpenPayment]:
    """Every instruction that a movement names or that is of its amount, or of several in one."""
    quoted = {text for one in entries for text in (one.end_to_end_id, one.reference) if text}
    references = {instruction_of(text) or text for text in quoted}
    groups = {one.payment_info_id for one in entries if one.payment_info_id}
    amounts = {abs(one.amount_minor) for one in entries}
    asked = instructions_asked(connection, sorted(references), sorted(groups), sorted(amounts))
    known = {one.instruction_id: one for one in (*asked, *_asked_of_payers(connection, entries))}
    return open_payments(connection, [known[key] for key in sorted(known)])


def _asked_of_payers(
    connection: OpenTransaction, entries: Sequence[BankEntry]
) -> list[Instruction]:
    """What those who paid us were asked for about that time: a receipt may be of several."""
    received = [one for one in entries if one.amount_minor > 0 and one.counterparty_iban]
    if not received:
        return []
    payers = {one.counterparty_iban for one in received}
    parties = {one.party for one in all_bank_accounts(connection) if one.iban in payers}
    days = [one.booked_on for one in received]
    since = datetime.combine(min(days) - AFTER_MAX, time(), tzinfo=UTC)
    until = datetime.combine(max(days) + BEFORE_MAX + timedelta(days=1), time(), tzinfo=UTC)
    return collections_asked(connection, parties, since, until)


def open_payments(
    connection: OpenTransaction, instructions: Sequence[Instruction]
) -> list[OpenPayment]:
    """What is left of each of these instructions, and how the bank may name it."""
    ids = [one.instruction_id for one in instructions]
    sent = payments_of(connection, ids)
    refused = refused_among(connection, ids) | recalled_among(connection, ids)
    confirmed = confirmed_minor(connection, ids)
    ibans: dict[str, set[str]] = {}
    for account in all_bank_accounts(connection):
        ibans.setdefault(account.party, set()).add(account.iban)
    found = []
    for one in instructions:
        key = one.instruction_id
        payment = sent.get(key)
        done = confirmed.get(key, {})
        is_payout = one.kind is InstructionKind.PAYOUT
        booked = done.get(MatchKind.PAID_OUT if is_payout else MatchKind.RECEIVED, 0)
        references = (end_to_end_id(key), creditor_reference(key))
        found.append(
            OpenPayment(
                instruction=one,
                references=frozenset(map(plain_reference, references)),
                ibans=frozenset(
                    ibans.get(one.party, ()) if payment is None else [payment.creditor_iban]
                ),
                own_iban=None if payment is None else payment.debtor_iban,
                group_id=None if payment is None else payment.group_id,
                left_minor=0 if key in refused else one.amount_minor - booked,
                may_return=payment is not None
                and key not in refused
                and MatchKind.RETURNED not in done,
            )
        )
    return found
