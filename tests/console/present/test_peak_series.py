import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from console.present.peak_series import (
    Series,
    alone,
    readout,
    series_summary,
    series_table,
    throughput_series,
)
from console.present.plot_table import csv_text
from core.service.throughput import Bucket
from tests.builders import START

T0 = START.timestamp()


def a_series(values, *, name="settled", step_s=1.0, decimals=0):
    return Series(
        name=name,
        at_s=T0 + np.arange(len(values)) * step_s,
        values=np.array(values, np.float64),
        unit="sessions/s",
        decimals=decimals,
    )


@given(hnp.arrays(np.float64, st.integers(0, 12), elements=st.sampled_from([1.0, np.nan])))
def test_a_value_is_alone_if_there_is_none_on_either_side(values):
    there = {number for number, value in enumerate(values) if np.isfinite(value)}
    expected = [at for at in sorted(there) if at - 1 not in there and at + 1 not in there]
    assert alone(a_series(values)).tolist() == expected


def test_what_is_read_off_is_exact_and_says_the_time():
    first = a_series([1, 2, 3], name="authorised")
    second = a_series([0.25, 0.5], name="settled", step_s=60, decimals=2)
    assert readout((first, second), T0 + 1.2) == (
        "2026-06-01 10:00:01 UTC\nauthorised: 2 sessions/s\n"
        "settled: 0.25 sessions/s (2026-06-01 10:00:00 UTC)"
    )
    assert readout((), T0) == ""


def test_the_table_has_the_points_of_the_range_in_full_precision():
    series = a_series([0.1, 1 / 3, 7])
    text = csv_text(series_table((series,), T0 + 1, T0 + 2))
    assert text.splitlines() == [
        "series,time_utc,value,unit",
        "settled,2026-06-01T10:00:01Z,0.3333333333333333,sessions/s",
        "settled,2026-06-01T10:00:02Z,7,sessions/s",
    ]


def test_the_summary_names_the_extremes_and_an_empty_line():
    text = series_summary((a_series([3, 9, 4]), a_series([], name="late")))
    assert "3 points" in text
    assert "lowest 3, highest 9, last 4" in text
    assert text.endswith("late: no values.")


def test_buckets_become_a_line_that_says_how_long_a_bucket_is():
    series = throughput_series([Bucket(START, 3, 0), Bucket(START, 4, 0)], 600)
    assert series.values.tolist() == [3, 4]
    assert series.unit == "sessions ended per 10 min"
    assert throughput_series([], 45).unit == "sessions ended per 45 s"
