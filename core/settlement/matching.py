"""Movements at the bank meet instructions: by exact reference, then by amount, account and day.

A rule that finds one instruction decides; one that finds several decides nothing, for money that
is matched with the wrong debt is worse than money that waits. A payout is confirmed whole, in its
currency and from the account that it was sent from; a collection may come in parts or be overpaid.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from core.domain.bank_entry import BankEntry
from core.domain.bank_match import BankMatch, MatchKind, MatchLeg, MatchRule
from core.domain.instruction import Instruction, InstructionKind
from core.settlement.match_several import paid_together

BEFORE_MAX: Final = timedelta(days=3)
"""How long before its day a payment without a reference is still taken for the one that is due."""
AFTER_MAX: Final = timedelta(days=30)
"""And how long after it; who pays later must quote the reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPayment:
    """An instruction as the bank may confirm it."""

    instruction: Instruction
    references: frozenset[str]
    """What a movement may quote to name it: capital letters, no spaces."""
    ibans: frozenset[str]
    """Accounts of the other side."""
    own_iban: str | None = None
    """What a payout was sent from; None: it was not sent, so the bank cannot confirm it."""
    group_id: str | None = None
    left_minor: int
    """What is not confirmed yet, 0 or above."""
    may_return: bool = False
    """A payout that was sent and has not come back."""


def match_entries(
    entries: Sequence[BankEntry], payments: Iterable[OpenPayment]
) -> tuple[BankMatch, ...]:
    """What each movement is, in their order; each confirms what those before it left open.

    Returns are looked at last: a file may tell of them before it tells of what they return.
    """
    book = _Book(payments)
    found = {
        entry.name: book.match(entry)
        for entry in sorted(entries, key=lambda one: one.return_reason is not None)
    }
    return tuple(found[entry.name] for entry in entries)


def unmatched(entry: BankEntry, note: str) -> BankMatch:
    """A movement that waits for somebody who knows what it is."""
    leg = MatchLeg(kind=MatchKind.UNALLOCATED, amount_minor=entry.amount_minor)
    return BankMatch(entry=entry, rule=MatchRule.NOTHING, legs=(leg,), note=note)


def match_with(entry: BankEntry, payment: OpenPayment, rule: MatchRule) -> BankMatch:
    """A movement that somebody, or a reference, says is of an instruction.

    Where it cannot be, it stays unmatched and the note says why.
    """
    if obstacle := _obstacle(entry, payment):
        return unmatched(entry, f"{payment.instruction.instruction_id} {obstacle}")
    if payment.instruction.kind is InstructionKind.COLLECTION:
        return _received(entry, payment, rule)
    kind = MatchKind.RETURNED if entry.amount_minor > 0 else MatchKind.PAID_OUT
    leg = MatchLeg(kind=kind, amount_minor=entry.amount_minor, instruction=payment.instruction)
    return BankMatch(entry=entry, rule=rule, legs=(leg,))


def match_with_all(entry: BankEntry, payments: Sequence[OpenPayment], rule: MatchRule) -> BankMatch:
    """A receipt that somebody, or its sum, says is of several collections, in their order.

    Where it cannot be, it stays unmatched and the note says why.

    Args:
        entry: The receipt.
        payments: At least one; a payout is by itself.
        rule: What says so.
    """
    if len(payments) == 1:
        return match_with(entry, payments[0], rule)
    legs, left = [], entry.amount_minor
    for one in payments:
        obstacle = _obstacle(entry, one)
        if one.instruction.kind is not InstructionKind.COLLECTION:
            obstacle = "is a payout, which is confirmed by itself"
        elif not obstacle and not left:
            obstacle = "would get nothing of it"
        if obstacle:
            return unmatched(entry, f"{one.instruction.instruction_id} {obstacle}")
        taken = min(one.left_minor, left)
        left -= taken
        legs.append(
            MatchLeg(kind=MatchKind.RECEIVED, amount_minor=taken, instruction=one.instruction)
        )
    if left:
        legs.append(MatchLeg(kind=MatchKind.UNALLOCATED, amount_minor=left))
    note = "more than they ask for" if left else ""
    return BankMatch(entry=entry, rule=rule, legs=tuple(legs), note=note)


def _obstacle(entry: BankEntry, payment: OpenPayment) -> str:
    """Why a movement cannot be of an instruction; empty where it can."""
    instruction, is_received = payment.instruction, entry.amount_minor > 0
    if instruction.kind is InstructionKind.COLLECTION:
        reasons = [
            (not is_received, "is to be received, not paid"),
            (not payment.left_minor, "is paid already"),
        ]
    else:
        reasons = [
            (payment.own_iban is None, "was not sent to the bank"),
            (entry.iban != payment.own_iban, "was sent from another account"),
            (abs(entry.amount_minor) != instruction.amount_minor, "is of another amount"),
            (is_received and not payment.may_return, "came back already, or was refused"),
            (not is_received and not payment.left_minor, "was booked already, or refused"),
        ]
    reasons.insert(0, (entry.currency != instruction.currency, f"is in {instruction.currency}"))
    return next((reason for holds, reason in reasons if holds), "")


def plain_reference(written: str) -> str:
    """A reference as it is compared: capital letters, no spaces."""
    return "".join(written.split()).upper()


def _received(entry: BankEntry, payment: OpenPayment, rule: MatchRule) -> BankMatch:
    taken = min(payment.left_minor, entry.amount_minor)
    legs = [MatchLeg(kind=MatchKind.RECEIVED, amount_minor=taken, instruction=payment.instruction)]
    note = ""
    if surplus := entry.amount_minor - taken:
        legs.append(MatchLeg(kind=MatchKind.UNALLOCATED, amount_minor=surplus))
        note = f"more than {payment.instruction.instruction_id} asks for"
    return BankMatch(entry=entry, rule=rule, legs=tuple(legs), note=note)


