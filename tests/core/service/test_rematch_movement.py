"""A match is taken back, or made by hand, by later records only; the books stay sound."""

from datetime import date, timedelta

import pytest

from core.domain.errors import InvalidValueError, NotFoundError, RuleError
from core.domain.money import Money
from core.service.default_partner import take_default
from core.service.operator_log import operator_log
from core.service.rematch_movement import (
    ByHand,
    charge_by_hand,
    exchange_by_hand,
    match_by_hand,
    recover_by_hand,
    release_match,
    waiting_movements,
)
from core.service.runtime import Runtime
from core.service.settle_cycles import settle_until
from core.service.trade_currency import FxDeal, record_deal
from tests.bank_files import OURS, Movement
from tests.books import NOW
from tests.core.service.test_read_bank_statement import (
    COLLECTION,
    PAID,
    PAYOUT,
    RECEIVED,
    RETURNED,
    balances_of,
    checked,
    sent,
    take,
)

WHY = ByHand(who="ann", reason="the partner told us")
NAMELESS = Movement(amount_minor=1162, reference="B7")
NAME = f"{OURS}:B7:C"


def test_money_that_waited_is_matched_by_hand_and_may_be_taken_back(runtime):
    sent(runtime)
    take(runtime, PAID, NAMELESS)
    assert [(one.entry.name, one.amount_minor) for one in waiting_movements(runtime)] == [
        (NAME, 1162)
    ]
    assert checked(runtime) == {"1110": 1162, "1120": -1162}
    match_by_hand(runtime, NAME, [COLLECTION], WHY)
    assert waiting_movements(runtime) == ()
    assert checked(runtime) == {}
    release_match(runtime, NAME, WHY)
    assert checked(runtime) == {"1110": 1162, "1120": -1162}
    assert waiting_movements(runtime)[0].note == WHY.reason
    log = operator_log(runtime).latest
    is_known = runtime.database.dialect == "postgresql"
    who = runtime.database.url.username if is_known else "ann"
    assert [(act.kind, act.who, act.subject) for act in reversed(log)] == [
        ("matched", who, NAME),
        ("released", who, NAME),
    ]


def test_a_wrong_match_is_replaced_in_one_step(runtime):
    sent(runtime)
    take(runtime, PAID)
    name = f"{OURS}:B1:D"
    with pytest.raises(RuleError, match="is to be received, not paid"):
        match_by_hand(runtime, name, [COLLECTION], WHY)
    assert checked(runtime) == {"1110": 1162}
    match = match_by_hand(runtime, name, [PAYOUT], WHY)
    assert (match.rule, match.note) == ("by_hand", WHY.reason)
    assert checked(runtime) == {"1110": 1162}


def test_a_return_that_was_none_makes_the_payee_owe_what_was_paid_again(runtime):
    sent(runtime)
    take(runtime, PAID, RECEIVED, RETURNED)
    settle_until(runtime, NOW)
    assert checked(runtime) == {"1110": -1089}
    release_match(runtime, f"{OURS}:B3:C", WHY)
    assert balances_of(runtime)["2100:NL*ABC", "EUR"] == 1089
    settle_until(runtime, NOW.replace(day=3))
    assert checked(runtime) == {"1120": -1089}


@pytest.mark.parametrize("name", ["B1", f"{OURS}:B1:D#2", f"{OURS}:B1:D#x", ""])
def test_a_movement_that_nobody_knows_is_refused(runtime, name):
    sent(runtime)
    take(runtime, PAID)
    with pytest.raises(NotFoundError, match="no movement"):
        release_match(runtime, name, WHY)


def test_nothing_is_done_without_a_reason_a_match_or_an_instruction(runtime):
    sent(runtime)
    take(runtime, NAMELESS)
    with pytest.raises(InvalidValueError, match="wanted a reason"):
        release_match(runtime, NAME, ByHand(who="ann", reason=" "))
    with pytest.raises(RuleError, match="it is not matched with anything"):
        release_match(runtime, NAME, WHY)
    with pytest.raises(NotFoundError, match="no instruction 'mine'"):
        match_by_hand(runtime, NAME, ["mine"], WHY)
    assert operator_log(runtime).latest == ()
    assert checked(runtime) == {"1110": 1162 - 1089, "1120": -1162}


def test_what_the_bank_took_is_its_charges_and_may_be_taken_back(runtime):
    sent(runtime)
    take(runtime, PAID, RECEIVED, Movement(amount_minor=-250, reference="FEE"))
    name = f"{OURS}:FEE:D"
    charge_by_hand(runtime, name, WHY)
    assert checked(runtime) == {}
    assert balances_of(runtime)["5400", "EUR"] == 250
    release_match(runtime, name, WHY)
    assert checked(runtime) == {"1120": 250}


def at_hour(runtime, hour):
    """The same books later: what one person does to one thing at one moment is done once."""
    return Runtime(runtime.database, lambda: runtime.now() + timedelta(hours=hour))


def test_what_a_partner_in_default_pays_after_all_is_recovered(runtime):
    sent(runtime)
    take(runtime, PAID, NAMELESS)
    with pytest.raises(RuleError, match="owes 0 minor units of EUR since its default"):
        recover_by_hand(runtime, NAME, "NL*XYZ", WHY)
    take_default(runtime, "NL*XYZ", "insolvent")
    assert balances_of(runtime)["1200:NL*XYZ", "EUR"] == 1162
    recover_by_hand(runtime, NAME, "NL*XYZ", WHY)
    assert ("1200:NL*XYZ", "EUR") not in balances_of(runtime)
    assert checked(runtime) == {}
    release_match(runtime, NAME, WHY)
    recover_by_hand(at_hour(runtime, 1), NAME, "NL*XYZ", ByHand(who="bob", reason="it was right"))
    assert checked(runtime) == {}
    with pytest.raises(RuleError, match=r"NL\*ABC owes 0 minor units"):
        recover_by_hand(at_hour(runtime, 2), NAME, "NL*ABC", ByHand(who="eve", reason="a guess"))


A_DEAL = FxDeal(
    deal_id="T-1",
    sold_from=OURS,
    sold=Money(1000, "EUR"),
    bought_into=OURS,
    bought=Money(940, "CHF"),
    day=date(2026, 6, 3),
    source="bank",
)


def test_a_currency_deal_is_told_side_by_side(runtime):
    sent(runtime)
    sold = Movement(amount_minor=-1000, reference="D1")
    bought = Movement(amount_minor=940, currency="CHF", reference="D2")
    take(runtime, PAID, RECEIVED, sold, bought)
    with pytest.raises(NotFoundError, match="no currency deal 'T-1'"):
        exchange_by_hand(runtime, f"{OURS}:D1:D", "T-1", WHY)
    record_deal(runtime, A_DEAL, "treasury")
    assert balances_of(runtime)[f"1130:{OURS}", "EUR"] == -1000
    exchange_by_hand(runtime, f"{OURS}:D1:D", "T-1", WHY)
    exchange_by_hand(runtime, f"{OURS}:D2:C", "T-1", WHY)
    assert not {where for where, _ in balances_of(runtime) if where.startswith("1130")}
    assert checked(runtime) == {}


def test_a_movement_of_another_amount_is_no_side_of_a_deal(runtime):
    sent(runtime)
    take(runtime, PAID, NAMELESS)
    record_deal(runtime, A_DEAL, "treasury")
    with pytest.raises(RuleError, match="has no side of 1162 minor"):
        exchange_by_hand(runtime, NAME, "T-1", WHY)
