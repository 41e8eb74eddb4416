"""The wall clock is followed through its changes: nothing twice but what is shown twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pricing.time_zones import zone_named
from core.pricing.wall_clock import clock_instants, offset_at, stretches

AMSTERDAM = zone_named("Europe/Amsterdam")
ZONES = ("UTC", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001 (made UTC)
    lambda one: one.replace(tzinfo=UTC)
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_year_in_amsterdam_has_three_stretches():
    found = list(stretches(at("2026-01-01T00:00"), at("2027-01-01T00:00"), AMSTERDAM))
    assert [(f"{one.start:%m-%d %H:%M}", one.offset // timedelta(hours=1)) for one in found] == [
        ("01-01 00:00", 1),
        ("03-29 01:00", 2),
        ("10-25 01:00", 1),
    ]
    assert found[-1].end == at("2027-01-01T00:00")


def test_no_time_at_all_is_one_stretch():
    (one,) = stretches(at("2026-01-01T00:00"), at("2026-01-01T00:00"), AMSTERDAM)
    assert one.start == one.end


@pytest.mark.parametrize(
    ("day", "clock_s", "instants"),
    [
        ("2026-03-28", 9_000, ["01:00"]),  # 02:30 is skipped; the clock is put forward.
        ("2026-10-24", 9_000, ["00:30", "01:00", "01:30"]),  # 02:30 comes twice.
        ("2026-06-01", 9_000, ["00:30"]),
        ("2026-06-01", 0, ["22:00"]),
    ],
)
def test_a_time_of_day_is_found_as_often_as_it_is_shown(day, clock_s, instants):
    start, end = at(f"{day}T12:00"), at(f"{day}T12:00") + timedelta(hours=23)
    found = sorted(clock_instants(start, end, AMSTERDAM, (clock_s,)))
    assert [f"{one:%H:%M}" for one in found] == instants


def test_start_and_end_are_not_between_them():
    noon = at("2026-06-01T10:00")  # 12:00 in Amsterdam.
    found = clock_instants(noon, noon + timedelta(days=2), AMSTERDAM, (43_200,))
    assert list(found) == [noon + timedelta(days=1)]


def test_at_the_ends_of_the_calendar_the_wall_clock_is_that_of_utc():
    assert offset_at(datetime.max.replace(tzinfo=UTC), AMSTERDAM) == timedelta(0)
    start = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
    assert sum(1 for _ in stretches(start, datetime.max.replace(tzinfo=UTC), AMSTERDAM)) == 2


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=400)), st.sampled_from(ZONES))
def test_stretches_join_without_gaps_and_each_keeps_its_offset(start, length, name):
    zone, end = zone_named(name), start + length
    found = list(stretches(start, end, zone))
    assert [one.start for one in found] == [start, *(one.end for one in found[:-1])]
    assert found[-1].end == end
    for one in found:
        assert offset_at(one.start, zone) == one.offset
        last = max(one.start, one.end - timedelta(microseconds=1))
        assert offset_at(last, zone) == one.offset


@given(INSTANTS, st.integers(0, 86_399), st.sampled_from(ZONES))
def test_every_instant_found_shows_that_time_or_is_a_change(start, clock_s, name):
    zone, end = zone_named(name), start + timedelta(days=3)
    changes = {one.start for one in stretches(start, end, zone)} - {start}
    for one in clock_instants(start, end, zone, (clock_s,)):
        local = one.astimezone(zone)
        shown_s = local.hour * 3600 + local.minute * 60 + local.second
        assert one in changes or shown_s == clock_s
        assert start < one < end
