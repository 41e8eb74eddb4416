"""Reserved time, with and without a driver who came, and flat prices once a context."""

from datetime import timedelta

import pytest

from core.domain.price_note import PriceNote
from core.domain.priced_cdr import LineContext
from core.domain.tariff import ReservationRestriction, TariffDimension
from core.pricing.price import price_exactly
from tests.builders import START, a_component, a_period, a_tariff, a_usage, an_element

FLAT, TIME = TariffDimension.FLAT, TariffDimension.TIME
ENERGY, PARKING_TIME = TariffDimension.ENERGY, TariffDimension.PARKING_TIME
RESERVED = ReservationRestriction.RESERVATION
EXPIRED = ReservationRestriction.RESERVATION_EXPIRES
COMES = START + timedelta(minutes=20)


def component(dimension, price, step_size=1):
    return a_component(dimension, price, None, step_size)


CHARGING = an_element(component(FLAT, "0.5"), component(ENERGY, "0.25"), component(TIME, "60"))
RESERVATION = an_element(
    component(FLAT, "2"), component(TIME, "3", 1800), component(ENERGY, "9"), reservation=RESERVED
)
EXPIRES_FEE = an_element(component(FLAT, "4"), reservation=EXPIRED)
EXPIRES_TIME = an_element(component(TIME, "6"), reservation=EXPIRED)


def came():
    return a_usage(
        a_period(reservation_s=1200), a_period(COMES, "20"), end=COMES + timedelta(hours=1)
    )


def stayed_away():
    return a_usage(a_period(reservation_s=1200), end=COMES)


def billed(usage, *elements, expired=False):
    exact = price_exactly(usage, a_tariff(*elements), reservation_expired=expired)
    lines = {(line.context, line.dimension): line.before_taxes for line in exact.lines}
    assert len(lines) == len(exact.lines)
    return lines, exact.notes


def test_one_flat_price_for_the_reservation_and_one_for_charging():
    lines, notes = billed(came(), RESERVATION, CHARGING)
    assert lines == {
        (LineContext.RESERVATION, FLAT): 2,
        (LineContext.RESERVATION, TIME): 1.5,  # 20 minutes become 30.
        (LineContext.CHARGING, FLAT): 0.5,
        (LineContext.CHARGING, ENERGY): 5,
    }
    assert notes == (PriceNote.STEP_SIZE_TIME,)


def test_charging_elements_never_price_reserved_time_nor_the_other_way_round():
    lines, _ = billed(came(), CHARGING)
    assert set(lines) == {(LineContext.CHARGING, FLAT), (LineContext.CHARGING, ENERGY)}
    lines, _ = billed(came(), RESERVATION)
    assert {context for context, _ in lines} == {LineContext.RESERVATION}


@pytest.mark.parametrize(
    ("elements", "expired", "flat", "time"),
    [
        ((EXPIRES_FEE, RESERVATION, CHARGING), False, 2, 1.5),
        ((EXPIRES_FEE, RESERVATION, CHARGING), True, 4, 1.5),  # What it lacks is a reservation's.
        ((RESERVATION, EXPIRES_TIME, CHARGING), True, 2, 2),  # What both have is of the expired.
        ((EXPIRES_FEE, CHARGING), False, None, None),
    ],
)
def test_an_expired_reservation_has_prices_of_its_own(elements, expired, flat, time):
    lines, notes = billed(stayed_away(), *elements, expired=expired)
    assert lines.get((LineContext.RESERVATION, FLAT)) == flat
    assert lines.get((LineContext.RESERVATION, TIME)) == time
    assert (PriceNote.RESERVATION_WITHOUT_CHARGING in notes) is not expired


def test_a_period_that_is_reserved_and_charges_is_priced_as_both():
    usage = a_usage(
        a_period(energy_kwh="2", charging_s=60, reservation_s=60),
        end=START + timedelta(seconds=120),
    )
    lines, _ = billed(usage, RESERVATION, CHARGING)
    assert lines[LineContext.CHARGING, TIME] == 1
    assert lines[LineContext.RESERVATION, TIME] == 1.5


def test_steps_of_a_reservation_and_of_charging_are_taken_apart():
    usage = a_usage(
        a_period(reservation_s=1200),
        a_period(COMES, charging_s=61),
        end=COMES + timedelta(seconds=61),
    )
    charging = an_element(component(TIME, "3600", 60))
    lines, _ = billed(usage, RESERVATION, charging)
    assert lines[LineContext.CHARGING, TIME] == 120
    assert lines[LineContext.RESERVATION, TIME] == 1.5


def test_a_second_flat_price_in_the_same_context_is_ignored_and_noted():
    later = START + timedelta(hours=1)
    usage = a_usage(
        a_period(charging_s=3600), a_period(later, charging_s=60), end=later + timedelta(minutes=1)
    )
    elements = (
        an_element(component(FLAT, "1"), max_duration_s=3600),
        an_element(component(FLAT, "7")),
    )
    lines, notes = billed(usage, *elements)
    assert lines == {(LineContext.CHARGING, FLAT): 1}
    assert notes == (PriceNote.SECOND_FLAT_IGNORED,)
