"""Which days are open, and when a number of banking hours is over."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.banking_days import EVERY_DAY, BankingDays
from core.domain.errors import InvalidValueError

FRIDAY = datetime(2026, 6, 5, 10, tzinfo=UTC)
WEEK = BankingDays(name="WEEK", weekends=True)
MONDAY_CLOSED = BankingDays(name="WEEK", weekends=True, closed=frozenset({date(2026, 6, 8)}))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis adds the zone)
CALENDARS = st.builds(
    BankingDays,
    weekends=st.booleans(),
    closed=st.frozensets(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=20),
    zone=st.sampled_from((UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"))),
)


@pytest.mark.parametrize(
    ("days", "hours", "wanted"),
    [
        (EVERY_DAY, 48, datetime(2026, 6, 7, 10, tzinfo=UTC)),
        # 14 hours of Friday, 24 of Monday, 10 of Tuesday.
        (WEEK, 48, datetime(2026, 6, 9, 10, tzinfo=UTC)),
        (MONDAY_CLOSED, 48, datetime(2026, 6, 10, 10, tzinfo=UTC)),
        (WEEK, 14, datetime(2026, 6, 6, 0, tzinfo=UTC)),
        (WEEK, 15, datetime(2026, 6, 8, 1, tzinfo=UTC)),
        (WEEK, 0, FRIDAY),
    ],
)
def test_banking_hours_are_those_of_open_days(days, hours, wanted):
    assert days.after(FRIDAY, hours) == wanted


def test_hours_that_begin_on_a_closed_day_begin_with_the_next_open_one():
    saturday = FRIDAY + timedelta(days=1)
    assert WEEK.after(saturday, 1) == datetime(2026, 6, 8, 1, tzinfo=UTC)


def test_days_are_those_of_the_calendars_own_time_zone():
    berlin = BankingDays(weekends=True, zone=ZoneInfo("Europe/Berlin"))
    # Friday at 22:30 in UTC is Saturday in Berlin.
    late = datetime(2026, 6, 5, 22, 30, tzinfo=UTC)
    assert berlin.day_of(late) == date(2026, 6, 6)
    assert berlin.after(late, 1) == datetime(2026, 6, 7, 23, tzinfo=UTC)


def test_a_calendar_that_is_never_open_is_refused():
    shut = BankingDays(closed=frozenset(date(2026, 1, 1) + timedelta(n) for n in range(400)))
    with pytest.raises(InvalidValueError, match="wanted an open day within 60 days"):
        shut.first_open(date(2026, 3, 1))


@given(CALENDARS, st.dates(date(2020, 3, 1), date(2029, 10, 1)))
def test_the_next_and_the_last_open_day_are_open_and_the_nearest(days, day):
    first, last = days.first_open(day), days.last_open(day)
    assert days.is_open(first)
    assert days.is_open(last)
    assert last <= day <= first
    between = [last + timedelta(n) for n in range(1, (first - last).days)]
    assert not any(map(days.is_open, between))


@given(CALENDARS, MOMENTS, st.integers(0, 200), st.integers(0, 200))
def test_hours_add_up_and_never_end_before_calendar_hours(days, origin, some, more):
    end = days.after(origin, some)
    assert end >= origin + timedelta(hours=some)
    assert days.after(origin, some + more) >= end
    if some and more:
        assert days.after(end, more) == days.after(origin, some + more)


@given(MOMENTS, st.integers(0, 500))
def test_where_every_day_is_open_banking_hours_are_hours(origin, hours):
    assert EVERY_DAY.after(origin, hours) == origin + timedelta(hours=hours)
