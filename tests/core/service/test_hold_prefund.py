"""A wallet while somebody charges: put aside at the authorisation, free when the CDR is posted."""

import pytest

from core.domain.errors import (
    ConflictError,
    CurrencyMismatchError,
    InvalidValueError,
    NotFoundError,
    RuleError,
)
from core.domain.money import Money
from core.domain.settlement_rules import CreditLine, CreditMode
from core.service.carry_cdrs import carry
from core.service.hold_prefund import hold_prefund, list_holds, release_prefund
from core.service.rematch_movement import deposit_by_hand
from core.service.settle_cycles import settle_until
from core.service.verify_books import verify_books
from tests.books import ABROAD, DAY
from tests.builders import DP, START, a_cdr, an_agreement
from tests.core.service.test_credit_exposure import BY_HAND, exposure_of
from tests.core.service.test_settle_by_rules import balance, june, open_by, receive

WALLET = CreditLine(demand_partner=DP, mode=CreditMode.PREFUNDED, stops_at_limit=True)


def euros(amount_minor):
    return Money(amount_minor, "EUR")


def held_of(told):
    return None if told.hold is None else told.hold.held.amount_minor


def wallet(runtime):
    """What is free of it, and what is put aside."""
    return -balance(runtime, f"2200:{DP}"), -balance(runtime, f"2210:{DP}")


@pytest.fixture
def filled(runtime):
    open_by(runtime, credit_lines=(WALLET,))
    deposit_by_hand(runtime, receive(runtime, 3000), DP, BY_HAND)
    return runtime


def test_a_session_is_put_aside_posted_and_drawn_and_the_wallet_is_never_used_twice(filled):
    told = hold_prefund(filled, "A-1", DP, euros(2000))
    assert (told.decision.allowed, held_of(told)) == (True, 2000)
    assert wallet(filled) == (1000, 2000)
    one = exposure_of(filled)
    assert (one.open_minor, one.lodged_minor, one.headroom_minor) == (2000, 3000, 1000)
    refused = hold_prefund(filled, "A-2", DP, euros(1001))
    assert (refused.decision.allowed, refused.hold) == (False, None)
    assert held_of(hold_prefund(filled, "A-3", DP, euros(1000))) == 1000
    carry(filled, [a_cdr(authorization_reference="A-1")])
    assert [hold.authorization for hold in list_holds(filled)] == ["A-3"]
    assert wallet(filled) == (2000, 1000)
    assert exposure_of(filled).headroom_minor == 3000 - 1000 - 1210
    settle_until(filled, june(4))
    assert wallet(filled) == (2000 - 1162, 1000)
    assert verify_books(filled).count == 0


def test_twice_is_once_and_other_content_is_a_conflict(filled):
    first = hold_prefund(filled, "A-1", DP, euros(2000))
    assert hold_prefund(filled, "A-1", DP, euros(2000)) == first
    assert wallet(filled) == (1000, 2000)
    with pytest.raises(ConflictError, match=r"asked 20\.00 EUR; found NL\*XYZ, asked 20\.01 EUR"):
        hold_prefund(filled, "A-1", DP, euros(2001))
    with pytest.raises(ConflictError, match=r"CH\*ALP"):
        hold_prefund(filled, "A-1", ABROAD, euros(2000))
    gone = release_prefund(filled, "A-1", "nothing started")
    assert release_prefund(filled, "A-1", "nothing started") == gone == first.hold
    assert wallet(filled) == (3000, 0)
    with pytest.raises(RuleError, match="free already"):
        hold_prefund(filled, "A-1", DP, euros(2000))
    carry(filled, [a_cdr(authorization_reference="A-1")])
    assert wallet(filled) == (3000, 0)
    assert verify_books(filled).count == 0


def test_what_is_held_for_review_keeps_its_money_aside_and_so_does_another_partners_session(filled):
    hold_prefund(filled, "A-1", DP, euros(2000))
    carry(filled, [a_cdr("short", stay_s=30, authorization_reference="A-1")])
    assert wallet(filled) == (1000, 2000)
    foreign = a_cdr("2", start=START + DAY, demand_partner=ABROAD, authorization_reference="A-1")
    carry(filled, [foreign])
    assert wallet(filled) == (1000, 2000)


def test_what_waits_out_a_window_is_owed_and_not_put_aside_any_more(runtime):
    open_by(runtime, terms=an_agreement(dispute_window_days=7), credit_lines=(WALLET,))
    deposit_by_hand(runtime, receive(runtime, 3000), DP, BY_HAND)
    hold_prefund(runtime, "A-1", DP, euros(2000))
    carry(runtime, [a_cdr(authorization_reference="A-1")])
    one = exposure_of(runtime)
    assert (one.open_minor, one.waiting_minor, one.headroom_minor) == (0, 1210, 1790)


@pytest.mark.parametrize(
    ("line", "asked", "allowed", "held"),
    [
        (WALLET, 3001, False, None),
        (CreditLine(demand_partner=DP, mode=CreditMode.PREFUNDED), 3001, True, 3000),
        (CreditLine(demand_partner=DP), 9999, True, None),
        (CreditLine(demand_partner=DP, limit_minor=500, stops_at_limit=True), 3500, True, None),
        (CreditLine(demand_partner=DP, limit_minor=500, stops_at_limit=True), 3501, False, None),
    ],
)
def test_only_a_wallet_is_put_aside_and_no_more_than_there_is(runtime, line, asked, allowed, held):
    open_by(runtime, credit_lines=(line,))
    deposit_by_hand(runtime, receive(runtime, 3000), DP, BY_HAND)
    told = hold_prefund(runtime, "A-1", DP, euros(asked))
    assert (told.decision.allowed, held_of(told)) == (allowed, held)
    assert bool(told.decision.reason) is not allowed


def test_what_nobody_can_mean_is_refused(filled):
    with pytest.raises(InvalidValueError, match="wanted a reference"):
        hold_prefund(filled, " ", DP, euros(1))
    with pytest.raises(InvalidValueError, match="above 0"):
        hold_prefund(filled, "A-1", DP, euros(0))
    with pytest.raises(CurrencyMismatchError, match="settles in EUR"):
        hold_prefund(filled, "A-1", DP, Money(1, "SEK"))
    with pytest.raises(NotFoundError, match="nothing was put aside"):
        release_prefund(filled, "A-9", "nothing started")
    with pytest.raises(InvalidValueError, match="wanted a reason"):
        release_prefund(filled, "A-9", "")
