"""Refunds and chargebacks of posted sessions: up to the whole, twice is once, netted by cycles."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.domain.agreement import Bearer
from core.domain.errors import ConflictError, InvalidValueError, NotFoundError, RuleError
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.refund_session import Asked, RefundedBy, charge_back, refund_session
from core.service.settle_cycles import settle_until
from core.store.cycle_store import instructions_of
from tests.asked_books import balances_of, sound
from tests.books import ABROAD, MONTH, open_network
from tests.builders import START, a_cdr, a_credit, an_agreement
from tests.core.ledger.test_split import CARD

KEY = "cdr:NL*ABC:1"


@pytest.fixture
def charged(runtime):
    open_network(runtime, an_agreement(card=CARD, fx_margin_bp=50))
    carry(runtime, [a_cdr(), a_cdr("abroad", evse_uid="E2", demand_partner=ABROAD)])
    settle_until(runtime, START + MONTH / 5)
    return runtime


def test_a_refund_is_netted_by_the_next_cycle(charged):
    done = refund_session(charged, KEY, Asked(amount=Decimal("6.05")), "too slow")
    assert (str(done.amount), done.entry.entry_id) == ("6.05 EUR", f"refund:{KEY}:1")
    settle_until(charged, START + 2 * MONTH)
    with charged.database.reading() as connection:
        paid = [
            (one.party, one.kind, one.amount_minor) for one in instructions_of(connection, None)
        ]
    assert ("NL*XYZ", "PAYOUT", 605 - 24) in paid
    assert ("NL*ABC", "COLLECTION", 544) in paid
    assert sound(charged)


@pytest.mark.parametrize("words", [KEY, "abroad"])
def test_all_of_it_in_parts_leaves_what_the_card_cost(charged, words):
    for name in ("1", "2"):
        refund_session(charged, words, Asked(amount=Decimal("3.33"), name=name), "?")
    refund_session(charged, words, Asked(name="rest"), "?")
    with pytest.raises(RuleError, match=r"wanted above 0 and up to 0\.00"):
        refund_session(charged, words, Asked(name="more"), "?")
    settle_until(charged, START + 2 * MONTH)
    assert sound(charged)


def test_the_same_refund_twice_is_one_and_another_amount_is_a_conflict(charged):
    asked = Asked(amount=Decimal(1))
    first = refund_session(charged, KEY, asked, "?")
    before = balances_of(charged)
    assert refund_session(charged, KEY, asked, "?") == first
    assert balances_of(charged) == before
    with pytest.raises(ConflictError, match=r"of 1\.00 EUR already"):
        refund_session(charged, KEY, replace(asked, amount=Decimal(2)), "?")


def test_goodwill_is_the_networks_and_counts_toward_the_whole(charged):
    before = balances_of(charged)
    asked = Asked(amount=Decimal("2.10"), name="g")
    refund_session(charged, KEY, asked, "sorry", RefundedBy.NETWORK)
    after = balances_of(charged)
    assert after["5200", "EUR"] == 210
    assert {key for key in after if after[key] != before.get(key, 0)} == {
        ("5200", "EUR"),
        ("1200:NL*XYZ", "EUR"),
    }
    with pytest.raises(RuleError, match=r"up to 10\.00"):
        refund_session(charged, KEY, Asked(amount=Decimal("10.01")), "?")
    assert str(refund_session(charged, KEY, Asked(), "?").amount) == "10.00 EUR"
    assert sound(charged)


def test_a_credit_cdr_undoes_refunds_too(charged):
    refund_session(charged, KEY, Asked(amount=Decimal(4)), "?")
    refund_session(charged, KEY, Asked(amount=Decimal(1), name="g"), "?", RefundedBy.NETWORK)
    credit_cdrs(charged, [a_credit(a_cdr())])
    with pytest.raises(RuleError, match="gave all of it back"):
        refund_session(charged, KEY, Asked(), "?")
    settle_until(charged, START + 2 * MONTH)
    left = balances_of(charged)
    assert ("5200", "EUR") not in left
    assert sound(charged)


@pytest.mark.parametrize("bearer", [Bearer.DP, Bearer.CPO, Bearer.NETWORK])
def test_a_chargeback_is_taken_from_who_bears_it(charged, bearer):
    done = charge_back(charged, KEY, Asked(name="cb-1"), "stolen card", (bearer, Decimal(15)))
    assert str(done.amount) == "12.10 EUR"
    assert (
        charge_back(charged, KEY, Asked(name="cb-1"), "stolen card", (bearer, Decimal(15))) == done
    )
    settle_until(charged, START + 2 * MONTH)
    assert balances_of(charged)["5450", "EUR"] == 2 * 57 + 1500
    assert sound(charged)


def test_chargebacks_of_a_session_take_no_more_than_it_cost(charged):
    charge_back(charged, KEY, Asked(amount=Decimal("8.00"), name="cb-1"), "stolen card")
    with pytest.raises(RuleError, match=r"up to 4\.10"):
        charge_back(charged, KEY, Asked(amount=Decimal("8.00"), name="cb-2"), "again")
    assert charge_back(charged, KEY, Asked(name="cb-2"), "the rest").amount.amount_minor == 410
    with pytest.raises(RuleError, match=r"up to 0\.00"):
        charge_back(charged, KEY, Asked(name="cb-3"), "and again")
    assert sound(charged)


def test_who_pays_cannot_change_under_the_same_name(charged):
    asked = Asked(amount=Decimal(1))
    refund_session(charged, KEY, asked, "?")
    with pytest.raises(ConflictError, match="was not paid by: network"):
        refund_session(charged, KEY, asked, "?", RefundedBy.NETWORK)
    charge_back(charged, KEY, asked, "?", (Bearer.DP, Decimal(0)))
    with pytest.raises(ConflictError, match="was not borne by: CPO"):
        charge_back(charged, KEY, asked, "?", (Bearer.CPO, Decimal(0)))


def test_what_cannot_go_back_is_refused(charged):
    with pytest.raises(NotFoundError):
        refund_session(charged, "cdr:NL*ABC:9", Asked(), "?")
    with pytest.raises(RuleError, match=r"up to 12\.10"):
        refund_session(charged, KEY, Asked(amount=Decimal(13)), "?")
    with pytest.raises(RuleError, match="the CPO is paid in EUR, the card in CHF"):
        charge_back(charged, "abroad", Asked(), "?", (Bearer.CPO, Decimal(0)))
    with pytest.raises(InvalidValueError, match="wanted CPO, DP or NETWORK"):
        charge_back(charged, KEY, Asked(), "?", (Bearer.NOBODY, Decimal(0)))
    carry(charged, [a_cdr("short", evse_uid="E2", start=START + MONTH / 5, stay_s=30)])
    with pytest.raises(RuleError, match="nobody owes anything for it"):
        refund_session(charged, "short", Asked(), "?")


def test_card_cost_that_the_partner_bore_in_another_currency_is_not_guessed(memory):
    card = replace(CARD, bearer=Bearer.DP)
    open_network(memory, an_agreement(card=card))
    carry(memory, [a_cdr(demand_partner=ABROAD)])
    with pytest.raises(RuleError, match="borne by the DP in another currency"):
        refund_session(memory, KEY, Asked(), "?")
