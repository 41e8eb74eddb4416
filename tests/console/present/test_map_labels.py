from itertools import combinations
from math import cos, radians

from hypothesis import given
from hypothesis import strategies as st

from console.present.map_labels import KM_A_DEGREE, label_places, scale_bar

SIZE = (600.0, 400.0)
DOTS = st.lists(
    st.tuples(st.floats(0, 600), st.floats(0, 400), st.floats(3, 8)), min_size=1, max_size=25
)


def apart(one, other):
    return (
        one[0] + one[2] <= other[0]
        or other[0] + other[2] <= one[0]
        or one[1] + one[3] <= other[1]
        or other[1] + other[3] <= one[1]
    )


@given(DOTS, st.floats(10, 150))
def test_names_touch_neither_one_another_nor_a_dot_nor_the_edge(dots, width):
    placed = label_places(dots, [width] * len(dots), 15.0, SIZE)
    assert all(apart(one, other) for one, other in combinations(placed.values(), 2))
    squares = [(x - r, y - r, 2 * r, 2 * r) for x, y, r in dots]
    assert all(apart(box, square) for box in placed.values() for square in squares)
    assert all(box[0] >= 0 and box[0] + box[2] <= SIZE[0] for box in placed.values())


def test_a_lonely_name_stands_at_the_right_and_at_the_edge_at_the_left():
    placed = label_places([(100, 100, 5), (590, 300, 5)], [50, 50], 14, SIZE)
    assert placed[0][0] == 109
    assert placed[1][0] + 50 == 581


@given(st.floats(4, 6000), st.floats(30, 70))
def test_the_bar_is_as_long_as_it_says(scale, latitude):
    length, text = scale_bar(scale, latitude, 110)
    number, unit = text.replace(",", "").split()
    km = float(number) / (1 if unit == "km" else 1000)
    assert 20 < length <= 110
    assert abs(length / scale * KM_A_DEGREE * cos(radians(latitude)) - km) < 1e-6 * km
