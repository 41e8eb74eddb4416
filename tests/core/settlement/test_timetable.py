"""Cut-offs fall on open days, at the hour of the network's own time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.domain.banking_days import BankingDays
from core.settlement.cycle import CutOff, Timetable
from tests.core.domain.test_banking_days import CALENDARS, MOMENTS

ALWAYS = date(1970, 1, 1)
WEEK = Timetable([CutOff(ALWAYS, 2, BankingDays(weekends=True))])


def june(day, hour=0):
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def test_what_falls_due_on_a_closed_day_is_paid_on_the_last_open_one_before_it():
    # Ended on Thursday the 4th, due on Saturday the 6th at 10:00: Friday's cut-off.
    assert WEEK.cycle_taking(june(4, 1), june(6, 10)).cycle_id == "2026-06-05"


def test_what_ends_after_the_last_open_cut_off_waits_for_the_next_and_is_late():
    cycle = WEEK.cycle_taking(june(5, 10), june(7, 10))
    assert (cycle.cycle_id, cycle.cut_off_at) == ("2026-06-08", june(8, 2))
    assert WEEK.following(cycle.day).cycle_id == "2026-06-09"
    assert WEEK.following(date(2026, 6, 12)).cycle_id == "2026-06-15"


def test_the_hour_is_the_networks_and_follows_its_clock_over_the_year():
    berlin = BankingDays(zone=ZoneInfo("Europe/Berlin"))
    table = Timetable([CutOff(ALWAYS, 1, berlin)])
    winter = table.cycle_on(date(2026, 1, 5))
    summer = table.cycle_on(date(2026, 7, 5))
    assert winter.cut_off_at == datetime(2026, 1, 5, 0, tzinfo=UTC)
    assert summer.cut_off_at == datetime(2026, 7, 4, 23, tzinfo=UTC)
    assert summer.cycle_id == "2026-07-05"


def test_around_the_change_of_clocks_no_two_cycles_share_a_name():
    berlin = BankingDays(zone=ZoneInfo("Europe/Berlin"))
    table = Timetable([CutOff(ALWAYS, 1, berlin)])
    cycles = [table.cycle_on(date(2026, 3, 27) + timedelta(days=n)) for n in range(5)]
    assert len({one.cycle_id for one in cycles}) == 5
    assert [one.cut_off_at for one in cycles] == sorted(one.cut_off_at for one in cycles)


def test_a_later_rule_holds_from_its_day_on():
    table = Timetable([CutOff(date(2026, 6, 3), 14), CutOff(ALWAYS, 6)])
    hours = [table.cycle_on(date(2026, 6, day)).cut_off_at.hour for day in (2, 3)]
    assert hours == [6, 14]
    assert table.last_not_after(june(3, 7)).cut_off_at == june(2, 6)
    assert table.first_not_before(june(2, 7)).cut_off_at == june(3, 14)


@given(CALENDARS, MOMENTS, st.integers(0, 23), st.integers(0, 300))
def test_a_cycle_is_on_an_open_day_after_the_entry_and_in_time_if_any_is(
    days, effective, hour, delay_h
):
    table = Timetable([CutOff(ALWAYS, hour, days)])
    due = effective + timedelta(hours=delay_h)
    cycle = table.cycle_taking(effective, due)
    assert days.is_open(cycle.day)
    assert cycle.cut_off_at >= effective
    assert cycle.cut_off_at.astimezone(days.zone).date() == cycle.day
    between = [effective.date() + timedelta(n) for n in range(-1, delay_h // 24 + 3)]
    cut_offs = [one.cut_off_at for one in map(table.cycle_on, between) if one is not None]
    in_time = [at for at in cut_offs if effective <= at <= due]
    assert cycle.cut_off_at == max(in_time) if in_time else cycle.cut_off_at > due


@given(CALENDARS, MOMENTS)
def test_cycles_before_and_after_a_moment_follow_each_other(days, instant):
    table = Timetable([CutOff(ALWAYS, 2, days)])
    last, first = table.last_not_after(instant), table.first_not_before(instant)
    assert last.cut_off_at <= instant <= first.cut_off_at
    assert first == last or table.following(last.day) == first