class _Book:
    """Instructions with what is left of them."""

    def __init__(self, payments: Iterable[OpenPayment]) -> None:
        self._payments: dict[str, OpenPayment] = {}
        self._by_reference: dict[str, str] = {}
        self._groups: dict[str, list[str]] = defaultdict(list)
        # A dict for its order: the same file is matched in the same way every time.
        self._sizes: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
        for one in payments:
            key = one.instruction.instruction_id
            self._payments[key] = one
            self._sizes[_size(one)][key] = None
            self._by_reference |= dict.fromkeys(one.references, key)
            if one.group_id is not None:
                self._groups[one.group_id].append(key)

    def match(self, entry: BankEntry) -> BankMatch:
        """The first rule that decides; what it confirms is no longer open."""
        found = self._by_name(entry) or self._by_group(entry) or self._by_amount(entry)
        for leg in found.legs:
            if leg.instruction is not None:
                self._confirm(leg.instruction.instruction_id, leg)
        return found

    def _confirm(self, key: str, leg: MatchLeg) -> None:
        before = self._payments[key]
        returned = leg.kind is MatchKind.RETURNED
        now = replace(
            before,
            left_minor=before.left_minor - (0 if returned else abs(leg.amount_minor)),
            may_return=before.may_return and not returned,
        )
        self._payments[key] = now
        self._sizes[_size(now)][key] = None

    def _by_name(self, entry: BankEntry) -> BankMatch | None:
        """By what it quotes; a reference of ours that does not fit leaves it unmatched."""
        for quoted, rule in (
            (entry.end_to_end_id, MatchRule.END_TO_END_ID),
            (entry.reference, MatchRule.REFERENCE),
        ):
            key = self._by_reference.get(plain_reference(quoted or ""))
            if key is not None:
                return match_with(entry, self._payments[key], rule)
        return None

    def _by_group(self, entry: BankEntry) -> BankMatch | None:
        """A whole group of a payment file, booked as one sum."""
        if entry.amount_minor > 0 or entry.payment_info_id is None or entry.end_to_end_id:
            return None
        group = [self._payments[key] for key in self._groups.get(entry.payment_info_id, ())]
        group = [one for one in group if one.left_minor]
        fits = all(
            (one.own_iban, one.instruction.currency) == (entry.iban, entry.currency)
            for one in group
        )
        if not group or not fits or sum(one.left_minor for one in group) != -entry.amount_minor:
            return None
        legs = tuple(
            MatchLeg(
                kind=MatchKind.PAID_OUT, amount_minor=-one.left_minor, instruction=one.instruction
            )
            for one in group
        )
        return BankMatch(entry=entry, rule=MatchRule.GROUP, legs=legs)

    def _by_amount(self, entry: BankEntry) -> BankMatch:
        alike = self._sizes.get((entry.currency, abs(entry.amount_minor)), ())
        found = [self._payments[key] for key in alike if _may_be(entry, self._payments[key])]
        if len(found) == 1:
            return match_with(entry, found[0], MatchRule.AMOUNT_IBAN_DATE)
        if found:
            return unmatched(entry, f"{len(found)} instructions are of that amount and account")
        if together := self._together(entry):
            return match_with_all(entry, together, MatchRule.SEVERAL)
        return unmatched(
            entry, "no instruction is of that reference, or of that amount and account"
        )

    def _together(self, entry: BankEntry) -> list[OpenPayment]:
        """Collections of one payer that come to a receipt together, the oldest first."""
        if entry.amount_minor <= 0 or entry.return_reason is not None:
            return []
        near = [
            one
            for one in self._payments.values()
            if one.instruction.kind is InstructionKind.COLLECTION
            and one.left_minor
            and one.instruction.currency == entry.currency
            and entry.counterparty_iban in one.ibans
            and _is_near(entry, one)
        ]
        near.sort(key=lambda one: (one.instruction.value_at, one.instruction.instruction_id))
        left = {one.instruction.instruction_id: one.left_minor for one in near}
        return [self._payments[key] for key in paid_together(left, entry.amount_minor)]


def _size(payment: OpenPayment) -> tuple[str, int]:
    """Currency and amount that a movement must have to be of an instruction unnamed."""
    instruction = payment.instruction
    is_payout = instruction.kind is InstructionKind.PAYOUT
    amount = instruction.amount_minor if is_payout else payment.left_minor
    return instruction.currency, amount


def _may_be(entry: BankEntry, payment: OpenPayment) -> bool:
    """Whether amount, account, day and direction are those of an instruction that is open."""
    instruction = payment.instruction
    is_payout = instruction.kind is InstructionKind.PAYOUT
    if entry.return_reason is not None:
        fits = is_payout and entry.amount_minor > 0 and payment.may_return
    elif is_payout:
        fits = entry.amount_minor < 0 and payment.left_minor > 0
    else:
        fits = entry.amount_minor == payment.left_minor
    return (
        fits
        and entry.counterparty_iban in payment.ibans
        and (entry.currency, abs(entry.amount_minor)) == _size(payment)
        and (not is_payout or entry.iban == payment.own_iban)
        and _is_near(entry, payment)
    )


def _is_near(entry: BankEntry, payment: OpenPayment) -> bool:
    """Whether a movement that quotes nothing was booked near the day it was due."""
    due = payment.instruction.value_at.date()
    return due - BEFORE_MAX <= entry.booked_on <= due + AFTER_MAX
