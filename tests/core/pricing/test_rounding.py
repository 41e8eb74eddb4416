"""Rounding as parties agree on it: where, to how many decimals, in which mode."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.money import RoundingMode
from core.domain.rounding import (
    EXACT,
    FOUR_DECIMALS,
    MINOR_UNIT,
    PROFILES,
    UP_PER_CDR,
    RoundedAt,
    RoundingPolicy,
)
from core.domain.tariff import PriceLimit, TariffDimension, TaxIncluded
from core.pricing.price import price, price_exactly
from core.pricing.round_price import invoice_totals, rounded_price
from tests.builders import START, a_cdr, a_component, a_period, a_tariff, a_usage, an_element
from tests.core.pricing.strategies import any_tariffs, sessions

ENERGY, FLAT = TariffDimension.ENERGY, TariffDimension.FLAT
COMPONENT = RoundingPolicy(RoundedAt.COMPONENT, None, RoundingMode.HALF_UP)
INVOICE = RoundingPolicy(RoundedAt.INVOICE, None, RoundingMode.HALF_UP)


def usage(*energies_kwh):
    hour = timedelta(hours=1)
    periods = [a_period(START + at * hour, kwh) for at, kwh in enumerate(energies_kwh)]
    return a_usage(*periods, end=START + len(periods) * hour)


def exact_at(unit_price, *energies_kwh, vat_pct=None, currency="EUR", step_size=0, **changes):
    component = a_component(price=unit_price, vat_pct=vat_pct, step_size=step_size)
    tariff = a_tariff(an_element(component), currency=currency, **changes)
    return price_exactly(usage(*energies_kwh), tariff)


def before(policy, *args, **changes):
    return str(rounded_price(exact_at(*args, **changes), policy).before_taxes)


def test_known_practice_is_reproduced_by_name():
    session = ("0.33", "57.344")  # 18.92352
    assert {name: before(policy, *session) for name, policy in PROFILES.items()} == {
        "exact": "18.923520000000",
        "four-decimals": "18.9235",
        "minor-unit": "18.92",
        "up": "18.93",
    }


@pytest.mark.parametrize(
    ("currency", "minor", "up"),
    [("EUR", "12.35", "12.35"), ("JPY", "12", "13"), ("KWD", "12.345", "12.345")],
)
def test_the_minor_unit_is_that_of_the_currency(currency, minor, up):
    session = ("0.61725", "20")  # 12.345
    assert before(MINOR_UNIT, *session, currency=currency) == minor
    assert before(UP_PER_CDR, *session, currency=currency) == up


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [(RoundingMode.HALF_UP, "5.63"), (RoundingMode.HALF_EVEN, "5.62"), (RoundingMode.UP, "5.63")],
)
def test_a_tie_goes_as_the_mode_says(mode, rounded):
    policy = RoundingPolicy(RoundedAt.LINE, None, mode)
    assert before(policy, "0.25", "22.5") == rounded  # 5.625


@pytest.mark.parametrize(
    ("policy", "total"),
    [(COMPONENT, "0.03"), (MINOR_UNIT, "0.02"), (UP_PER_CDR, "0.02")],
)
def test_what_is_rounded_where_makes_a_difference(policy, total):
    # Three periods of 0.0055: rounded each 0.01, summed 0.0165.
    assert before(policy, "0.01", "0.55", "0.55", "0.55") == total


def test_a_component_without_a_quantity_is_rounded_like_its_line():
    exact = exact_at("0.01", "5", "-5")
    assert str(rounded_price(exact, COMPONENT).before_taxes) == "0.00"


def test_an_invoice_rounds_the_sum_of_many_prices_once():
    every = [exact_at("0.01", "0.55", vat_pct="21") for _ in range(3)]
    assert invoice_totals(every, INVOICE) == (Decimal("0.02"), Decimal("0.02"))
    alone = rounded_price(every[0], INVOICE)
    assert (str(alone.before_taxes), str(alone.after_taxes)) == ("0.005500000000", "0.006655000000")
    unknown = exact_at("1", "1", tax_included=TaxIncluded.NO)
    assert invoice_totals([*every, unknown], INVOICE) == (Decimal("1.02"), None)


def test_lines_of_an_unknowable_total_are_rounded_by_themselves():
    element = an_element(a_component(FLAT, "0.005", "10"), a_component(price="0.005", vat_pct=None))
    exact = price_exactly(usage("1"), a_tariff(element, tax_included=TaxIncluded.NO))
    shown = rounded_price(exact, UP_PER_CDR)
    assert [line.after_taxes for line in shown.lines] == [Decimal("0.01"), None]
    assert (shown.before_taxes, shown.after_taxes) == (Decimal("0.01"), None)


def test_the_books_may_round_the_total_up_instead_of_the_lines():
    element = an_element(a_component(FLAT, "0.003", None), a_component(price="0.33", vat_pct="10"))
    cdr, tariff = a_cdr(energy_kwh="57.344"), a_tariff(element)
    # 0.003 + 18.92352 = 18.92652; after taxes 0.003 + 20.815872 = 20.818872.
    priced = price(cdr, tariff, rounding=UP_PER_CDR)
    assert (priced.excl_minor, priced.incl_minor) == (1893, 2082)
    assert [(line.excl_minor, line.incl_minor) for line in priced.lines] == [(0, 0), (1893, 2082)]


POLICIES = [*PROFILES.values(), COMPONENT, INVOICE]


@given(any_tariffs(), sessions(), st.sampled_from(POLICIES))
def test_rounded_lines_add_up_to_the_totals_and_taxes_to_their_difference(tariff, session, policy):
    shown = rounded_price(price_exactly(session, tariff), policy)
    for name in ("before_taxes", "after_taxes"):
        total = getattr(shown, name)
        lines = [getattr(line, name) for line in shown.lines]
        assert (total is None) is (None in lines)
        if total is not None:
            assert sum(lines) == total
    if shown.before_taxes is not None and shown.after_taxes is not None:
        assert sum(tax.amount for tax in shown.taxes) == shown.after_taxes - shown.before_taxes


@given(any_tariffs(), sessions(), st.sampled_from([EXACT, FOUR_DECIMALS, MINOR_UNIT, UP_PER_CDR]))
def test_no_rounded_total_is_further_off_than_its_policy_allows(tariff, session, policy):
    exact = price_exactly(session, tariff)
    shown = rounded_price(exact, policy)
    decimals = policy.decimals_of(exact.currency)
    counted = len(exact.lines) if policy.where is RoundedAt.LINE else 1
    for name in ("before_taxes", "after_taxes"):
        ours, rounded = getattr(exact, name), getattr(shown, name)
        if ours is not None:
            assert abs(ours - Fraction(rounded)) * 10**decimals <= 2 * counted


def test_a_tax_that_no_rate_bore_is_rounded_too():
    exact = exact_at("0", "1", min_price=PriceLimit(Decimal(1), Decimal("1.2")))
    (tax,) = rounded_price(exact).taxes
    assert (tax.vat_pct, str(tax.amount)) == (None, "0.20")
