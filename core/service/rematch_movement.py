"""Match a movement at the bank by hand, or take its match back: both by later records only.

What stood is undone by its exact mirror, and what stands instead has an entry of its own; who did
it and why is in the operator's log, in the same transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.domain.bank_entry import BankEntry
from core.domain.bank_match import BankMatch, MatchKind, MatchLeg, MatchRule
from core.domain.defaulted_claim import DefaultedClaim
from core.domain.entry import EntryKind, Posting
from core.domain.errors import NotFoundError, RuleError
from core.domain.operator_act import ActKind, OperatorAct
from core.domain.party import Role
from core.ledger.bank_posting_rules import entry_for_match, journal_id
from core.ledger.chart_of_accounts import Code, account
from core.service.acting import Acting, act
from core.service.bank_candidates import open_payments
from core.service.defaulted_claims import claims_in
from core.service.late_money import default_again, share_losses, write_back
from core.service.runtime import Runtime
from core.settlement.matching import match_with_all, unmatched
from core.store.bank_entry_store import entry_named
from core.store.bank_match_store import (
    instructions_asked,
    legs_of_entry,
    put_matches,
    unallocated_legs,
)
from core.store.database import OpenTransaction
from core.store.journal_store import kept_entry
from core.store.life_store import balance_of
from core.store.operator_store import put_act
from core.store.reference_store import all_parties, partner_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Who does it, and why."""

    who: str
    """The operating system's name of the user."""
    reason: str

    def act(self, kind: ActKind, subject: str, at: datetime) -> OperatorAct:
        """The line of the operator's log."""
        return OperatorAct(at=at, kind=kind, who=self.who, subject=subject, note=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A movement, or what is too much of one, that waits for somebody who knows what it is."""

    entry: BankEntry
    amount_minor: int
    """Above zero: received."""
    note: str
    """Why it was not matched."""


def waiting_movements(runtime: Runtime) -> tuple[Waiting, ...]:
    """Money that waits for somebody who knows what it is, oldest first."""
    with runtime.database.reading() as connection:
        return tuple(
            Waiting(entry=one.entry, amount_minor=one.amount_minor, note=one.note)
            for one in unallocated_legs(connection)
        )


def match_by_hand(
    runtime: Runtime, movement: str, instruction_ids: Sequence[str], by_hand: ByHand
) -> BankMatch:
    """Say that a movement is of an instruction, or a receipt of several collections in this order.

    What it was matched with before is undone.

    Raises:
        InvalidValueError: No reason is given.
        NotFoundError: There is no such movement, or no such instruction.
        RuleError: It cannot be of that instruction; nothing is changed.
    """

    def decide(connection: OpenTransaction, entry: BankEntry) -> BankMatch:
        found = instructions_asked(connection, instruction_ids, (), ())
        payments = {one.instruction.instruction_id: one for one in open_payments(connection, found)}
        for key in instruction_ids:
            if key not in payments:
                raise NotFoundError(f"bank: no instruction {key!r} in these books")
        named = [payments[key] for key in dict.fromkeys(instruction_ids)]
        match = match_with_all(entry, named, MatchRule.BY_HAND)
        if match.rule is not MatchRule.BY_HAND:
            raise RuleError(f"bank: {movement}: {match.note}")
        return replace(match, note=by_hand.reason)

    return _again(runtime, movement, by_hand, decide)


def deposit_by_hand(
    runtime: Runtime, movement: str, demand_partner: str, by_hand: ByHand
) -> BankMatch:
    """Say that a receipt fills a Demand Partner's wallet, or is its deposit (2200).

    Raises:
        InvalidValueError: No reason is given.
        NotFoundError: There is no such movement, or no such Demand Partner.
        RuleError: It is no receipt in the partner's currency; nothing is changed.
    """

    def decide(connection: OpenTransaction, entry: BankEntry) -> BankMatch:
        _require_receipt_of(connection, entry, demand_partner)
        where = account(Code.PREFUND, demand_partner)
        return _whole(entry, MatchKind.DEPOSITED, where, by_hand.reason)

    return _again(runtime, movement, by_hand, decide)


def recover_by_hand(runtime: Runtime, movement: str, party: str, by_hand: ByHand) -> BankMatch:
    """Say that a receipt is of what a party owes since its default, the oldest of it first.

    What comes after it was written off is a loss no more, nor is a CPO's part of it.

    Raises:
        InvalidValueError: No reason is given.
        NotFoundError: There is no such movement, or no such party.
        RuleError: It is no receipt in the party's currency, or more than it owes since then.
    """

    def decide(connection: OpenTransaction, entry: BankEntry) -> BankMatch:
        _require_receipt_of(connection, entry, party, (Role.EMSP, Role.CPO))
        claims = claims_in(connection, party)
        claims = [one for one in claims if one.collection.currency == entry.currency]
        left, legs = entry.amount_minor, []
        for one in claims:
            if amount := min(left, one.open_minor):
                left -= amount
                legs.append(_recovered(one, amount))
        if left:
            raise RuleError(
                f"bank: {movement}: {party} owes {entry.amount_minor - left} minor units of "
                f"{entry.currency} since its default, found {entry.amount_minor}"
            )
        return BankMatch(entry=entry, rule=MatchRule.BY_HAND, legs=tuple(legs), note=by_hand.reason)

    return _again(runtime, movement, by_hand, decide)


def _recovered(claim: DefaultedClaim, amount_minor: int) -> MatchLeg:
    return MatchLeg(
        kind=MatchKind.RECOVERED,
        amount_minor=amount_minor,
        instruction=claim.collection,
        account=claim.account,
    )


def exchange_by_hand(runtime: Runtime, movement: str, deal_id: str, by_hand: ByHand) -> BankMatch:
    """Say that a movement is one side of a currency deal: it leaves transit (1130).

    Raises:
        InvalidValueError: No reason is given.
        NotFoundError: There is no such movement, or no such deal.
        RuleError: The deal has no side of that account, currency and amount left.
    """

    def decide(connection: OpenTransaction, entry: BankEntry) -> BankMatch:
        deal = kept_entry(connection, f"{EntryKind.FX_DEAL}:{deal_id}")
        if deal is None:
            raise NotFoundError(f"bank: no currency deal {deal_id!r} in these books")
        where = account(Code.DEAL_IN_TRANSIT, entry.iban)
        side = Posting(where, entry.amount_minor, entry.currency)
        waits = balance_of(connection, where, entry.currency)
        if side not in deal.entry.postings or waits * entry.amount_minor <= 0:
            raise RuleError(
                f"bank: {movement}: deal {deal_id} has no side of {entry.amount_minor} minor "
                f"units of {entry.currency} on that account that the bank has still to tell"
            )
        return _whole(entry, MatchKind.EXCHANGED, where, by_hand.reason)

    return _again(runtime, movement, by_hand, decide)


def charge_by_hand(runtime: Runtime, movement: str, by_hand: ByHand) -> BankMatch:
    """Say that a movement is what the bank took for its services, or gave back of it (5400).

    Raises:
        InvalidValueError: No reason is given.
        NotFoundError: There is no such movement.
    """

    def decide(_: OpenTransaction, entry: BankEntry) -> BankMatch:
        return _whole(entry, MatchKind.CHARGED, account(Code.BANK_CHARGES), by_hand.reason)

    return _again(runtime, movement, by_hand, decide)


def card_receipt_by_hand(runtime: Runtime, movement: str, by_hand: ByHand) -> BankMatch:
    """Say that a receipt is what the card scheme owes for captured sessions (1115).

    Raises:
        InvalidValueError: No reason is given.
        NotFoundError: There is no such movement.
    """

    def decide(_connection: OpenTransaction, entry: BankEntry) -> BankMatch:
        return _whole(entry, MatchKind.CAPTURED, account(Code.CARD_CLEARING), by_hand.reason)

    return _again(runtime, movement, by_hand, decide)


def _require_receipt_of(
    connection: OpenTransaction,
    entry: BankEntry,
    key: str,
    roles: tuple[Role, ...] = (Role.EMSP,),
) -> None:
    party = all_parties(connection).get(key)
    if party is None or party.role not in roles:
        raise NotFoundError(f"bank: no Demand Partner {key!r} in these books")
    if entry.amount_minor < 0 or entry.currency != party.currency:
        raise RuleError(
            f"bank: {entry.name}: wanted a receipt in {party.currency}, the currency of "
            f"{key}, found {entry.amount_minor} minor units of {entry.currency}"
        )


def _whole(entry: BankEntry, kind: MatchKind, where: str, reason: str) -> BankMatch:
    """All of a movement on one account."""
    leg = MatchLeg(kind=kind, amount_minor=entry.amount_minor, account=where)
    return BankMatch(entry=entry, rule=MatchRule.BY_HAND, legs=(leg,), note=reason)


def release_match(runtime: Runtime, movement: str, by_hand: ByHand) -> BankMatch:
    """Take the match of a movement back: it waits on unallocated receipts again.

    Raises:
        InvalidValueError: No reason is given.
        NotFoundError: There is no such movement.
        RuleError: It is not matched with anything.
    """
    return _again(runtime, movement, by_hand, None)


def _again(
    runtime: Runtime,
    movement: str,
    by_hand: ByHand,
    decide: Callable[[OpenTransaction, BankEntry], BankMatch] | None,
) -> BankMatch:
    def step(acting: Acting) -> BankMatch:
        entry = entry_named(acting.connection, movement)
        if entry is None:
            raise NotFoundError(f"bank: no movement {movement!r} in these books")
        before = legs_of_entry(acting.connection, entry)
        is_matched = any(leg.kind is not MatchKind.UNALLOCATED for leg in before)
        if not is_matched and decide is None:
            raise RuleError(f"bank: {movement}: it is not matched with anything")
        match = unmatched(entry, by_hand.reason)
        if is_matched:
            _put_instead(acting, match)
            put_act(acting.connection, by_hand.act(ActKind.RELEASED, movement, acting.now))
            default_again(acting, before)
        if decide is not None:
            match = decide(acting.connection, entry)
            write_back(acting, match, journal_id(entry.name, _number(acting, entry) + 1))
            _put_instead(acting, match)
            put_act(acting.connection, by_hand.act(ActKind.MATCHED, movement, acting.now))
        share_losses(acting, before, match)
        return match

    return act(runtime, f"bank: {movement}", by_hand.reason, step)


def _number(acting: Acting, entry: BankEntry) -> int:
    return legs_of_entry(acting.connection, entry)[0].number


def _put_instead(acting: Acting, match: BankMatch) -> None:
    """Undo what a movement was posted as, and post what it is now."""
    connection, now = acting.connection, acting.now
    before = _number(acting, match.entry)
    posted = kept_entry(connection, journal_id(match.entry.name, before))
    assert posted is not None, match.entry.name
    made = entry_for_match(match, before + 1, partner_keys(connection))
    acting.post([posted.entry.reversed(match.note, now), made])
    put_matches(connection, [(match, before + 1)], now)
