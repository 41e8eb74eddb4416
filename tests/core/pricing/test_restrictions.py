"""Every restriction at its boundary, and every edge of the wall clock, in tables of our own."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from core.domain.errors import InvalidValueError
from core.domain.price_note import PriceNote
from core.domain.tariff import DayOfWeek, ReservationRestriction, TariffDimension
from core.pricing.price import price_exactly
from core.pricing.restrictions import words_of
from core.pricing.time_zones import zone_named
from tests.builders import START, a_component, a_period, a_tariff, a_usage, an_element

AMSTERDAM, NEW_YORK, UTC_NAME = "Europe/Amsterdam", "America/New_York", "UTC"
TIME, ENERGY = TariffDimension.TIME, TariffDimension.ENERGY
DAY, NIGHT = (time(8), time(20)), (time(22), time(6))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def applies(restrictions, start, zone=UTC_NAME, seconds=60, **period):
    """Whether an element so restricted pays for a period that begins then."""
    begun = a_period(start, "1", charging_s=seconds, **period)
    usage = a_usage(begun, end=start + timedelta(seconds=seconds))
    price = price_exactly(usage, a_tariff(an_element(**restrictions)), zone)
    return len(price.lines) == 1


@pytest.mark.parametrize(
    ("window", "clock", "holds"),
    [
        (DAY, "07:59:59", False),
        (DAY, "08:00:00", True),
        (DAY, "19:59:59", True),
        (DAY, "20:00:00", False),
        (NIGHT, "21:59:59", False),
        (NIGHT, "22:00:00", True),
        (NIGHT, "23:59:59", True),
        (NIGHT, "00:00:00", True),
        (NIGHT, "05:59:59", True),
        (NIGHT, "06:00:00", False),
        ((time(17), time(0)), "16:59:59", False),
        ((time(17), time(0)), "23:59:59", True),
        ((time(0), time(17)), "00:00:00", True),
        ((time(0), time(17)), "17:00:00", False),
        ((time(0), time(0)), "12:00:00", True),
        ((time(9), time(9)), "03:00:00", True),  # Equal times are the whole day.
        ((time(9), None), "08:59:59", False),
        ((time(9), None), "23:00:00", True),
        ((None, time(9)), "08:59:59", True),
        ((None, time(9)), "09:00:00", False),
    ],
)
def test_a_window_of_the_day_includes_its_start_and_excludes_its_end(window, clock, holds):
    restrictions = dict(zip(("start_time", "end_time"), window, strict=True))
    assert applies(restrictions, at(f"2026-06-01T{clock}")) is holds


@pytest.mark.parametrize(
    ("instant", "holds"),
    [
        ("2026-03-09T23:59:59", False),
        ("2026-03-10T00:00:00", True),
        ("2026-03-11T23:59:59", True),
        ("2026-03-12T00:00:00", False),
    ],
)
def test_a_start_date_is_included_and_an_end_date_is_not(instant, holds):
    restrictions = {"start_date": date(2026, 3, 10), "end_date": date(2026, 3, 12)}
    assert applies(restrictions, at(instant)) is holds


@pytest.mark.parametrize(
    ("instant", "holds"),
    [
        ("2026-06-05T21:59:59", False),  # Friday 23:59:59 in Amsterdam.
        ("2026-06-05T22:00:00", True),  # Saturday 00:00.
        ("2026-06-07T21:59:59", True),  # Sunday 23:59:59.
        ("2026-06-07T22:00:00", False),
    ],
)
def test_a_day_of_the_week_is_the_local_one(instant, holds):
    weekend = {"day_of_week": (DayOfWeek.SATURDAY, DayOfWeek.SUNDAY)}
    assert applies(weekend, at(instant), AMSTERDAM) is holds


def test_after_midnight_inside_a_wrapped_window_the_day_is_the_next_one():
    friday_night = {"start_time": time(22), "end_time": time(6), "day_of_week": (DayOfWeek.FRIDAY,)}
    assert applies(friday_night, at("2026-06-05T23:00:00"))
    assert not applies(friday_night, at("2026-06-06T01:00:00"))
    assert applies(friday_night, at("2026-06-05T01:00:00"))


@pytest.mark.parametrize(
    ("restrictions", "measured", "holds"),
    [
        ({"min_power_kw": Decimal(11)}, ("10.9", "10.9"), False),
        ({"min_power_kw": Decimal(11)}, ("11", "11"), True),
        ({"max_power_kw": Decimal(11)}, ("10.9", "10.9"), True),
        ({"max_power_kw": Decimal(11)}, ("11", "11"), False),
        ({"min_power_kw": Decimal(11)}, ("10", "12"), False),
        ({"max_power_kw": Decimal(11)}, ("10", "12"), False),
    ],
)
@pytest.mark.parametrize("kind", ["power_kw", "current_a"])
def test_power_and_current_include_the_minimum_and_exclude_the_maximum(
    kind, restrictions, measured, holds
):
    renamed = {name.replace("power_kw", kind): value for name, value in restrictions.items()}
    period = dict(zip((f"min_{kind}", f"max_{kind}"), map(Decimal, measured), strict=True))
    assert applies(renamed, START, **period) is holds


@pytest.mark.parametrize("bound", ["min", "max"])
@pytest.mark.parametrize(
    ("kind", "note"),
    [("power_kw", PriceNote.UNKNOWN_POWER), ("current_a", PriceNote.UNKNOWN_CURRENT)],
)
def test_what_a_cdr_does_not_state_is_taken_to_hold_and_noted(bound, kind, note):
    usage = a_usage(a_period(energy_kwh="1"), end=START + timedelta(hours=1))
    price = price_exactly(usage, a_tariff(an_element(**{f"{bound}_{kind}": Decimal(16)})))
    assert len(price.lines) == 1
    assert price.notes == (note,)


@pytest.mark.parametrize(("weakest", "strongest"), [("10", "20"), ("20", "40")])
def test_a_period_on_both_sides_of_a_power_is_noted(weakest, strongest):
    period = a_period(
        energy_kwh="1", min_power_kw=Decimal(weakest), max_power_kw=Decimal(strongest)
    )
    tariff = a_tariff(
        an_element(a_component(price="0.2"), max_power_kw=Decimal(16)),
        an_element(a_component(price="0.35"), max_power_kw=Decimal(32)),
        an_element(a_component(price="0.5")),
    )
    price = price_exactly(a_usage(period, end=START + timedelta(hours=1)), tariff)
    assert PriceNote.PERIOD_SPANS_PRICE_CHANGE in price.notes


@pytest.mark.parametrize(
    ("first_kwh", "element", "spans"),
    [("9.9999", 1, True), ("10", 2, False), ("10.0001", 2, False)],
)
def test_energy_so_far_includes_the_minimum_and_excludes_the_maximum(first_kwh, element, spans):
    second = START + timedelta(hours=1)
    usage = a_usage(
        a_period(energy_kwh=first_kwh), a_period(second, "5"), end=second + timedelta(hours=1)
    )
    tariff = a_tariff(
        an_element(a_component(price="0.4"), max_kwh=Decimal(10)),
        an_element(a_component(price="0.6"), min_kwh=Decimal(10)),
    )
    price = price_exactly(usage, tariff)
    billed = {line.element: line.quantity for line in price.lines}
    assert billed[element] >= 5
    assert (PriceNote.PERIOD_SPANS_PRICE_CHANGE in price.notes) is (
        spans or Decimal(first_kwh) > 10
    )


def hourly(*starts, end):
    """One period an hour of charging, each an hour long."""
    return a_usage(*(a_period(at(one), charging_s=3600) for one in starts), end=at(end))


NIGHT_TARIFF = a_tariff(
    an_element(a_component(TIME, "1"), start_time=time(2), end_time=time(3)),
    an_element(a_component(TIME, "10")),
)


@pytest.mark.parametrize(
    ("zone", "starts", "end", "cheap_hours"),
    [
        # Clocks go back: local 02:30 is both 00:30Z and 01:30Z, and each of the two hours counts.
        (
            AMSTERDAM,
            ("2026-10-24T23:00", "2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00"),
            "2026-10-25T03:00",
            2,
        ),
        # Clocks go forward: there is no 02:30, from 01:59 it is 03:00.
        (AMSTERDAM, ("2026-03-29T00:00", "2026-03-29T01:00"), "2026-03-29T02:00", 0),
        # In New York it is 01:00 to 02:00 that comes twice, so 02:00 to 03:00 comes once.
        (
            NEW_YORK,
            ("2026-11-01T05:00", "2026-11-01T06:00", "2026-11-01T07:00"),
            "2026-11-01T08:00",
            1,
        ),
        (NEW_YORK, ("2026-03-08T06:00", "2026-03-08T07:00"), "2026-03-08T08:00", 0),
    ],
)
def test_the_wall_clock_of_the_instant_decides_when_clocks_change(zone, starts, end, cheap_hours):
    price = price_exactly(hourly(*starts, end=end), NIGHT_TARIFF, zone)
    billed = {line.element: line.quantity / 3600 for line in price.lines}
    assert billed.get(1, 0) == cheap_hours
    assert billed[2] == len(starts) - cheap_hours
    assert not price.notes


def test_a_session_over_midnight_stays_in_a_wrapped_window():
    tariff = a_tariff(
        an_element(a_component(TIME, "1"), start_time=time(22), end_time=time(6)),
        an_element(a_component(TIME, "10")),
    )
    usage = a_usage(
        a_period(at("2026-06-01T19:00"), charging_s=3600),  # 21:00 in Amsterdam
        a_period(at("2026-06-01T20:00"), charging_s=8 * 3600),
        a_period(at("2026-06-02T04:00"), charging_s=3600),
        end=at("2026-06-02T05:00"),
    )
    price = price_exactly(usage, tariff, AMSTERDAM)
    assert {line.element: line.quantity for line in price.lines} == {1: 28_800, 2: 7_200}
    assert price.notes == ()


def test_a_period_that_runs_into_another_price_is_noted_and_never_split():
    usage = hourly("2026-06-01T01:30", end="2026-06-01T02:30")
    price = price_exactly(usage, NIGHT_TARIFF, UTC_NAME)
    assert [(line.element, line.quantity) for line in price.lines] == [(2, 3600)]
    assert price.notes == (PriceNote.PERIOD_SPANS_PRICE_CHANGE,)


@pytest.mark.parametrize(
    ("zone", "country_code", "note", "element"),
    [
        (AMSTERDAM, "", None, 2),
        (None, "NL", PriceNote.TIME_ZONE_OF_COUNTRY, 2),
        (None, "", PriceNote.NO_TIME_ZONE, 1),
    ],
)
def test_without_a_time_zone_it_is_the_country_s_else_utc(zone, country_code, note, element):
    usage = a_usage(
        a_period(at("2026-06-01T02:00"), charging_s=60),
        end=at("2026-06-01T02:01"),
        country_code=country_code,
    )
    price = price_exactly(usage, NIGHT_TARIFF, zone)
    assert price.notes == (() if note is None else (note,))
    assert price.lines[0].element == element


def test_a_tariff_that_does_not_ask_the_clock_needs_no_time_zone():
    usage = a_usage(a_period(energy_kwh="1"), end=START + timedelta(hours=1))
    assert price_exactly(usage, a_tariff()).notes == ()


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../etc/passwd", "Europe"])
def test_a_time_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(InvalidValueError, match="time zone: wanted an IANA name"):
        zone_named(name)


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00", "9999-12-31T23:59:59"])
def test_the_ends_of_the_calendar_are_priced_by_utc(instant):
    begun = at(instant)
    usage = a_usage(a_period(begun, "1", charging_s=60), end=begun)
    assert price_exactly(usage, NIGHT_TARIFF, "Pacific/Auckland").lines
    assert price_exactly(usage, NIGHT_TARIFF, "America/New_York").lines


def test_all_that_is_restricted_is_said_in_words():
    element = an_element(
        min_duration_s=60,
        max_kwh=Decimal(10),
        min_current_a=Decimal(16),
        max_power_kw=Decimal("22.1"),
        start_time=time(9),
        end_time=time(17, 30),
        start_date=date(2026, 1, 1),
        day_of_week=(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
        reservation=ReservationRestriction.RESERVATION,
    )
    assert words_of(element.restrictions) == (
        "from 60 s until 10 kWh from 16 A until 22.1 kW from 09:00 until 17:30 from 2026-01-01 "
        "on MONDAY, FRIDAY for RESERVATION"
    )
