"""Rates of pairs and days: the last one known, through the euro where nobody stated the pair."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.fx_rates import FxRates
from core.domain.money import Money
from tests.builders import a_rate

JUNE_1, JUNE_2 = date(2026, 6, 1), date(2026, 6, 2)
DOLLAR, POUND = a_rate("EUR", "USD", "1.25", JUNE_1), a_rate("EUR", "GBP", "0.85", JUNE_1)
RATES = FxRates([DOLLAR, POUND])


def test_a_dollar_in_pounds_is_a_euro_in_pounds_over_a_euro_in_dollars():
    rate = RATES.last("USD", "GBP", JUNE_2)
    assert (rate.rate_id, rate.rate) == ("USD/EUR/GBP@2026-06-01", Decimal("0.68"))
    assert rate.source == "EUR/USD@2026-06-01 1.25 and EUR/GBP@2026-06-01 0.85"
    assert rate.convert(Money(10_000, "USD")) == Money(6_800, "GBP")
    assert rate.convert(Money(6_800, "GBP")) == Money(10_000, "USD")


def test_a_rate_may_be_stated_the_other_way_round():
    other = FxRates([a_rate("USD", "EUR", "0.8", JUNE_1), POUND])
    assert other.last("USD", "GBP", JUNE_1).rate == Decimal("0.68")


def test_what_somebody_stated_comes_first_and_a_pair_with_the_euro_is_never_crossed():
    stated = a_rate("GBP", "USD", "1.5", date(2026, 1, 1))
    assert FxRates([DOLLAR, POUND, stated]).last("USD", "GBP", JUNE_1) is stated
    assert RATES.last("EUR", "USD", JUNE_1) is DOLLAR
    assert RATES.last("USD", "CHF", JUNE_1) is None
    assert RATES.last("USD", "GBP", JUNE_1 - timedelta(days=1)) is None


def test_of_two_days_both_are_named_and_the_older_one_is_its_age():
    rates = FxRates([DOLLAR, a_rate("EUR", "GBP", "0.86", JUNE_2)])
    rate = rates.last("USD", "GBP", JUNE_2)
    assert rate.rate_id == "USD/EUR/GBP@2026-06-01+2026-06-02"
    assert (rate.age_on(JUNE_2), DOLLAR.age_on(JUNE_2)) == (1, 1)
    assert rates.named(rate.rate_id) == rate
    assert rates.last("GBP", "USD", JUNE_2).rate_id == "GBP/EUR/USD@2026-06-02+2026-06-01"


def test_what_becomes_known_later_changes_no_rate_that_has_a_name():
    name = RATES.last("USD", "GBP", JUNE_2).rate_id
    later = FxRates(
        [
            DOLLAR,
            POUND,
            a_rate("EUR", "USD", "1.3", JUNE_2),
            a_rate("USD", "GBP", "0.7", JUNE_1),
        ]
    )
    assert later.named(name) == RATES.named(name)
    assert later.last("USD", "GBP", JUNE_2).rate_id == "USD/GBP@2026-06-01"


@pytest.mark.parametrize(
    "name",
    ["", "USD/GBP@2026-06-01", "USD/CHF/GBP@2026-06-01", "USD/EUR/GBP@2026-06-02", "USD/EUR/GBP@x"],
)
def test_what_is_not_known_has_no_name(name):
    assert RATES.named(name) is None


POSITIVE = st.decimals("0.0001", 20_000, places=4)


@given(POSITIVE, POSITIVE)
def test_it_is_exact_to_twelve_digits_and_there_and_back_is_one(dollar, pound):
    rates = FxRates([a_rate("EUR", "USD", dollar, JUNE_1), a_rate("EUR", "GBP", pound, JUNE_1)])
    there, back = (rates.last(*pair, JUNE_1).rate for pair in (("USD", "GBP"), ("GBP", "USD")))
    exact = Fraction(pound) / Fraction(dollar)
    assert abs(Fraction(there) / exact - 1) <= Fraction(1, 10**11)
    assert abs(Fraction(there) * Fraction(back) - 1) <= Fraction(2, 10**11)
