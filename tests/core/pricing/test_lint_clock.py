"""Windows that changes of the clocks skip or repeat, in tables."""

from datetime import UTC, date, datetime, time

import pytest

from core.domain.tariff import DayOfWeek
from core.pricing.lint import lint
from core.pricing.time_zones import zone_named
from tests.builders import a_component, a_tariff, an_element
from tests.core.pricing.linting import found, window

AMSTERDAM, LORD_HOWE = zone_named("Europe/Amsterdam"), zone_named("Australia/Lord_Howe")
MON, SUN = DayOfWeek.MONDAY, DayOfWeek.SUNDAY
ALWAYS = an_element()


@pytest.mark.parametrize(
    ("restrictions", "zone", "expected"),
    [
        # Amsterdam skips 02:00 to 03:00 on Sunday 2026-03-29, and repeats it on 2026-10-25.
        (window("02:00", "03:00"), AMSTERDAM, ["clock_fold", "clock_gap"]),
        (window("02:15", "02:45"), AMSTERDAM, ["clock_fold", "clock_gap"]),
        (window("02:30", "05:00"), AMSTERDAM, ["clock_fold"]),
        (window("22:00", "02:30"), AMSTERDAM, ["clock_fold"]),
        (window("02:00", "05:00"), AMSTERDAM, []),
        (window("22:00", "03:00"), AMSTERDAM, []),
        (window("03:00", "05:00"), AMSTERDAM, []),
        ({"end_time": time(2, 30)}, AMSTERDAM, ["clock_fold"]),
        (window("02:15", "02:45", day_of_week=(MON,)), AMSTERDAM, []),
        (window("02:15", "02:45", day_of_week=(SUN,)), AMSTERDAM, ["clock_fold", "clock_gap"]),
        (window("02:15", "02:45", start_date=date(2026, 4, 1)), AMSTERDAM, ["clock_fold"]),
        (window("02:15", "02:45", end_date=date(2026, 4, 1)), AMSTERDAM, ["clock_gap"]),
        (window("02:15", "02:15"), AMSTERDAM, []),
        ({}, AMSTERDAM, []),
        # Lord Howe goes from 02:00 to 02:30, and from 02:00 back to 01:30.
        (window("02:00", "02:30"), LORD_HOWE, ["clock_gap"]),
        (window("01:40", "03:00"), LORD_HOWE, ["clock_fold"]),
        (window("02:15", "02:45"), zone_named("Asia/Tokyo"), []),
        (window("02:15", "02:45"), None, []),
    ],
)
def test_windows_that_changes_of_the_clock_skip_or_repeat_are_found(restrictions, zone, expected):
    tariff = a_tariff(an_element(**restrictions), an_element(a_component(price="1")))
    clock = [one for one in lint(tariff, zone) if one.code.startswith("clock_")]
    assert [one.code.value for one in clock] == expected
    name = "end_time" if restrictions.get("start_time") is None else "start_time"
    assert {one.pointer for one in clock} <= {f"/elements/0/restrictions/{name}"}


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({"last_updated": datetime(2026, 1, 1, tzinfo=UTC)}, ["2026-10-25", "2026-03-29"]),
        ({"last_updated": datetime(1970, 1, 1, tzinfo=UTC)}, ["2026-10-25", "2026-03-29"]),
        ({"start": datetime(2027, 1, 1, tzinfo=UTC)}, ["2027-10-31", "2027-03-28"]),
        ({"end": datetime(2026, 6, 1, tzinfo=UTC)}, ["2026-03-29"]),
        ({"end": datetime(2025, 6, 1, tzinfo=UTC)}, []),
    ],
)
def test_clocks_are_looked_at_in_the_year_after_a_tariff_begins(changes, days):
    tariff = a_tariff(an_element(**window("02:15", "02:45")), ALWAYS, **changes)
    messages = [one.message for one in lint(tariff, AMSTERDAM)]
    assert len(messages) == len(days)
    for message, day in zip(messages, days, strict=True):
        assert day in message


def test_at_the_end_of_the_calendar_no_clock_changes():
    tariff = a_tariff(
        an_element(**window("02:15", "02:45")), ALWAYS, start=datetime(9999, 12, 30, tzinfo=UTC)
    )
    assert found(tariff, zone_named("UTC")) == []
