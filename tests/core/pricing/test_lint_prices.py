"""Limits, steps, taxes and prices that surprise, in tables."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.domain.finding import Severity
from core.domain.tariff import PriceLimit, ReservationRestriction, TaxIncluded
from core.pricing.lint import lint
from tests.builders import a_component, a_tariff, an_element
from tests.core.pricing.linting import found

_, WARNING, HINT = Severity
RESERVED = ReservationRestriction.RESERVATION
IMPOSSIBLE = "impossible_restriction"
ENERGY = a_component()
ALWAYS = an_element()


def limited(least, most):
    return a_tariff(
        min_price=least and PriceLimit(*map(Decimal, least)),
        max_price=most and PriceLimit(*map(Decimal, most)),
    )


@pytest.mark.parametrize(
    ("tariff", "expected"),
    [
        (limited(("5", "6"), ("5", "6")), []),
        (limited(("5", "6"), None), []),
        (limited(("5.01",), ("5", "6")), [("min_above_max", "/min_price")]),
        (limited(("5", "7"), ("5", "6")), [("min_above_max", "/min_price")]),
        (limited(None, ("5", "4")), [("limit_taxes_reversed", "/max_price")]),
        (
            a_tariff(start=datetime(2026, 2, 1, tzinfo=UTC), end=datetime(2026, 2, 1, tzinfo=UTC)),
            [(IMPOSSIBLE, "/end_date_time")],
        ),
        (
            a_tariff(
                an_element(start_date=date(2026, 3, 4)),
                end=datetime(2026, 3, 2, tzinfo=UTC),
                start=datetime(2026, 2, 1, tzinfo=UTC),
            ),
            [(IMPOSSIBLE, "/elements/0/restrictions/start_date")],
        ),
        (
            a_tariff(
                an_element(end_date=date(2026, 1, 31)), start=datetime(2026, 2, 1, tzinfo=UTC)
            ),
            [(IMPOSSIBLE, "/elements/0/restrictions/end_date")],
        ),
        (
            a_tariff(
                an_element(start_date=date(2026, 3, 3), end_date=date(2026, 3, 9)),
                start=datetime(2026, 2, 1, tzinfo=UTC),
                end=datetime(2026, 3, 2, tzinfo=UTC),
            ),
            [],
        ),
    ],
)
def test_limits_and_validity_that_contradict_themselves_are_found(tariff, expected):
    assert found(tariff) == expected


COMPONENT = "/elements/0/price_components/0"
SECOND = "/elements/0/price_components/1"
SECOND_ELEMENT = "/elements/1/price_components/0"
STEPPED = a_component("TIME", step_size=60)


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ((an_element(a_component(step_size=999)),), []),
        ((an_element(a_component(step_size=1000)),), [("step_size_large", COMPONENT)]),
        ((an_element(a_component("TIME", step_size=1800)),), [("step_size_large", COMPONENT)]),
        ((an_element(a_component("TIME", step_size=1799)),), []),
        ((an_element(a_component(step_size=0)),), [("step_size_zero", COMPONENT)]),
        ((an_element(ENERGY, a_component("FLAT", step_size=0)),), []),
        (
            (an_element(ENERGY, a_component("FLAT", step_size=60)),),
            [("step_size_of_flat", SECOND)],
        ),
        (
            (an_element(max_kwh=Decimal(5)), an_element(a_component(step_size=100))),
            [("step_size_differs", SECOND_ELEMENT)],
        ),
        (
            (
                an_element(STEPPED, max_kwh=Decimal(5)),
                an_element(STEPPED, a_component("PARKING_TIME"), ENERGY),
            ),
            [("step_size_overruled", COMPONENT)],
        ),
        ((an_element(STEPPED, reservation=RESERVED), an_element(a_component("TIME"))), []),
    ],
)
def test_steps_that_surprise_are_found(elements, expected):
    assert found(a_tariff(*elements)) == [
        (code, f"{pointer}/step_size") for code, pointer in expected
    ]


UNTAXED = a_component(vat_pct=None)
UNTAXED_FIRST = (an_element(UNTAXED, max_kwh=Decimal(5)), ALWAYS)


@pytest.mark.parametrize(
    ("tax_included", "elements", "expected"),
    [
        (None, (an_element(UNTAXED),), [("missing_vat", HINT, "/elements")]),
        (None, UNTAXED_FIRST, [("missing_vat", WARNING, COMPONENT)]),
        (TaxIncluded.YES, (an_element(UNTAXED),), [("missing_vat", WARNING, COMPONENT)]),
        (TaxIncluded.NO, UNTAXED_FIRST, [("missing_vat", WARNING, COMPONENT)]),
        (TaxIncluded.N_A, (ALWAYS,), [("vat_without_taxes", WARNING, f"{COMPONENT}/vat")]),
        (TaxIncluded.N_A, (an_element(UNTAXED),), []),
        (None, (an_element(a_component(price="0", vat_pct=None)),), []),
        (TaxIncluded.YES, (ALWAYS,), []),
    ],
)
def test_rates_that_are_missing_or_idle_are_found(tax_included, elements, expected):
    tariff = a_tariff(*elements, tax_included=tax_included)
    assert [(one.code.value, one.severity, one.pointer) for one in lint(tariff)] == expected


def test_a_missing_rate_names_those_that_are_stated():
    (one,) = lint(a_tariff(*UNTAXED_FIRST))
    assert "wanted a rate of VAT, as 21 % elsewhere, found none" in one.message


def test_negative_prices_and_further_flats_are_found():
    flat = a_component("FLAT", "-1")
    tariff = a_tariff(an_element(flat, max_kwh=Decimal(5)), an_element(flat, ENERGY))
    assert found(tariff) == [
        ("negative_price", f"{COMPONENT}/price"),
        ("second_flat", SECOND_ELEMENT),
        ("negative_price", f"{SECOND_ELEMENT}/price"),
    ]
