from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from console.present.fan_bands import BANDS, fan_of
from console.present.plot_table import csv_text

SHAPES = st.tuples(st.integers(1, 30), st.integers(1, 12))
VALUES = hnp.arrays(np.float64, SHAPES, elements=st.floats(-1e6, 1e6))


@given(VALUES)
def test_bands_lie_within_one_another_around_the_median(values):
    fan = fan_of(values, at=np.arange(values.shape[1], dtype=float), at_unit="day", unit="EUR")
    edges = [*fan.lows, fan.median, *fan.highs[::-1]]
    assert all((lower <= upper).all() for lower, upper in pairwise(edges))
    assert (fan.lows[0] >= values.min(axis=0)).all()
    assert (fan.highs[0] <= values.max(axis=0)).all()


def a_fan():
    values = np.arange(1, 102, dtype=float)[:, None] * (1.0, 2.0)
    return fan_of(
        values, at=np.array([1.0, 2.0]), at_unit="day", unit="EUR", base=np.array([40.0, 80.0])
    )


def test_what_is_read_off_is_exact():
    assert a_fan().readout(0) == (
        "day 1\nmedian: 51.0 EUR\n50 %: 26.0 to 76.0 EUR\n80 %: 11.0 to 91.0 EUR\n"
        "95 %: 3.5 to 98.5 EUR\nbase: 40.0 EUR"
    )
    assert a_fan().step_at(1.7) == 1
    assert a_fan().summary().startswith("101 replications. day 2, median: 102.0 EUR")


def test_the_table_has_a_row_a_step():
    lines = csv_text(a_fan().table()).splitlines()
    assert lines[0] == "day,median," + ",".join(f"low{b},high{b}" for b in BANDS) + ",base"
    assert lines[1] == "1,51,3.5,98.5,11,91,26,76,40"
