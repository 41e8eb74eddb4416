"""Results worked out by hand in the product's definition come out of the calculator."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.agreement import Bearer, CardTerms
from core.domain.errors import InvalidValueError
from core.ledger.break_even import (
    cannibalised_max,
    card_share,
    membership_sessions,
    turnover_of,
    waiting_cost,
)
from tests.builders import a_priced, an_agreement, split_of


@pytest.mark.parametrize(
    ("margin_bp", "commission_bp", "percent"),
    [(2500, 1000, 60), (2500, 1500, 40), (4000, 1000, 75)],
)
def test_roaming_pays_up_to_a_cannibalised_share(margin_bp, commission_bp, percent):
    assert cannibalised_max(margin_bp, commission_bp) == Fraction(percent, 100)


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.integers(1, 1_000))
def test_at_the_break_even_share_the_cpo_earns_as_much_with_roaming_as_without(
    margin, commission, sessions
):
    share = cannibalised_max(margin, commission)
    with_roaming = sessions * (margin - commission)
    without = sessions * share * margin
    assert with_roaming == without or (share == 0 and with_roaming <= 0)


@pytest.mark.parametrize(("net", "sessions"), [("20.17", 2479), ("8.00", 6250)])
def test_a_membership_of_5000_equals_a_commission_of_10_percent_at_so_many_sessions(net, sessions):
    exact = membership_sessions(Fraction(5000), Fraction(Decimal(net)), 1000)
    assert round(exact) == sessions
    # There the split of the books comes to the membership, to half a cent a session.
    net_minor = int(Decimal(net) * 100)
    priced = a_priced(excl_minor=net_minor, vat_minor=0)
    commission = split_of(priced, an_agreement(dp_share_bp=0)).commission
    assert abs(commission * sessions - 500_000) <= sessions / 2 + commission


@pytest.mark.parametrize(
    ("gross", "tenths_of_percent"), [("8.00", 54), ("10.00", 50), ("24.00", 41)]
)
def test_card_cost_is_a_larger_share_of_a_smaller_session(gross, tenths_of_percent):
    share = card_share(Fraction(Decimal(gross)), Fraction(15, 100), 350)
    assert round(share * 1000) == tenths_of_percent
    minor = int(Decimal(gross) * 100)
    card = CardTerms(Decimal("0.15"), 350, Bearer.NETWORK)
    posted = split_of(a_priced(excl_minor=minor, vat_minor=0), an_agreement(card=card)).card_cost
    assert abs(posted - share * minor) <= Fraction(1, 2)


def test_hundred_chargers_turn_over_7680_a_day_and_sooner_payment_frees_330000():
    site = turnover_of(100, 1000, 45, Fraction(60, 100), Fraction(40))
    assert (site.sessions_per_evse, site.turnover) == (Fraction(32, 10), 7680)
    in_45 = waiting_cost(site.turnover, 45, 2, 800)
    assert in_45.freed == 330_240
    assert round(in_45.of_turnover * 1000) == 9
    assert round(waiting_cost(site.turnover, 60, 2, 800).of_turnover * 1000) == 13
    assert in_45.yearly == in_45.of_turnover * site.turnover * 365


@pytest.mark.parametrize("sooner", [-1, 45, 46])
def test_sooner_is_sooner(sooner):
    with pytest.raises(InvalidValueError, match=f"wanted 0 to below 45 days, found {sooner}"):
        waiting_cost(Fraction(1), 45, sooner, 800)


@pytest.mark.parametrize(
    "asked",
    [
        lambda: cannibalised_max(0, 10),
        lambda: membership_sessions(Fraction(1), Fraction(0), 10),
        lambda: membership_sessions(Fraction(1), Fraction(1), 0),
        lambda: card_share(Fraction(0), Fraction(0), 0),
        lambda: turnover_of(1, 1, 0, Fraction(1), Fraction(1)),
    ],
)
def test_what_has_no_answer_is_refused(asked):
    with pytest.raises(InvalidValueError, match=r"wanted .*above 0, found"):
        asked()
