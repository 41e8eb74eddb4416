"""Which instruction a movement is of: rules in their order, and what none of them may guess."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.bank_match import MatchKind, MatchRule
from core.domain.instruction import Instruction, InstructionKind
from core.settlement.matching import (
    AFTER_MAX,
    BEFORE_MAX,
    OpenPayment,
    match_entries,
    match_with,
)
from tests.bank_files import DAY, IBANS, OURS, a_bank_entry

AT = datetime(2026, 6, 3, 2, tzinfo=UTC)
THEIRS = IBANS["NL*ABC"]
PAYOUT, COLLECTION = InstructionKind.PAYOUT, InstructionKind.COLLECTION


def an_open(name="P1", kind=PAYOUT, amount_minor=1089, currency="EUR", **changes):
    instruction = Instruction(
        instruction_id=name,
        cycle_id="2026-06-03",
        kind=kind,
        party="NL*ABC",
        currency=currency,
        amount_minor=amount_minor,
        value_at=AT,
    )
    fields = {
        "instruction": instruction,
        "references": frozenset({name.upper()}),
        "ibans": frozenset({THEIRS}),
        "own_iban": OURS if kind is PAYOUT else None,
        "left_minor": amount_minor,
        "may_return": kind is PAYOUT,
    }
    return OpenPayment(**(fields | changes))


def only(entry, *payments):
    (match,) = match_entries([entry], payments)
    return match


def told(match):
    named = [
        (leg.kind.value, leg.amount_minor, leg.instruction and leg.instruction.instruction_id)
        for leg in match.legs
    ]
    return (match.rule.value, *named)


def paid(**changes):
    return a_bank_entry(**({"amount_minor": -1089} | changes))


def received(**changes):
    return a_bank_entry(**({"amount_minor": 1089} | changes))


CASES = (
    ("the end-to-end id decides", paid(end_to_end_id="p1"), "end_to_end_id"),
    ("spaces and case are not looked at", paid(end_to_end_id=" P 1 "), "end_to_end_id"),
    ("then amount, account and day", paid(counterparty_iban=THEIRS), "amount_iban_date"),
    (
        "another id than ours is no id",
        paid(end_to_end_id="X", counterparty_iban=THEIRS),
        "amount_iban_date",
    ),
    ("another account is not theirs", paid(counterparty_iban=IBANS["NL*XYZ"]), "nothing"),
    ("without an account nothing is known", paid(), "nothing"),
    ("another amount", paid(amount_minor=-1088, counterparty_iban=THEIRS), "nothing"),
    ("another currency", paid(currency="CHF", counterparty_iban=THEIRS), "nothing"),
    ("another account of ours", paid(iban="X", counterparty_iban=THEIRS), "nothing"),
    ("the other direction", received(counterparty_iban=THEIRS), "nothing"),
    ("our id, but another amount", paid(amount_minor=-5, end_to_end_id="P1"), "nothing"),
    ("our id, but another currency", paid(currency="CHF", end_to_end_id="P1"), "nothing"),
    ("our id, but another account of ours", paid(iban="X", end_to_end_id="P1"), "nothing"),
)


@pytest.mark.parametrize(("entry", "rule"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_rules_of_a_payout(entry, rule):
    match = only(entry, an_open())
    assert match.rule.value == rule
    assert (match.note == "") is (rule != "nothing")
    assert match.legs[0].kind is (
        MatchKind.UNALLOCATED if rule == "nothing" else MatchKind.PAID_OUT
    )


@pytest.mark.parametrize(
    ("days", "rule"),
    [
        (-BEFORE_MAX.days - 1, MatchRule.NOTHING),
        (-BEFORE_MAX.days, MatchRule.AMOUNT_IBAN_DATE),
        (AFTER_MAX.days, MatchRule.AMOUNT_IBAN_DATE),
        (AFTER_MAX.days + 1, MatchRule.NOTHING),
    ],
)
def test_without_a_reference_the_day_must_be_near(days, rule):
    entry = paid(counterparty_iban=THEIRS, booked_on=DAY + timedelta(days=days))
    assert only(entry, an_open()).rule is rule


def test_two_that_could_be_meant_are_left_to_a_person():
    match = only(paid(counterparty_iban=THEIRS), an_open("P1"), an_open("P2"))
    assert match.rule is MatchRule.NOTHING
    assert match.note == "2 instructions are of that amount and account"


def test_two_alike_are_told_apart_once_one_is_booked():
    entries = [
        paid(entry_key="a", end_to_end_id="P1"),
        paid(entry_key="b", counterparty_iban=THEIRS),
    ]
    first, second = match_entries(entries, [an_open("P1"), an_open("P2")])
    assert told(first) == ("end_to_end_id", ("paid_out", -1089, "P1"))
    assert told(second) == ("amount_iban_date", ("paid_out", -1089, "P2"))


def test_what_was_not_sent_cannot_be_booked():
    match = only(paid(end_to_end_id="P1"), an_open(own_iban=None, may_return=False))
    assert match.note == "P1 was not sent to the bank"


def test_the_structured_reference_counts_after_the_end_to_end_id():
    payments = [an_open("C1", COLLECTION), an_open("C2", COLLECTION)]
    both = received(end_to_end_id="C1", reference="C2")
    assert told(only(both, *payments)) == ("end_to_end_id", ("received", 1089, "C1"))
    assert told(only(received(reference="C2"), *payments)) == (
        "reference",
        ("received", 1089, "C2"),
    )


def test_a_collection_is_never_paid_by_us():
    assert only(paid(end_to_end_id="C1"), an_open("C1", COLLECTION)).note == (
        "C1 is to be received, not paid"
    )
    settled = an_open("C1", COLLECTION, left_minor=0)
    assert only(received(reference="C1"), settled).note == "C1 is paid already"


def test_a_return_is_known_without_its_mark_by_the_id_of_a_payout():
    match = only(received(end_to_end_id="P1"), an_open())
    assert told(match) == ("end_to_end_id", ("returned", 1089, "P1"))


def test_a_return_without_an_id_is_known_by_amount_and_account():
    entry = received(return_reason="AC04", counterparty_iban=THEIRS)
    assert told(only(entry, an_open())) == ("amount_iban_date", ("returned", 1089, "P1"))
    collection = an_open("C1", COLLECTION)
    assert only(entry, collection).rule is MatchRule.NOTHING


def test_a_group_is_booked_only_whole_and_from_its_account():
    payments = [an_open("P1", group_id="G"), an_open("P2", group_id="G", amount_minor=11)]
    whole = paid(amount_minor=-1100, payment_info_id="G")
    assert told(only(whole, *payments)) == (
        "group",
        ("paid_out", -1089, "P1"),
        ("paid_out", -11, "P2"),
    )
    assert only(paid(amount_minor=-1099, payment_info_id="G"), *payments).rule is MatchRule.NOTHING
    assert only(paid(amount_minor=-1100, payment_info_id="G", iban="X"), *payments).rule is (
        MatchRule.NOTHING
    )
    assert only(paid(amount_minor=-1100, payment_info_id="H"), *payments).rule is MatchRule.NOTHING


def test_a_rule_may_be_a_person():
    match = match_with(received(), an_open("C1", COLLECTION), MatchRule.BY_HAND)
    assert told(match) == ("by_hand", ("received", 1089, "C1"))


AMOUNTS = st.sampled_from((-1089, -11, 11, 500, 1089))
ENTRIES = st.lists(
    st.builds(
        a_bank_entry,
        amount_minor=AMOUNTS,
        end_to_end_id=st.sampled_from((None, "P1", "P2", "C1", "other")),
        reference=st.sampled_from((None, "C1", "C2")),
        counterparty_iban=st.sampled_from((None, THEIRS)),
        return_reason=st.sampled_from((None, None, "AC04")),
        payment_info_id=st.sampled_from((None, "G")),
    ),
    max_size=12,
)


@given(ENTRIES)
def test_whatever_comes_everything_is_confirmed_at_most_once_and_adds_up(drawn):
    entries = [a_bank_entry(**_renamed(one, number)) for number, one in enumerate(drawn)]
    payments = [
        an_open("P1", group_id="G"),
        an_open("P2", group_id="G", amount_minor=11),
        an_open("C1", COLLECTION),
        an_open("C2", COLLECTION, amount_minor=511),
    ]
    matches = match_entries(entries, payments)
    assert [one.entry for one in matches] == entries
    assert all(sum(x.amount_minor for x in m.legs) == m.entry.amount_minor for m in matches)
    for payment in payments:
        amount = payment.instruction.amount_minor
        for kind in (MatchKind.PAID_OUT, MatchKind.RECEIVED, MatchKind.RETURNED):
            confirmed = sum(
                abs(leg.amount_minor)
                for match in matches
                for leg in match.legs
                if leg.kind is kind and leg.instruction == payment.instruction
            )
            assert confirmed <= amount
            assert kind is MatchKind.RECEIVED or confirmed in {0, amount}


def _renamed(entry, number):
    fields = {name: getattr(entry, name) for name in entry.__slots__}
    return fields | {"entry_key": f"E{number}", "total_minor": entry.amount_minor}
