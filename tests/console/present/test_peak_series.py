import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from console.present.peak_series import (
    MANY,
    Series,
    peaks,
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


@given(
    hnp.arrays(np.float64, st.integers(1, 3000), elements=st.floats(-1e6, 1e6)),
    st.integers(1, 60),
)
def test_thinning_loses_no_extreme_invents_nothing_and_is_short(values, columns):
    series = a_series(values)
    at_s, drawn = peaks(series, series.at_s[0], series.at_s[-1], columns)
    assert drawn.min() == values.min()
    assert drawn.max() == values.max()
    assert np.isin(drawn, values).all()
    assert np.all(np.diff(at_s) >= 0)
    assert len(drawn) == len(at_s) <= MANY * columns + 2


def test_each_column_keeps_its_own_extremes():
    values = np.zeros(10_000)
    values[1234], values[7777] = 5, -5
    series = a_series(values)
    at_s, drawn = peaks(series, series.at_s[0], series.at_s[-1], 100)
    assert abs(at_s[drawn == 5][0] - series.at_s[1234]) <= 100
    assert abs(at_s[drawn == -5][0] - series.at_s[7777]) <= 100


def test_only_the_range_and_one_point_on_each_side_is_drawn():
    series = a_series(range(100))
    at_s, _ = peaks(series, T0 + 10.5, T0 + 20.5, 1000)
    assert at_s.tolist() == [T0 + each for each in range(10, 22)]


def test_missing_values_do_not_hide_their_neighbours():
    values = np.ones(5000)
    values[::2] = np.nan
    series = a_series(values)
    _, drawn = peaks(series, series.at_s[0], series.at_s[-1], 50)
    assert np.nanmax(drawn) == 1


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
