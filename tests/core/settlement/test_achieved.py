"""The time to the money is the bank's where it told one, and the promise is judged by it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.settlement.achieved import PaidSession, achieved

ENDED = datetime(2026, 6, 1, 11, tzinfo=UTC)
INSTRUCTED = datetime(2026, 6, 3, 2, tzinfo=UTC)


def a_paid(took_h=39, **changes):
    fields = {
        "started_at": ENDED,
        "due_at": ENDED + timedelta(hours=48),
        "instructed_at": ENDED + timedelta(hours=took_h),
    }
    return PaidSession(**(fields | changes))


@pytest.mark.parametrize(
    ("confirmed_on", "hours", "kept"),
    [
        (None, 39, True),
        (date(2026, 6, 3), 39, True),
        (date(2026, 6, 2), 39, True),
        # A day later, from noon: 73 hours.
        (date(2026, 6, 4), 73, False),
    ],
)
def test_the_bank_confirms_the_instructed_time_or_tells_a_later_day(confirmed_on, hours, kept):
    one = a_paid(instructed_at=INSTRUCTED, confirmed_on=confirmed_on)
    assert one.took == timedelta(hours=hours)
    assert one.kept_promise is kept


def test_the_distribution_is_by_nearest_rank():
    found = achieved(a_paid(hours) for hours in range(100, 0, -1))
    assert (found.sessions, found.p50_s, found.p95_s) == (100, 50 * 3600, 95 * 3600)
    assert (found.kept, found.confirmed) == (48, 0)
    assert achieved([a_paid(7)]).p50_s == achieved([a_paid(7)]).p95_s == 7 * 3600


def test_of_nothing_there_is_no_time():
    nothing = achieved([])
    assert (nothing.sessions, nothing.p50_s, nothing.p95_s) == (0, None, None)
