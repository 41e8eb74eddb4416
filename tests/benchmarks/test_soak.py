"""What the soak calls a failure: each has a case that shows it."""

from dataclasses import replace

import pytest

from tests.benchmarks.soak import Soaked

GOOD = Soaked(
    database="sqlite",
    minutes=10.0,
    sessions=120_000,
    rate_per_s=200.0,
    last_seq=122_000,
    told=120_001,
    gaps=0,
    rows_in_table=122_000,
    verified_to=122_000,
    problem="",
    losses=0,
    window_mb_early=240.0,
    window_mb_end=250.0,
    reader_mb_early=80.0,
    reader_mb_end=84.0,
    late_p50_ms=0.2,
    late_p99_ms=20.0,
)


def test_a_soak_in_which_all_went_well_has_no_failure():
    assert GOOD.failures == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"gaps": 1}, "1 gaps"),
        ({"told": 120_000}, "120000 of 120001 entries told"),
        ({"rows_in_table": 121_999}, "121999 rows of 122000"),
        ({"verified_to": 121_980}, "verified to 121980 of 122000"),
        ({"problem": "entry number 7 is missing"}, "entry number 7 is missing"),
        ({"losses": 2}, "the books were lost 2 times"),
        ({"window_mb_end": 265.0}, "the memory of the window grew from 240 to 265 MB"),
        ({"reader_mb_end": 100.0}, "the memory of the reader grew from 80 to 100 MB"),
        ({"rate_per_s": 150.0}, "150 sessions/s"),
    ],
)
def test_whatever_goes_wrong_is_named(changes, named):
    (failure,) = replace(GOOD, **changes).failures
    assert named in failure
