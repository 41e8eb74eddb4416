from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from console.present.plot_places import kept_inside, spread


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


@given(st.floats(-500, 500), st.floats(1, 300))
def test_ranges_keep_their_width_and_keep_within_limits(low, width):
    least, most = kept_inside(low, low + width, (-20, 120))
    assert -20 - 1e-9 <= least < most <= 120 + 1e-9
    assert abs((most - least) - min(width, 140)) < 1e-9
