"""Worked postings of money at the bank: journals 7 and 8 of a payout, and what undoes them."""

from datetime import UTC, date, datetime

import pytest

from core.domain.bank_match import BankMatch, MatchKind, MatchLeg, MatchRule
from core.domain.entry import EntryKind
from core.domain.instruction import Instruction, InstructionKind
from core.ledger.bank_posting_rules import entry_for_match, entry_for_refusal, journal_id
from core.ledger.posting_rules import entry_for_instruction
from tests.bank_files import OURS, a_bank_entry
from tests.builders import CPO, DP
from tests.sums import balances_of

AT = datetime(2026, 6, 3, 2, tzinfo=UTC)
NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)


def an_instruction(kind=InstructionKind.PAYOUT, party=CPO, amount_minor=12_568, currency="SEK"):
    return Instruction(
        instruction_id=f"2026-06-03:{party}:{currency}",
        cycle_id="2026-06-03",
        kind=kind,
        party=party,
        currency=currency,
        amount_minor=amount_minor,
        value_at=AT,
    )


def a_match(amount_minor, *legs, currency="SEK", **changes):
    entry = a_bank_entry(amount_minor=amount_minor, currency=currency, **changes)
    return BankMatch(entry=entry, rule=MatchRule.END_TO_END_ID, legs=legs)


def a_leg(kind, amount_minor, instruction=None):
    return MatchLeg(kind=kind, amount_minor=amount_minor, instruction=instruction)


def legs_of(entry):
    return [(leg.account, leg.amount_minor) for leg in entry.postings]


def left(*entries):
    return {where: amount for (where, _), amount in balances_of(entries).items() if amount}


def test_a_payout_that_was_booked_leaves_transit():
    instructed = entry_for_instruction(an_instruction(), AT)
    leg = a_leg(MatchKind.PAID_OUT, -12_568, an_instruction())
    booked = entry_for_match(a_match(-12_568, leg), 1, ())
    assert legs_of(booked) == [(f"1100:{OURS}", -12_568), ("1110", 12_568)]
    assert (booked.kind, booked.effective_at, booked.due_at) == (EntryKind.BOOKED, NOON, None)
    assert left(instructed, booked) == {f"1100:{OURS}": -12_568, f"2400:{CPO}": 12_568}


def test_what_a_partner_pays_leaves_transit_and_the_surplus_waits():
    owed = an_instruction(InstructionKind.COLLECTION, DP, 1_231, "EUR")
    received = a_leg(MatchKind.RECEIVED, 1_231, owed)
    surplus = a_leg(MatchKind.UNALLOCATED, 9)
    entry = entry_for_match(a_match(1_240, received, surplus, currency="EUR"), 1, {DP})
    assert legs_of(entry) == [(f"1100:{OURS}", 1_240), ("1110", -1_231), ("1120", -9)]


@pytest.mark.parametrize(("partners", "owed"), [((), f"2100:{CPO}"), ({CPO}, f"2310:{CPO}")])
def test_a_returned_payout_is_the_mirror_of_both_and_owed_again(partners, owed):
    instruction = an_instruction()
    before = (
        entry_for_instruction(instruction, AT),
        entry_for_match(
            a_match(-12_568, a_leg(MatchKind.PAID_OUT, -12_568, instruction)), 1, partners
        ),
    )
    leg = a_leg(MatchKind.RETURNED, 12_568, instruction)
    returned = entry_for_match(a_match(12_568, leg, return_reason="AC04"), 1, partners)
    assert legs_of(returned) == [
        (f"1100:{OURS}", 12_568),
        ("1110", -12_568),
        ("1110", 12_568),
        (f"2400:{CPO}", -12_568),
        (f"2400:{CPO}", 12_568),
        (owed, -12_568),
    ]
    assert (returned.kind, returned.due_at) == (EntryKind.RETURNED, NOON)
    assert returned.notes == ("matched by end_to_end_id", "reason AC04")
    # The novation before it had emptied the payable into 2400; together they are as before it.
    assert left(*before, returned) == {f"2400:{CPO}": 12_568, owed: -12_568}


def test_a_refused_payout_is_owed_again_before_any_money_moved():
    instruction = an_instruction()
    refused = entry_for_refusal(instruction, "", AT, ())
    assert left(entry_for_instruction(instruction, AT), refused) == {
        f"2400:{CPO}": 12_568,
        f"2100:{CPO}": -12_568,
    }
    assert (refused.kind, refused.due_at) == (EntryKind.REFUSED, AT)
    assert refused.notes == ("reason not given",)


def test_a_movement_that_is_matched_anew_has_an_entry_of_its_own():
    leg = a_leg(MatchKind.UNALLOCATED, 5)
    first, second = (entry_for_match(a_match(5, leg), number, ()) for number in (1, 2))
    assert first.entry_id == journal_id(f"{OURS}:BANK-1:C", 1)
    assert first.entry_id != second.entry_id
    assert first.source_id == second.source_id


def test_a_bank_books_by_day():
    leg = a_leg(MatchKind.UNALLOCATED, 5)
    entry = entry_for_match(a_match(5, leg, booked_on=date(2026, 12, 31)), 1, ())
    assert entry.effective_at.date() == date(2026, 12, 31)
