"""A cycle takes an entry so that it is paid in time, and never before it exists."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.banking_days import ONE_DAY
from core.settlement.cycle import CUT_OFF_HOUR, Cycle, Timetable

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis adds the zone)


def june(day, hour=0, minute=0):
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


def test_a_cycle_is_named_by_the_day_of_its_cut_off():
    cycle = Cycle(june(3, 2), date(2026, 6, 3))
    assert (cycle.cycle_id, cycle.value_at) == ("2026-06-03", june(3, 2))
    assert Timetable().following(cycle.day) == Cycle(june(4, 2), date(2026, 6, 4))


@pytest.mark.parametrize(
    ("effective", "due", "cut_off"),
    [
        # Ended on the 1st at 10:00, due on the 3rd at 10:00: the cut-off of the 3rd is in time.
        (june(1, 10), june(3, 10), june(3, 2)),
        # Due at 01:00, before the cut-off of that day: that of the day before.
        (june(1, 1), june(3, 1), june(2, 2)),
        (june(1, 2), june(3, 2), june(3, 2)),
        # Due at once: no cycle is in time, so the first one after the entry takes it.
        (june(1, 10), june(1, 10), june(2, 2)),
        (june(1, 2), june(1, 2), june(1, 2)),
        (june(1, 2, 1), june(1, 3), june(2, 2)),
    ],
)
def test_an_entry_goes_into_the_last_cycle_that_is_in_time(effective, due, cut_off):
    assert Timetable().cycle_taking(effective, due).cut_off_at == cut_off


@given(MOMENTS, st.integers(0, 400))
def test_it_is_paid_in_time_whenever_a_cut_off_lies_between(effective, delay_h):
    due = effective + timedelta(hours=delay_h)
    cut_off = Timetable().cycle_taking(effective, due).cut_off_at
    assert (cut_off.hour, cut_off.minute, cut_off.second) == (CUT_OFF_HOUR, 0, 0)
    assert effective <= cut_off
    if delay_h >= 24:
        assert due - ONE_DAY < cut_off <= due
    assert cut_off < max(effective, due) + ONE_DAY
