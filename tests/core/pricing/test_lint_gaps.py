"""What has no price, in a table, and how a gap is told."""

from datetime import date
from decimal import Decimal

import pytest

from core.domain.tariff import DayOfWeek, ReservationRestriction
from core.pricing.lint import lint
from tests.builders import a_component, a_tariff, an_element
from tests.core.pricing.linting import found, window

MON, TUE = tuple(DayOfWeek)[:2]
RESERVED = ReservationRestriction.RESERVATION
ALWAYS = an_element()

GAPS = [
    ((an_element(**window("08:00", "00:00")),), ["gap_in_week"]),
    ((an_element(day_of_week=(MON, TUE)),), ["gap_in_week"]),
    ((an_element(a_component("TIME"), **window("08:00", "20:00")),), ["gap_in_week"]),
    ((an_element(a_component("PARKING_TIME"), **window("08:00", "20:00")),), []),
    ((an_element(a_component("TIME"), **window("08:00", "20:00")), ALWAYS), []),
    ((an_element(**window("08:00", "20:00")), an_element(a_component("TIME"))), ["gap_in_week"]),
    ((an_element(max_kwh=Decimal(5)), an_element(min_kwh=Decimal(6))), ["gap_in_range"]),
    ((an_element(max_kwh=Decimal(5)), an_element(min_kwh=Decimal(5))), []),
    ((an_element(min_duration_s=3600),), ["gap_in_range"]),
    ((an_element(max_duration_s=3600),), ["gap_in_range"]),
    (
        (an_element(end_date=date(2026, 6, 1)), an_element(start_date=date(2026, 6, 3))),
        ["gap_in_range"],
    ),
    ((an_element(end_date=date(2026, 6, 1)), an_element(start_date=date(2026, 6, 1))), []),
    ((an_element(start_date=date(2026, 6, 1)),), []),
    ((an_element(a_component("FLAT"), reservation=RESERVED),), []),
]


@pytest.mark.parametrize(("elements", "expected"), GAPS)
def test_gaps_without_a_price_are_found(elements, expected):
    tariff = a_tariff(*elements)
    assert found(tariff) == [(code, "/elements") for code in expected]


@pytest.mark.parametrize(
    ("elements", "told"),
    [
        (
            (an_element(**window("00:00", "22:00")),),
            "TUESDAY 22:00 until WEDNESDAY 00:00, WEDNESDAY 22:00 until THURSDAY 00:00 and 4 more",
        ),
        ((an_element(day_of_week=tuple(DayOfWeek)[:5]),), "SATURDAY 00:00 until MONDAY 00:00"),
        ((an_element(max_kwh=Decimal(5)), an_element(min_kwh=Decimal(6))), "from 5 until 6 kWh"),
        ((an_element(min_duration_s=60),), "until 60 s"),
        ((an_element(max_power_kw=Decimal("7.4")),), "from 7.4 kW"),
        (
            (an_element(end_date=date(2026, 6, 1)), an_element(start_date=date(2026, 6, 3))),
            "from 2026-06-01 until 2026-06-03",
        ),
    ],
)
def test_a_gap_is_told_by_its_ends(elements, told):
    (one,) = lint(a_tariff(*elements))
    assert one.message.endswith(told)
