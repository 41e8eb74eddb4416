"""Taxes on top and taxes inside, the least and the greatest price; figures worked out by hand."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from core.domain.errors import UnknownPriceError
from core.domain.exact_price import TaxLine
from core.domain.price_note import PriceNote
from core.domain.priced_cdr import LineKind
from core.domain.tariff import PriceLimit, TariffDimension, TaxIncluded
from core.pricing.price import price, price_exactly
from core.pricing.round_price import rounded_price
from core.pricing.taxes import tax_lines
from tests.builders import START, a_cdr, a_component, a_period, a_tariff, a_usage, an_element

ENERGY, FLAT = TariffDimension.ENERGY, TariffDimension.FLAT
NO, YES, N_A = TaxIncluded.NO, TaxIncluded.YES, TaxIncluded.N_A


def energy(kwh="20"):
    return a_usage(a_period(energy_kwh=kwh), end=START + timedelta(hours=1))


def limit(before, after=None):
    return PriceLimit(Decimal(before), None if after is None else Decimal(after))


def totals(tariff, kwh="20"):
    found = price_exactly(energy(kwh), tariff)
    return found.before_taxes, found.after_taxes


def at_price(unit_price, vat_pct, **changes):
    return a_tariff(an_element(a_component(price=unit_price, vat_pct=vat_pct)), **changes)


@pytest.mark.parametrize(
    ("included", "vat_pct", "before", "after"),
    [
        (None, "10", 10, 11),
        (None, None, 10, 10),
        (NO, "10", 10, 11),
        (NO, None, 10, None),
        (NO, "0", 10, 10),
        (YES, "25", 8, 10),
        (YES, "10", Fraction(100, 11), 10),
        (YES, None, None, 10),
        (YES, "0", 10, 10),
        (N_A, "10", 10, 10),
        (N_A, None, 10, 10),
    ],
)
def test_what_a_price_says_of_taxes_decides_what_is_known(included, vat_pct, before, after):
    tariff = at_price("0.50", vat_pct, tax_included=included)
    assert totals(tariff) == (before, after)


@pytest.mark.parametrize(("included", "kwh"), [(NO, "20"), (YES, "20")])
def test_what_is_unknowable_is_said_and_cannot_be_booked(included, kwh):
    tariff = at_price("0.50", None, tax_included=included)
    exact = price_exactly(energy(kwh), tariff)
    assert exact.notes == (PriceNote.TAXES_UNKNOWN,)
    assert tax_lines(exact) is None
    shown = rounded_price(exact)
    assert (shown.before_taxes is None) is (included is YES)
    assert (shown.after_taxes is None) is (included is NO)
    assert shown.taxes == ()
    with pytest.raises(UnknownPriceError, match=r"cdr:NL\*ABC:1: its price is unknown"):
        price(a_cdr(energy_kwh=kwh), tariff)


@pytest.mark.parametrize("included", [NO, YES])
def test_what_costs_nothing_bears_no_tax_of_any_rate(included):
    tariff = at_price("0", None, tax_included=included)
    assert totals(tariff) == (0, 0)
    assert price_exactly(energy(), tariff).notes == ()


def test_taxes_inside_are_booked_so_that_the_driver_pays_what_was_shown():
    # 3 kWh at 0.3333 with 21 % inside: 0.9999 gross is 1.00; net 0.82636 is 0.83; 0.17 remain.
    priced = price(a_cdr(energy_kwh="3"), at_price("0.3333", "21", tax_included=YES))
    assert (priced.excl_minor, priced.vat_minor, priced.incl_minor) == (83, 17, 100)


TWO_RATES = (an_element(a_component(FLAT, "2.00", "20"), a_component(ENERGY, "0.50", "10")),)
"""20 kWh: 2.00 + 10.00 before taxes, 0.40 + 1.00 taxes, 13.40 after."""


@pytest.mark.parametrize(
    ("limits", "before", "after", "by_20_pct", "by_10_pct"),
    [
        ({}, "12", "13.40", "0.40", "1.00"),
        ({"max_price": limit("20", "25")}, "12", "13.40", "0.40", "1.00"),
        # Both bind: taxes of 1.40 become 1.05, each by three quarters.
        ({"max_price": limit("10", "11.05")}, "10", "11.05", "0.30", "0.75"),
        # Only one of the two binds: they are clamped independently.
        ({"max_price": limit("20", "13.05")}, "12", "13.05", "0.30", "0.75"),
        ({"max_price": limit("10", "20")}, "10", "13.40", "3.40/3.5", "3.40/1.4"),
        ({"min_price": limit("15", "17.80")}, "15", "17.80", "0.80", "2.00"),
        # No amount after taxes: the taxes keep their share.
        ({"max_price": limit("6")}, "6", "6.70", "0.20", "0.50"),
        ({"min_price": limit("24")}, "24", "26.80", "0.80", "2.00"),
        # The least price above the greatest: the greatest has the last word.
        ({"min_price": limit("30"), "max_price": limit("6")}, "6", "6.70", "0.20", "0.50"),
    ],
)
def test_limits_are_held_against_each_total_and_taxes_follow(
    limits, before, after, by_20_pct, by_10_pct
):
    exact = price_exactly(energy(), a_tariff(*TWO_RATES, **limits))
    assert (exact.before_taxes, exact.after_taxes) == (Fraction(before), Fraction(after))
    found = {one.vat_pct: one.amount for one in tax_lines(exact)}
    assert sum(found.values()) == Fraction(after) - Fraction(before)
    if "/" not in by_20_pct:
        assert found == {20: Fraction(by_20_pct), 10: Fraction(by_10_pct)}
    assert found[20] * 5 == found[10] * 2


def test_what_a_limit_takes_is_a_line_of_its_own_in_the_books_too():
    tariff = a_tariff(*TWO_RATES, max_price=limit("10", "11.05"))
    priced = price(a_cdr(), tariff)
    assert [(one.kind, one.element, one.excl_minor, one.vat_minor) for one in priced.lines] == [
        (LineKind.COMPONENT, 1, 200, 40),
        (LineKind.COMPONENT, 1, 1000, 100),
        (LineKind.MAX_PRICE, 0, -200, -35),
    ]
    assert priced.lines[-1].rule == "tariff T1: MAX_PRICE 10 before taxes, 11.05 after"
    assert (priced.excl_minor, priced.incl_minor) == (1000, 1105)
    assert priced.notes == (PriceNote.MAX_PRICE_APPLIED,)


@pytest.mark.parametrize(
    ("elements", "after"),
    [
        ((an_element(a_component(price="0", vat_pct="21")),), "1.21"),  # All prices agree.
        ((an_element(a_component(price="0", vat_pct=None)),), "1"),
        (
            (an_element(a_component(price="0", vat_pct="21"), a_component(FLAT, "0", "10")),),
            "1",  # They do not, so that no rate can be told.
        ),
    ],
)
def test_the_least_price_of_a_session_that_costs_nothing(elements, after):
    tariff = a_tariff(*elements, min_price=limit("1"))
    exact = price_exactly(energy(), tariff)
    assert (exact.before_taxes, exact.after_taxes) == (1, Fraction(after))
    taxes = tax_lines(exact)
    if after == "1.21":
        assert taxes == (TaxLine(None, Fraction("0.21")),)
    else:
        assert sum(one.amount for one in taxes) == 0


@pytest.mark.parametrize(
    ("included", "vat_pct", "limits", "before", "after", "note"),
    [
        (N_A, None, limit("6", "9"), 6, 6, PriceNote.MAX_PRICE_APPLIED),
        (NO, None, limit("6", "9"), 6, None, PriceNote.MAX_PRICE_APPLIED),
        (YES, None, limit("6", "9"), None, 9, PriceNote.MAX_PRICE_APPLIED),
        (YES, None, limit("6"), None, 10, PriceNote.LIMIT_NOT_COMPARABLE),
        (YES, "25", limit("6"), 6, Fraction("7.5"), PriceNote.MAX_PRICE_APPLIED),
    ],
)
def test_a_limit_meets_what_is_known(included, vat_pct, limits, before, after, note):
    tariff = at_price("0.50", vat_pct, tax_included=included, max_price=limits)
    exact = price_exactly(energy(), tariff)
    assert (exact.before_taxes, exact.after_taxes) == (before, after)
    assert note in exact.notes


def test_energy_that_is_fed_back_is_paid_to_the_driver():
    usage = a_usage(
        a_period(energy_kwh="10"),
        a_period(START + timedelta(hours=1), "-4.0001"),
        end=START + timedelta(hours=2),
    )
    tariff = a_tariff(an_element(a_component(price="0.50", vat_pct="10", step_size=1000)))
    # 5.9999 kWh become 6; a total below zero takes no step.
    assert price_exactly(usage, tariff).before_taxes == 3
    back = price_exactly(energy("-4.0001"), tariff)
    assert (back.before_taxes, back.after_taxes) == (Fraction("-2.00005"), Fraction("-2.200055"))
    assert price(a_cdr(energy_kwh="-4"), tariff).incl_minor == -220


def test_energy_so_far_falls_when_it_is_fed_back():
    hour = timedelta(hours=1)
    usage = a_usage(
        a_period(energy_kwh="12"),
        a_period(START + hour, "-4"),
        a_period(START + 2 * hour, "1"),
        end=START + 3 * hour,
    )
    tariff = a_tariff(
        an_element(a_component(price="1", vat_pct=None), min_kwh=Decimal(10)),
        an_element(a_component(price="0.1", vat_pct=None)),
    )
    exact = price_exactly(usage, tariff)
    assert {line.element: line.quantity for line in exact.lines} == {2: 13, 1: -4}
    assert PriceNote.PERIOD_SPANS_PRICE_CHANGE in exact.notes
