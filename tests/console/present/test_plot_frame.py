from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from console.present.plot_frame import Frame, kept_inside, spread, zoomed

FRAME = Frame(left=40, top=10, width=200, height=100, x_low=0, x_high=50, y_low=-1, y_high=1)


@given(st.floats(0, 50), st.floats(-1, 1))
def test_a_place_on_the_surface_leads_back_to_its_value(x, y):
    assert abs(FRAME.value_at_x(FRAME.x_of(x)) - x) < 1e-9
    assert abs(FRAME.value_at_y(FRAME.y_of(y)) - y) < 1e-9
    points = FRAME.points(np.array([x]), np.array([y]))
    assert np.allclose(points[0], (FRAME.x_of(x), FRAME.y_of(y)))


def test_up_is_more_and_the_edges_belong_to_it():
    assert FRAME.y_of(1) == FRAME.top
    assert FRAME.y_of(-1) == FRAME.bottom
    assert FRAME.holds(FRAME.left, FRAME.bottom)
    assert not FRAME.holds(FRAME.right + 1, FRAME.top)


@given(st.lists(st.floats(0, 500), max_size=20), st.floats(1, 40))
def test_labels_keep_apart_inside_and_in_order(centres, gap):
    placed = spread(centres, gap, 0, 500)
    least = min(gap, 500 / max(1, len(centres) - 1))
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    ascending = [placed[index] for index in order]
    assert all(-1e-6 <= each <= 500 + 1e-6 for each in placed)
    assert all(b - a >= least - 1e-6 for a, b in pairwise(ascending))


def test_labels_with_room_stay_where_they_are():
    assert spread([10, 200, 90], 20, 0, 300) == [10, 200, 90]


@given(st.floats(0, 100), st.floats(1, 50), st.floats(0.1, 10))
def test_zooming_keeps_the_place_and_ranges_keep_within_limits(centre, width, factor):
    low, high = zoomed(centre - width, centre + width, centre, factor)
    assert abs((low + high) / 2 - centre) < 1e-6
    least, most = kept_inside(low, high, (-20, 120))
    assert -20 - 1e-9 <= least < most <= 120 + 1e-9
