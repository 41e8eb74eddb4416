"""Worked refunds and chargebacks of a session of 12.10, POOL, card cost 0.57."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.agreement import Bearer, CommissionModel
from core.domain.money import Money
from core.ledger.refund_posting_rules import (
    entry_for_chargeback,
    entry_for_goodwill,
    entry_for_refund,
    refundable,
)
from tests.builders import START, a_priced, a_rate, an_agreement
from tests.core.ledger.test_posting_rules import legs, post
from tests.core.ledger.test_split import CARD
from tests.sums import balances_of

AT = START + timedelta(days=9)


def event(name="1"):
    return name, "charged twice", AT


def euro(minor):
    return Money(minor, "EUR")


def test_half_of_a_session_comes_back_from_everybody_as_they_got_it():
    session = post(a_priced(), an_agreement(card=CARD))
    refund = entry_for_refund(session, Bearer.NETWORK, 0, euro(605), event())
    # Half of 1210, 210 and 8 is 605, 105 and 4; half of 210, 21, 1089, 60 and 48 adds up to 714:
    # 105, 10.5, 544.5, 30 and 24, of which the earlier of the two halves is rounded up.
    assert legs(refund) == [
        ("1200:NL*XYZ", -605),
        ("1500:NL", -105),
        ("1500:NL", -4),
        ("2500:NL", 105),
        ("2500:NL", 11),
        ("2100:NL*ABC", 544),
        ("4200", 30),
        ("2310:NL*XYZ", 24),
    ]
    assert refund.entry_id == "refund:cdr:NL*ABC:1:1"
    assert (refund.due_at, refund.source_id) == (AT, "cdr:NL*ABC:1")


MODELS = st.sampled_from(list(CommissionModel))


@given(MODELS, st.booleans(), st.lists(st.integers(1, 400), max_size=5))
def test_refunds_that_add_up_to_the_whole_are_the_mirror_but_for_the_card(model, abroad, parts):
    agreement = an_agreement(model, fx_margin_bp=50, card=CARD)
    session = post(a_priced(), agreement, a_rate() if abroad else None)
    whole, before, made = refundable(session, Bearer.NETWORK), 0, []
    for number, part in enumerate([*parts, 10_000]):
        amount = min(part, whole.amount_minor - before)
        if amount:
            refunded = Money(amount, whole.currency)
            made.append(
                entry_for_refund(session, Bearer.NETWORK, before, refunded, event(str(number)))
            )
            assert sum(leg.amount_minor for leg in made[-1].postings) == 0
        before += amount
    left = {where: amount for (where, _), amount in balances_of([session, *made]).items() if amount}
    assert left == {"5450": 57, "1115": -57}


@pytest.mark.parametrize(
    ("bearer", "whole", "payable_left"),
    [(Bearer.CPO, 1210, 57), (Bearer.DP, 1210, 0), (Bearer.NOBODY, 1210, 0)],
)
def test_whoever_bore_the_card_cost_goes_on_bearing_it(bearer, whole, payable_left):
    card = replace(CARD, bearer=bearer)
    session = post(a_priced(), an_agreement(card=card))
    assert refundable(session, bearer) == euro(whole)
    refund = entry_for_refund(session, bearer, 0, euro(whole), event())
    balances = balances_of([session, refund])
    assert balances["2100:NL*ABC", "EUR"] == payable_left
    assert balances["1200:NL*XYZ", "EUR"] == (57 if bearer is Bearer.DP else 0)


def test_goodwill_is_the_networks_own_expense():
    session = post(a_priced(), an_agreement())
    assert legs(entry_for_goodwill(session, euro(200), event())) == [
        ("5200", 200),
        ("1200:NL*XYZ", -200),
    ]


@pytest.mark.parametrize(
    ("bearer", "where", "due"),
    [
        (Bearer.DP, "1200:NL*XYZ", AT),
        (Bearer.CPO, "2100:NL*ABC", AT),
        (Bearer.NETWORK, "5300", None),
    ],
)
def test_a_chargeback_is_borne_by_whom_the_terms_name_and_costs_the_network(bearer, where, due):
    session = post(a_priced(), an_agreement(card=CARD))
    taken = entry_for_chargeback(session, euro(1210), 1500, bearer, event("cb-1"))
    assert legs(taken) == [(where, 1210), ("5450", 1500), ("1115", -2710)]
    assert (taken.entry_id, taken.due_at) == ("chargeback:cdr:NL*ABC:1:cb-1", due)


def test_a_chargeback_without_a_cost_has_two_legs():
    session = post(a_priced(), an_agreement(card=CARD))
    taken = entry_for_chargeback(session, euro(1210), 0, Bearer.DP, event())
    assert legs(taken) == [("1200:NL*XYZ", 1210), ("1115", -1210)]
