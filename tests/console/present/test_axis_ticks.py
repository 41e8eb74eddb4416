from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from console.present.axis_ticks import (
    exact_text,
    moment_iso,
    moment_text,
    number_text,
    number_ticks,
    round_range,
    span_text,
    time_ticks,
)

DAY = 86_400
NUMBERS = st.floats(-1e9, 1e9).map(lambda number: round(number, 6))
INSTANTS = st.integers(-(2**31), 2**32)


def at(*parts):
    return datetime(*parts, tzinfo=UTC).timestamp()


@given(NUMBERS, NUMBERS, st.integers(1, 12))
def test_ticks_ascend_lie_in_the_range_and_differ_in_text(low, high, wanted):
    assume(high - low > 1e-4)
    ticks = number_ticks(low, high, wanted)
    places = [tick.at for tick in ticks]
    room = (high - low) * 1e-6
    assert places == sorted(set(places))
    assert all(low - room <= place <= high + room for place in places)
    assert len({tick.text for tick in ticks}) == len(ticks) <= wanted + 2


@given(NUMBERS, NUMBERS)
def test_a_round_range_holds_what_it_was_made_of(low, high):
    low, high = min(low, high), max(low, high)
    assume(high - low > 1e-4 or low == high)
    bottom, top = round_range(low, high)
    slack = (abs(low) + abs(high)) * 1e-9 + 1e-9  # far less than a pixel
    assert bottom <= low + slack
    assert top >= high - slack
    assert bottom < top


@given(INSTANTS, st.integers(1, 40 * 365 * DAY), st.integers(2, 10))
def test_ticks_of_time_ascend_and_are_not_too_many(low, span, wanted):
    ticks = time_ticks(low, low + span, wanted)
    places = [tick.at for tick in ticks]
    assert places == sorted(set(places))
    assert all(low <= place <= low + span for place in places)
    assert len(ticks) <= wanted + 2  # months and years are not equally long


def test_a_day_has_the_hours_and_names_the_date_at_midnight():
    ticks = time_ticks(at(2026, 6, 1), at(2026, 6, 2), 8)
    texts = [tick.text for tick in ticks]
    assert texts == ["1 Jun", *(f"{hour:02d}:00" for hour in range(3, 24, 3)), "2 Jun"]


def test_a_minute_has_seconds():
    texts = [tick.text for tick in time_ticks(at(2026, 6, 1, 12), at(2026, 6, 1, 12, 1), 4)]
    assert texts == ["12:00:00", "12:00:15", "12:00:30", "12:00:45", "12:01:00"]


def test_half_a_year_has_months_and_a_decade_has_years():
    months = time_ticks(at(2026, 1, 1), at(2026, 6, 30), 6)
    assert [tick.text for tick in months][:3] == ["Jan 2026", "Feb 2026", "Mar 2026"]
    years = time_ticks(at(2016, 1, 1), at(2026, 1, 1), 6)
    assert [tick.text for tick in years] == ["2016", "2018", "2020", "2022", "2024", "2026"]


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1234.5, 2, "1,234.50"), (-3, 0, "\N{MINUS SIGN}3"), (-0.001, 2, "0.00"), (0.25, 1, "0.2")],
)
def test_numbers_are_grouped_and_never_minus_nothing(value, decimals, text):
    assert number_text(value, decimals) == text


def test_a_missing_value_says_so():
    assert exact_text(float("nan"), 2) == "no value"


def test_times_are_read_off_to_the_millisecond():
    assert moment_text(at(2026, 6, 1, 12, 9, 4)) == "2026-06-01 12:09:04 UTC"
    assert moment_text(at(2026, 6, 1, 12, 9, 4) + 0.25) == "2026-06-01 12:09:04.250 UTC"
    assert moment_iso(at(2026, 6, 1, 12, 9, 4)) == "2026-06-01T12:09:04Z"
    assert span_text(at(2026, 6, 1), at(2026, 6, 1, 5)) == "2026-06-01, UTC"
    assert span_text(at(2026, 6, 1), at(2026, 6, 3)) == "2026-06-01 to 2026-06-03, UTC"
