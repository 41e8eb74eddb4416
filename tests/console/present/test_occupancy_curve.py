import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from console.present.occupancy_curve import curves_summary, curves_table, occupancy_curve
from console.present.plot_table import csv_text

HISTORIES = st.lists(st.tuples(st.integers(0, 8), st.integers(1, 5000)), min_size=1, max_size=60)


def a_curve(history=((4, 900), (2, 1800), (0, 900)), evses=4):
    occupied, lasted = np.array(history).T
    return occupancy_curve("site", occupied.astype(np.int64), lasted.astype(float), evses)


@given(HISTORIES)
def test_the_area_under_the_curve_is_the_occupied_time(history):
    curve = a_curve(history, evses=8)
    widths = np.diff(np.r_[0.0, curve.until])
    total = sum(lasted for _, lasted in history)
    used = sum(occupied * lasted for occupied, lasted in history)
    assert abs(float(widths @ curve.occupied) * total - used) < 1e-6 * total
    assert (np.diff(curve.occupied) < 0).all()
    assert (widths > 0).all()
    assert curve.until[-1] == 1.0


@given(HISTORIES, st.floats(0.001, 1))
def test_so_many_are_occupied_for_at_least_that_share(history, share):
    curve = a_curve(history, evses=8)
    total = sum(lasted for _, lasted in history)
    level = curve.occupied_at(share)
    assert sum(lasted for one, lasted in history if one >= level) / total >= share - 1e-9


def test_what_is_read_off_is_exact():
    curve = a_curve()
    assert curve.readout(0.25) == "site: 25.0 % of the time at least 4 of 4 EVSEs"
    assert curve.readout(0.251) == "site: 25.1 % of the time at least 2 of 4 EVSEs"
    assert curve.readout(1.0) == "site: 100.0 % of the time at least 0 of 4 EVSEs"
    assert curve.full_share == 0.25
    assert a_curve(evses=5).full_share == 0
    assert "all 25.0 % of the time" in curves_summary((curve,))


def test_the_table_has_a_row_a_level():
    assert csv_text(curves_table((a_curve(),))).splitlines()[1:] == [
        "site,0.25,4,4",
        "site,0.75,2,4",
        "site,1,0,4",
    ]
