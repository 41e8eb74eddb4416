"""Money is whole minor units; it is made by one function, parted by another, and both are exact."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from iso4217 import Currency

from core.domain.errors import CurrencyMismatchError, InvalidValueError
from core.domain.money import (
    EXPONENTS,
    Money,
    RoundingMode,
    allocate,
    exponent_of,
    money,
    rounded,
    rounded_ratio,
    share_bp,
)

AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(sum)
MODES = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.UP: ROUND_UP,
}
WITHDRAWN = {"HRK": 2, "BGN": 2}
"""No longer in the maintained list, or not for long; old books have them."""


@given(AMOUNTS, WEIGHTS)
def test_the_parts_add_up_exactly(amount, weights):
    assert sum(allocate(amount, weights)) == amount


@given(AMOUNTS, WEIGHTS)
def test_each_part_is_within_one_unit_of_its_exact_share(amount, weights):
    for part, weight in zip(allocate(amount, weights), weights, strict=True):
        assert abs(part - Fraction(amount * weight, sum(weights))) < 1


@given(AMOUNTS, WEIGHTS)
def test_a_credit_is_parted_as_the_mirror_of_its_debit(amount, weights):
    assert allocate(-amount, weights) == tuple(-part for part in allocate(amount, weights))


@given(AMOUNTS, WEIGHTS)
def test_who_has_no_weight_gets_nothing(amount, weights):
    parts = allocate(amount, [*weights, 0])
    assert parts[-1] == 0
    assert parts[:-1] == allocate(amount, weights)


@given(AMOUNTS, WEIGHTS, st.integers(1, 1000))
def test_only_the_proportion_of_the_weights_counts(amount, weights, factor):
    assert allocate(amount, weights) == allocate(amount, [factor * one for one in weights])


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, (1, 1, 1), (34, 33, 33)),
        (101, (1, 1, 1), (34, 34, 33)),
        (-100, (1, 1, 1), (-34, -33, -33)),
        (5, (3, 7), (2, 3)),  # 1.5 and 3.5: the tie goes to the earlier part
        (100, (6000, 4000), (60, 40)),
        (1, (0, 1), (0, 1)),
        (0, (2, 3), (0, 0)),
    ],
)
def test_the_largest_remainder_gets_the_unit_that_is_left(amount, weights, parts):
    assert allocate(amount, weights) == parts


@pytest.mark.parametrize("weights", [(), (0, 0), (2, -1), (-1,)])
def test_weights_that_part_nothing_are_refused(weights):
    with pytest.raises(InvalidValueError, match="weights: wanted non-negative"):
        allocate(100, weights)


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=6),
    st.sampled_from(sorted(EXPONENTS)),
    st.sampled_from(RoundingMode),
)
def test_money_is_rounded_as_decimal_rounds(amount, currency, mode):
    step = Decimal(1).scaleb(-exponent_of(currency))
    with localcontext() as context:
        context.prec = 60
        wanted = amount.quantize(step, MODES[mode])
    assert money(amount, currency, mode).major == wanted


@given(st.fractions(), st.sampled_from(RoundingMode))
def test_rounding_favours_no_sign(exact, mode):
    assert rounded(-exact, mode) == -rounded(exact, mode)


@given(
    st.integers(-(10**9), 10**9),
    st.integers(1, 10**6),
    st.integers(1, 100),
    st.sampled_from(RoundingMode),
)
def test_a_ratio_need_not_be_in_lowest_terms(numerator, denominator, factor, mode):
    lowest = rounded(Fraction(numerator, denominator), mode)
    assert rounded_ratio(factor * numerator, factor * denominator, mode) == lowest


@given(AMOUNTS, AMOUNTS)
def test_sums_and_differences_are_those_of_the_minor_units(one, other):
    assert Money(one, "EUR") + Money(other, "EUR") == Money(one + other, "EUR")
    assert Money(one, "EUR") - Money(other, "EUR") == Money(one - other, "EUR")


def test_two_currencies_have_no_sum():
    with pytest.raises(CurrencyMismatchError, match="EUR and CHF"):
        Money(1, "EUR") + Money(1, "CHF")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("5.625", "EUR", 563),
        ("-5.625", "EUR", -563),
        ("1234.5", "JPY", 1235),
        ("1.2345", "KWD", 1235),
        ("0", "EUR", 0),
        (Fraction(1, 3), "EUR", 33),
        (7, "KWD", 7000),
    ],
)
def test_money_counts_the_minor_unit_of_its_currency(amount, currency, minor):
    exact = Decimal(amount) if isinstance(amount, str) else amount
    assert money(exact, currency) == Money(minor, currency)


def test_money_is_written_with_all_the_decimals_of_its_currency():
    assert [str(Money(1200, one)) for one in ("EUR", "JPY", "KWD")] == [
        "12.00 EUR",
        "1200 JPY",
        "1.200 KWD",
    ]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_a_number_is_no_money(amount):
    with pytest.raises(InvalidValueError, match="wanted a finite number"):
        money(Decimal(amount), "EUR")


@pytest.mark.parametrize("currency", ["EURO", "eur", "", "XXX"])
def test_an_unknown_currency_is_refused(currency):
    with pytest.raises(InvalidValueError, match="wanted an ISO 4217 code"):
        money(Decimal(1), currency)


@pytest.mark.parametrize("currency", sorted(EXPONENTS.keys() - WITHDRAWN.keys()))
def test_minor_units_are_those_of_the_maintained_list(currency):
    assert EXPONENTS[currency] == Currency(currency).exponent


@pytest.mark.parametrize("currency", sorted(WITHDRAWN))
def test_withdrawn_currencies_keep_the_minor_units_that_they_had(currency):
    assert EXPONENTS[currency] == WITHDRAWN[currency]


@given(AMOUNTS, st.integers(0, 10_000))
def test_a_share_and_its_rest_differ_from_the_whole_by_at_most_the_rounding(amount, points):
    assert abs(share_bp(amount, points) - Fraction(amount * points, 10_000)) <= Fraction(1, 2)
    assert share_bp(amount, 10_000) == amount
    assert share_bp(-amount, points) == -share_bp(amount, points)
