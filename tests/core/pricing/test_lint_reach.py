"""What no session reaches, or two elements share, in tables beside what is no finding."""

from decimal import Decimal

import pytest

from core.domain.tariff import DayOfWeek, ReservationRestriction
from tests.builders import a_component, a_tariff, an_element
from tests.core.pricing.linting import found, window

FRI, SAT, SUN = (tuple(DayOfWeek)[number] for number in (4, 5, 6))
RESERVED = ReservationRestriction.RESERVATION
ENERGY = a_component()
ALWAYS = an_element()
FIRST = "/elements/0/restrictions"

REACH = [
    # A second element that is in the first, in two that share the week, or an axis.
    ((ALWAYS, an_element(min_kwh=Decimal(5))), [("unreachable_element", "/elements/1")]),
    ((ALWAYS, ALWAYS), [("unreachable_element", "/elements/1")]),
    (
        (an_element(min_duration_s=0), ALWAYS),
        [("restricts_nothing", f"{FIRST}/min_duration"), ("unreachable_element", "/elements/1")],
    ),
    (
        (an_element(**window("08:00", "20:00")), an_element(**window("20:00", "08:00")), ALWAYS),
        [("unreachable_element", "/elements/2")],
    ),
    (
        (an_element(max_kwh=Decimal(5)), an_element(min_kwh=Decimal(5)), ALWAYS),
        [("unreachable_element", "/elements/2")],
    ),
    ((an_element(max_kwh=Decimal(5)), an_element(min_kwh=Decimal(6)), ALWAYS), []),
    (
        (an_element(max_duration_s=60), an_element(min_duration_s=60), ALWAYS),
        [("unreachable_element", "/elements/2")],
    ),
    # A period may have power on both sides of 7 kW, and neither of the first two applies.
    ((an_element(max_power_kw=Decimal(7)), an_element(min_power_kw=Decimal(7)), ALWAYS), []),
    # Energy is priced by the first, time only by the second.
    (
        (ALWAYS, an_element(ENERGY, a_component("TIME", "1"))),
        [("unreachable_component", "/elements/1/price_components/0")],
    ),
    ((ALWAYS, an_element(a_component("TIME", "1"))), []),
    (
        (an_element(ENERGY, ENERGY),),
        [("duplicate_component", "/elements/0/price_components/1")],
    ),
    (
        (an_element(a_component("FLAT"), ENERGY, reservation=RESERVED), ALWAYS),
        [("not_for_reservations", "/elements/0/price_components/1")],
    ),
    ((an_element(a_component("TIME"), reservation=RESERVED), an_element(a_component("TIME"))), []),
]

OVERLAPS = [
    (
        (an_element(**window("08:00", "20:00")), an_element(**window("18:00", "22:00")), ALWAYS),
        [("overlapping_restriction", "/elements/1/restrictions/start_time")],
    ),
    ((an_element(**window("08:00", "20:00")), an_element(**window("20:00", "22:00")), ALWAYS), []),
    ((an_element(**window("10:00", "12:00")), an_element(**window("08:00", "20:00")), ALWAYS), []),
    (
        (an_element(day_of_week=(FRI, SAT)), an_element(day_of_week=(SAT, SUN)), ALWAYS),
        [("overlapping_restriction", "/elements/1/restrictions/day_of_week")],
    ),
    (
        (
            an_element(min_kwh=Decimal(5), max_kwh=Decimal(20)),
            an_element(min_kwh=Decimal(10), max_kwh=Decimal(30)),
            ALWAYS,
        ),
        [("overlapping_restriction", "/elements/1/restrictions/min_kwh")],
    ),
    # They price other things, or other weeks, or a third is told of the first only.
    (
        (
            an_element(max_kwh=Decimal(20)),
            an_element(a_component("TIME"), min_kwh=Decimal(10)),
            ALWAYS,
        ),
        [],
    ),
    (
        (an_element(day_of_week=(SAT, SUN)), an_element(**window("08:00", "20:00")), ALWAYS),
        [],
    ),
    (
        (
            an_element(min_kwh=Decimal(1), max_kwh=Decimal(20)),
            an_element(min_kwh=Decimal(2), max_kwh=Decimal(21)),
            an_element(min_kwh=Decimal(3), max_kwh=Decimal(22)),
            ALWAYS,
        ),
        [
            ("overlapping_restriction", "/elements/1/restrictions/min_kwh"),
            ("overlapping_restriction", "/elements/2/restrictions/min_kwh"),
        ],
    ),
]


@pytest.mark.parametrize(("elements", "expected"), [*REACH, *OVERLAPS])
def test_elements_that_others_leave_nothing_or_part_of_are_found(elements, expected):
    assert found(a_tariff(*elements)) == expected


def test_an_element_that_overlaps_in_two_ways_is_told_of_once():
    band = {"min_kwh": Decimal(5), "max_kwh": Decimal(25)}
    stay = {"min_duration_s": 60, "max_duration_s": 300}
    tariff = a_tariff(
        an_element(min_kwh=Decimal(1), max_kwh=Decimal(20), **stay),
        an_element(**band, min_duration_s=30, max_duration_s=100),
        an_element(**band, **stay),
        ALWAYS,
    )
    assert found(tariff) == [("overlapping_restriction", "/elements/2/restrictions/min_kwh")]
