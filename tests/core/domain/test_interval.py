"""Intervals are half-open and in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import InvalidValueError
from core.domain.interval import Interval, duration_s

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTES = st.integers(-50, 50)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def test_the_start_is_in_it_and_the_end_is_not():
    hour = Interval(NOON, at(60))
    assert NOON in hour
    assert at(59) in hour
    assert at(60) not in hour
    assert at(-1) not in hour


def test_without_an_end_it_holds_for_ever():
    assert datetime(9999, 1, 1, tzinfo=UTC) in Interval(NOON)
    assert at(-1) not in Interval(NOON)


def test_a_time_that_is_not_utc_is_refused():
    abroad = NOON.astimezone(timezone(timedelta(hours=2)))
    with pytest.raises(InvalidValueError, match="start: wanted a time in UTC"):
        Interval(abroad)
    with pytest.raises(InvalidValueError, match="end: wanted a time in UTC"):
        Interval(NOON, abroad)
    with pytest.raises(InvalidValueError, match="start: wanted a time in UTC"):
        Interval(NOON.replace(tzinfo=None))


def test_an_end_before_the_start_is_refused():
    with pytest.raises(InvalidValueError, match="is before start"):
        Interval(NOON, at(-1))


@st.composite
def intervals(draw):
    start = draw(MINUTES)
    end = draw(st.none() | st.integers(start + 1, 60))
    return Interval(at(start), None if end is None else at(end))


@given(intervals(), intervals())
def test_two_overlap_when_the_start_of_one_is_in_the_other(one, other):
    assert one.overlaps(other) == (one.start in other or other.start in one)
    assert one.overlaps(other) == other.overlaps(one)


@pytest.mark.parametrize(
    ("later", "seconds"),
    [
        (timedelta(hours=1), 3600),
        (timedelta(seconds=1, microseconds=999_999), 1),
        (timedelta(days=2, seconds=1), 172_801),
        (timedelta(0), 0),
    ],
)
def test_a_duration_is_whole_seconds_rounded_down(later, seconds):
    assert duration_s(NOON, NOON + later) == seconds
