"""Samples become periods that add up, follow each other, and never span a price change."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import InvalidValueError
from core.domain.interval import duration_s
from core.domain.meter_sample import MeterSample
from core.domain.price_note import PriceNote
from core.domain.tariff import DayOfWeek, TariffDimension
from core.pricing.author_periods import author_periods
from core.pricing.price import price_exactly
from core.pricing.time_zones import zone_named
from tests.builders import START, a_component, a_tariff, a_usage, an_element
from tests.core.pricing.strategies import any_tariffs

ZONES = ("UTC", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
AMSTERDAM, NEW_YORK = "Europe/Amsterdam", "America/New_York"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def minutes(count):
    return START + timedelta(minutes=count)


def sample(after_min, energy_kwh=None, power_kw=None, current_a=None):
    known = [None if one is None else Decimal(one) for one in (energy_kwh, power_kw, current_a)]
    return MeterSample(minutes(after_min), *known)


def authored(*samples, tariff, zone="UTC"):
    ordered = sorted(one.at for one in samples)
    return author_periods(ordered[0], ordered[-1], samples, tariff, zone_named(zone))


def told(periods):
    """Minutes since the start, kWh, and minutes of charging and of parking of each period."""
    return [
        (
            duration_s(START, one.start) / 60,
            str(one.energy_kwh.normalize() + 0),
            one.charging_s / 60,
            one.parking_s / 60,
        )
        for one in periods
    ]


def restricted(**restrictions):
    """One price where something holds, another elsewhere."""
    return a_tariff(an_element(**restrictions), an_element(a_component(price="0.30")))


@pytest.mark.parametrize(
    ("begun", "window", "starts"),
    [
        # 2026-03-29: 01:59:59 is followed by 03:00:00; 02:30 does not exist.
        ("2026-03-29T00:00", (time(2, 30), time(12)), ["00:00", "01:00"]),
        ("2026-03-29T00:00", (time(0), time(2, 30)), ["00:00", "01:00"]),
        ("2026-03-29T00:00", (time(3), time(12)), ["00:00", "01:00"]),
        ("2026-03-29T00:00", (time(2), time(3)), ["00:00"]),
        ("2026-03-29T00:00", (time(1), time(4)), ["00:00", "02:00"]),
        # 2026-10-25: 02:59:59 is followed by 02:00:00; 02:30 comes twice.
        ("2026-10-24T23:00", (time(2, 30), time(12)), ["23:00", "00:30", "01:00", "01:30"]),
        ("2026-10-24T23:00", (time(2), time(3)), ["23:00", "00:00", "02:00"]),
        ("2026-10-24T23:00", (time(2, 15), time(2, 45)), ["23:00", "00:15", "00:45", "01:15",
                                                         "01:45"]),
        ("2026-10-24T23:00", (time(3), time(12)), ["23:00", "02:00"]),
    ],
)  # fmt: skip
def test_a_window_is_cut_by_the_wall_clock_when_clocks_change(begun, window, starts):
    start = at(begun)
    end = start + timedelta(hours=4)
    tariff = restricted(start_time=window[0], end_time=window[1])
    samples = (MeterSample(start, Decimal(0)), MeterSample(end, Decimal(8)))
    periods = author_periods(start, end, samples, tariff, zone_named(AMSTERDAM))
    assert [f"{one.start:%H:%M}" for one in periods] == starts
    assert sum(one.charging_s for one in periods) == 4 * 3600
    assert sum(one.energy_kwh for one in periods) == 8


@pytest.mark.parametrize(
    ("begun", "starts"),
    [
        ("2026-03-08T06:00", ["06:00", "07:00"]),  # 01:59:59 EST is followed by 03:00 EDT.
        ("2026-11-01T05:00", ["05:00", "05:30", "06:00", "06:30"]),  # 01:30 comes twice.
    ],
)
def test_clocks_change_elsewhere_at_other_hours(begun, starts):
    start = at(begun)
    end = start + timedelta(hours=2)
    tariff = restricted(start_time=time(1, 30) if "11" in begun[:7] else time(2), end_time=time(9))
    samples = (MeterSample(start, Decimal(0)), MeterSample(end, Decimal(8)))
    periods = author_periods(start, end, samples, tariff, zone_named(NEW_YORK))
    assert [f"{one.start:%H:%M}" for one in periods] == starts


@pytest.mark.parametrize(
    ("restrictions", "starts"),
    [
        ({"day_of_week": (DayOfWeek.SATURDAY, DayOfWeek.SUNDAY)}, ["05 20:00", "05 22:00"]),
        ({"day_of_week": (DayOfWeek.SATURDAY,)}, ["05 20:00", "05 22:00", "06 22:00"]),
        ({"day_of_week": (DayOfWeek.MONDAY,)}, ["05 20:00"]),
        ({"start_date": date(2026, 6, 7)}, ["05 20:00", "06 22:00"]),
        ({"end_date": date(2026, 6, 6)}, ["05 20:00", "05 22:00"]),
        ({"start_date": date(2026, 7, 1)}, ["05 20:00"]),
        ({"min_duration_s": 7200}, ["05 20:00", "05 22:00"]),
        ({"max_duration_s": 144_000}, ["05 20:00"]),
        ({"min_duration_s": 0}, ["05 20:00"]),
    ],
)
def test_days_dates_and_durations_cut_where_they_turn(restrictions, starts):
    start = at("2026-06-05T20:00")  # Friday 22:00 in Amsterdam.
    end = start + timedelta(hours=40)
    samples = (MeterSample(start, Decimal(0)), MeterSample(end, Decimal(80)))
    tariff = restricted(**restrictions)
    periods = author_periods(start, end, samples, tariff, zone_named(AMSTERDAM))
    assert [f"{one.start:%d %H:%M}" for one in periods] == starts


@pytest.mark.parametrize(
    "restrictions", [{"day_of_week": (DayOfWeek.FRIDAY,)}, {"end_date": date(2026, 6, 6)}]
)
def test_midnight_cuts_a_window_over_it_where_the_day_matters(restrictions):
    start = at("2026-06-05T21:00")
    end = start + timedelta(hours=6)
    tariff = a_tariff(an_element(start_time=time(22), end_time=time(2), **restrictions))
    samples = (MeterSample(start, Decimal(0)), MeterSample(end, Decimal(6)))
    periods = author_periods(start, end, samples, tariff, UTC)
    assert [f"{one.start:%H:%M}" for one in periods][:3] == ["21:00", "22:00", "00:00"]


@pytest.mark.parametrize(
    ("restrictions", "expected"),
    [
        ({"min_kwh": Decimal(5)}, [(0, "5", 15, 0), (15, "15", 45, 0)]),
        ({"max_kwh": Decimal(20)}, [(0, "20", 60, 0)]),
        ({"min_kwh": Decimal(0)}, [(0, "20", 60, 0)]),
        (
            {"min_kwh": Decimal(5), "max_kwh": Decimal(10)},
            [(0, "5", 15, 0), (15, "5", 15, 0), (30, "10", 30, 0)],
        ),
    ],
)
def test_a_threshold_of_energy_is_met_exactly(restrictions, expected):
    tariff = restricted(**restrictions)
    assert told(authored(sample(0, "100"), sample(60, "120"), tariff=tariff)) == expected


def test_a_threshold_between_seconds_is_reached_at_the_next_one():
    # 1 kWh in 3,600 s: 0.0001 kWh takes 0.36 s, 0.001 kWh 3.6 s.
    tariff = restricted(min_kwh=Decimal("0.001"))
    first, second = authored(sample(0, "0"), sample(60, "1"), tariff=tariff)
    assert (first.energy_kwh, first.charging_s) == (Decimal("0.001"), 4)
    assert second.start == START + timedelta(seconds=4)
    assert (second.energy_kwh, second.charging_s) == (Decimal("0.999"), 3596)


def test_a_threshold_in_the_last_second_is_reached_at_the_one_before():
    tariff = restricted(min_kwh=Decimal("0.9999"))
    first, second = authored(sample(0, "0"), sample(60, "1"), tariff=tariff)
    assert (first.energy_kwh, first.charging_s) == (Decimal("0.9999"), 3599)
    assert (second.energy_kwh, second.charging_s) == (Decimal("0.0001"), 1)


def test_thresholds_closer_than_a_second_are_cut_at_their_instants():
    # 3,600 kWh in an hour is 1 kWh a second, in one second two thresholds.
    tariff = a_tariff(
        an_element(max_kwh=Decimal("10.2")),
        an_element(a_component(price="1"), max_kwh=Decimal("10.6")),
        an_element(a_component(price="2")),
    )
    periods = authored(sample(0, "0"), sample(60, "3600"), tariff=tariff)
    assert [str(one.energy_kwh) for one in periods] == ["10.2", "0.4", "3589.4"]
    assert [one.start - START for one in periods][1:] == [
        timedelta(seconds=11), timedelta(seconds=11)
    ]  # fmt: skip
    assert sum(one.charging_s for one in periods) == 3600


def test_what_was_reached_while_charging_counts_while_parked():
    tariff = restricted(min_kwh=Decimal(5))
    periods = authored(sample(0, "0"), sample(10, "5"), sample(30, "5"), tariff=tariff)
    assert told(periods) == [(0, "5", 10, 0), (10, "0", 0, 20)]


def test_a_power_band_is_left_where_a_sample_says_so_and_a_period_tells_its_range():
    tariff = restricted(max_power_kw=Decimal(7))
    periods = authored(
        sample(0, "0", "6"), sample(10, None, "6.9"), sample(20, None, "7"), sample(30, "4"),
        tariff=tariff,
    )  # fmt: skip
    assert told(periods) == [(0, "2.6667", 20, 0), (20, "1.3333", 10, 0)]
    assert [(one.min_power_kw, one.max_power_kw) for one in periods] == [
        (Decimal(6), Decimal("6.9")),
        (Decimal(7), Decimal(7)),
    ]


def test_where_power_is_told_only_later_the_period_before_does_not_claim_it():
    tariff = restricted(max_current_a=Decimal(40))
    periods = authored(sample(0, "0"), sample(10, None, None, "16"), sample(30, "4"), tariff=tariff)
    assert [(one.min_current_a, one.max_current_a) for one in periods] == [(None, None), (16, 16)]


def test_samples_that_change_nothing_leave_one_period():
    samples = [sample(count, str(count)) for count in range(61)]
    assert told(authored(*samples, tariff=a_tariff())) == [(0, "60", 60, 0)]


def test_of_two_samples_of_one_instant_the_later_in_the_list_counts():
    samples = (sample(30, "9"), sample(0, "1"), sample(30, "3"))
    assert told(authored(*samples, tariff=a_tariff())) == [(0, "2", 30, 0)]


@pytest.mark.parametrize(
    ("samples", "found"),
    [
        ((), "found none"),
        ((sample(0, None, "7"), sample(60, None, "7")), "found none"),
        ((sample(1, "0"), sample(60, "1")), "found from 2026-06-01T10:01"),
        ((sample(0, "0"), sample(59, "1")), "to 2026-06-01T10:59"),
        ((sample(-1, "0"), sample(60, "1")), "found from 2026-06-01T09:59"),
    ],
)
def test_samples_that_do_not_tell_the_whole_session_are_refused(samples, found):
    with pytest.raises(InvalidValueError, match=found):
        author_periods(START, minutes(60), samples, a_tariff(), UTC)


def test_a_session_without_time_has_no_samples_to_cut():
    with pytest.raises(InvalidValueError, match="wanted it after"):
        author_periods(START, START, (sample(0, "0"),), a_tariff(), UTC)


@st.composite
def measured_sessions(draw):
    """Samples around changes of the clock and elsewhere, some of them within a second."""
    start = draw(
        st.sampled_from(("2026-03-28T20:00", "2026-10-24T20:00", "2026-05-31T21:00")).map(at)
    )
    step = st.sampled_from((1, 60, 900, 3601, 7200, 30_000))
    values = st.none() | st.integers(0, 40).map(Decimal)
    readings = st.none() | st.decimals(0, 30, places=5)
    moment = start
    samples = [MeterSample(start, Decimal(7), draw(values), draw(values))]
    for _ in range(draw(st.integers(1, 6))):
        moment += timedelta(seconds=draw(step), microseconds=draw(st.sampled_from((0, 0, 250_000))))
        samples.append(MeterSample(moment, draw(readings), draw(values), draw(values)))
    end = moment + timedelta(seconds=draw(step))
    return start, end, [*samples, MeterSample(end, draw(st.decimals(0, 30, places=5)))]


@given(measured_sessions(), any_tariffs(), st.sampled_from(ZONES))
def test_no_authored_period_spans_a_price_change(session, tariff, zone):
    start, end, samples = session
    periods = author_periods(start, end, samples, tariff, zone_named(zone))
    usage = a_usage(*periods, end=end)
    notes = price_exactly(usage, tariff, zone).notes
    assert PriceNote.PERIOD_SPANS_PRICE_CHANGE not in notes


@given(measured_sessions(), any_tariffs(), st.sampled_from(ZONES))
def test_volumes_add_up_exactly_and_periods_follow_each_other(session, tariff, zone):
    start, end, samples = session
    periods = author_periods(start, end, samples, tariff, zone_named(zone))
    readings = [one.energy_kwh for one in samples if one.energy_kwh is not None]
    grown = sum(max(Decimal(0), after - before) for before, after in pairwise(readings))
    assert sum(one.energy_kwh for one in periods) == grown
    stay_s = sum(one.charging_s + one.parking_s for one in periods)
    assert (periods[0].start, stay_s) == (start, duration_s(start, end))
    for one in periods:
        assert one.energy_kwh >= 0
        assert not (one.charging_s and one.parking_s)
        assert not (one.parking_s and one.energy_kwh)
    for one, after in pairwise(periods):
        until = one.start + timedelta(seconds=one.charging_s + one.parking_s)
        assert abs(until - after.start) < timedelta(seconds=1)


@given(measured_sessions(), st.sampled_from(ZONES))
def test_a_tariff_that_restricts_nothing_cuts_only_where_parking_begins_or_ends(session, zone):
    start, end, samples = session
    untold = [MeterSample(one.at, one.energy_kwh) for one in samples]
    tariff = a_tariff(an_element(a_component(TariffDimension.TIME, "2")))
    periods = author_periods(start, end, untold, tariff, zone_named(zone))
    for one, after in pairwise(periods):
        assert (one.energy_kwh > 0) != (after.energy_kwh > 0)
