"""Plots: whatever the figures, all that is drawn is on the page, and says what it shows."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.invoicing.pdf_sheet import sheets
from core.service.render_documents import document_fonts
from simulation.outputs.chart_bars import Bar, Swing, bars_chart, tornado_chart
from simulation.outputs.chart_checks import Mark, checks_chart
from simulation.outputs.chart_curves import Curve, curves_chart
from simulation.outputs.chart_differences import Gap, differences_chart
from simulation.outputs.chart_fan import fan_chart
from simulation.outputs.chart_frame import axis_over, exact_axis
from simulation.outputs.chart_grid import grid_chart
from simulation.outputs.chart_stack import stack_chart
from simulation.outputs.chart_waterfall import Step, waterfall_chart
from simulation.outputs.chart_week import week_chart
from simulation.outputs.drawing import Anchor, Box, Drawing, Trace, Words, shortened, text_width
from simulation.outputs.pdf_drawing import draw_on
from simulation.outputs.report_colours import ramp_colour
from simulation.outputs.svg_drawing import svg_of

VALUES = st.floats(-1e9, 1e9).map(lambda value: round(value, 3))
NAMES = st.text(min_size=1, max_size=40)


def corners_of(drawing):
    for shape in drawing.shapes:
        match shape:
            case Trace():
                yield from shape.places
            case Box():
                yield shape.x, shape.y
                yield shape.x + shape.width, shape.y + shape.height
            case Words():
                yield shape.x, shape.y


def spans_of(drawing):
    """From where to where each lying text goes."""
    for shape in drawing.shapes:
        if isinstance(shape, Words) and not shape.is_upward:
            width = text_width(shape.words, shape.size)
            part = {Anchor.START: 0.0, Anchor.MIDDLE: 0.5, Anchor.END: 1.0}[shape.anchor]
            yield shape.words, shape.x - part * width, shape.x + (1 - part) * width


def is_on_the_page(drawing):
    assert drawing.shapes
    for x, y in corners_of(drawing):
        assert -0.01 <= x <= drawing.width + 0.01
        assert -0.01 <= y <= drawing.height + 0.01
    ET.fromstring(svg_of(drawing))  # noqa: S314 (our own text)


@given(values=st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=6))
def test_a_fan_of_any_figures_is_on_the_page(values):
    table = np.array(values)
    for base in (table[:1], table[:, :1], np.hstack((table, table))):
        is_on_the_page(fan_chart(table, unit="EUR", base=base))


@given(shares=st.lists(st.floats(0, 1), min_size=168, max_size=168))
def test_a_week_of_any_use_is_on_the_page(shares):
    is_on_the_page(week_chart("hub", np.array(shares)))


@given(ends=st.lists(VALUES, min_size=1, max_size=8), names=st.lists(NAMES, min_size=8, max_size=8))
def test_curves_of_any_names_and_figures_are_on_the_page(ends, names):
    curves = [
        Curve(name=name, at=np.array([0.0, 1.0]), values=np.array([0.0, end]))
        for name, end in zip(names, ends, strict=False)
    ]
    upward = axis_over("EUR", [0.0, *ends])
    is_on_the_page(curves_chart(curves, exact_axis("day", 0, 1), upward, "curves"))


@given(parts=st.lists(st.lists(st.floats(0, 1e9), min_size=3, max_size=3), min_size=2, max_size=6))
@example(parts=[[0.0, 0.0, 0.0], [0.0, 0.0, 5e-324]])
def test_a_stack_of_any_parts_is_on_the_page(parts):
    is_on_the_page(stack_chart(("young", "old", "older"), np.array(parts), unit="EUR"))


@given(
    values=st.lists(
        st.lists(VALUES | st.just(float("nan")), min_size=3, max_size=3), min_size=1, max_size=5
    ),
    name=NAMES,
)
def test_a_grid_of_any_figures_is_on_the_page(values, name):
    down = [f"{name} {number}" for number in range(len(values))]
    titles = ("price", "share")
    is_on_the_page(grid_chart(np.array(values), (down, ("a", "b", name)), titles, "EUR", 1))


def test_a_stack_ends_where_its_parts_add_up():
    parts = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert stack_chart(("a", "b"), parts, unit="EUR").summary == "EUR by day: at most 7."


def test_an_hour_that_was_not_simulated_is_left_free():
    share = np.full(168, 0.2)
    share[24:] = np.nan
    drawing = week_chart("dc", share)
    assert "mean 20.0 %" in drawing.summary
    said = [one.said for one in drawing.shapes if isinstance(one, Box) and one.said]
    assert len(said) == 24


@given(
    marks=st.lists(st.tuples(VALUES, st.floats(0, 1e6), st.booleans()), min_size=1, max_size=8),
    name=NAMES,
)
def test_checks_of_any_distance_are_on_the_page(marks, name):
    is_on_the_page(
        checks_chart(
            [
                Mark(name=name, distance=distance, spread=spread, is_passed=passed)
                for distance, spread, passed in marks
            ],
            "theory",
        )
    )


@given(sizes=st.lists(st.floats(0, 1e9), max_size=8), name=NAMES)
def test_bars_of_any_size_are_on_the_page(sizes, name):
    is_on_the_page(bars_chart([Bar(name, size, f"{size:.0f}") for size in sizes], name))


@given(ends=st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=8), name=NAMES)
def test_a_tornado_of_any_swings_is_on_the_page(ends, name):
    swings = [
        Swing(name=name, low_input="-20 %", high_input="+20 %", low=low, high=high)
        for low, high in ends
    ]
    is_on_the_page(tornado_chart(swings, "EUR"))


@given(changes=st.lists(VALUES, min_size=1, max_size=8))
def test_a_waterfall_of_any_changes_is_on_the_page_and_ends_where_they_add_up(changes):
    steps = [Step("all", 1_000.0, is_total=True), *(Step("part", one) for one in changes)]
    end = 1_000.0 + sum(changes)
    drawing = waterfall_chart([*steps, Step("left", end, is_total=True)], "EUR")
    is_on_the_page(drawing)
    hooks = [one for one in drawing.shapes if isinstance(one, Trace) and one.width == 0.6]
    bar = [one for one in drawing.shapes if isinstance(one, Box)][-1]
    last = hooks[-1].places[0][1]
    assert min(abs(last - bar.y), abs(last - bar.y - bar.height)) < 0.7


@given(
    gaps=st.lists(
        st.tuples(VALUES, st.floats(0, 1e9) | st.just(float("inf"))), min_size=1, max_size=8
    ),
    name=NAMES,
)
def test_differences_of_any_size_are_on_the_page(gaps, name):
    is_on_the_page(
        differences_chart(
            [
                Gap(
                    name=name,
                    mean=mean,
                    half_width=half,
                    text=f"{mean:.0f}",
                    is_different=half < abs(mean),
                    is_better=mean > 0,
                )
                for mean, half in gaps
            ],
            "difference, %",
        )
    )


def a_gap(*, is_different, is_better):
    return Gap(
        name="CPO net",
        mean=1.0,
        half_width=0.5,
        text="+1.00 EUR",
        is_different=is_different,
        is_better=is_better,
    )


@pytest.mark.parametrize(
    ("is_different", "is_better", "word"),
    [
        (False, True, "not distinguishable"),
        (True, None, "different"),
        (True, True, "better"),
        (True, False, "worse"),
    ],
)
def test_a_difference_says_in_a_word_what_its_colour_says(is_different, is_better, word):
    drawing = differences_chart([a_gap(is_different=is_different, is_better=is_better)], "%")
    assert word in [one.words for one in drawing.shapes if isinstance(one, Words)]
    assert word in drawing.summary


def test_names_at_the_ends_of_curves_do_not_lie_over_one_another():
    line = np.array([0.0, 1.0])
    curves = [Curve(name=f"class {number}", at=line, values=line * 0.0) for number in range(6)]
    drawing = curves_chart(curves, exact_axis("day", 0, 1), axis_over("EUR", [0, 1]), "six")
    places = sorted(
        one.y for one in drawing.shapes if isinstance(one, Words) and one.words[:5] == "class"
    )
    assert min(np.diff(places)) > 9


def test_the_busiest_hour_of_a_week_is_told_and_is_the_darkest():
    share = np.full(168, 0.1)
    share[24 + 17] = 0.6
    drawing = week_chart("hub_300", share)
    assert "most 60.0 % on Tue at 17:00" in drawing.summary
    said = {one.said: one.fill for one in drawing.shapes if isinstance(one, Box)}
    assert said["Tue 17:00: 60.0 %"] == ramp_colour(1.0)


def test_a_ramp_only_gets_darker():
    def light(colour):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.3 * red + 0.59 * green + 0.11 * blue

    lights = [light(ramp_colour(share)) for share in np.linspace(0, 1, 50)]
    assert lights == sorted(lights, reverse=True)
    assert ramp_colour(-1) == ramp_colour(0)
    assert ramp_colour(2) == ramp_colour(1)


def test_parts_of_a_whole_are_told_with_what_they_add_up_to():
    drawing = bars_chart([Bar("a", 30, "30"), Bar("b", 10, "10")], "failures")
    words = [one.words for one in drawing.shapes if isinstance(one, Words)]
    assert {"75.0 %", "25.0 %", "100.0 %"} <= set(words)


def test_texts_of_a_tornado_stay_within_the_page():
    swings = [Swing(name="x" * 80, low_input="-20 %", high_input="+20 %", low=-40, high=46)]
    for _, begin, end in spans_of(tornado_chart(swings, "change, EUR")):
        assert begin >= -0.01
        assert end <= 487.01


def test_an_axis_has_round_ticks_and_all_values_on_it():
    axis = axis_over("EUR", [3.0, 97.0], zero=True)
    assert (axis.low, axis.high) == (0.0, 100.0)
    assert [one.text for one in axis.ticks] == ["0", "20", "40", "60", "80", "100"]
    flat = axis_over("EUR", [5.0, 5.0, float("inf")])
    assert flat.low < 5 < flat.high
    assert axis_over("EUR", []).ticks


def test_a_text_of_strangers_is_text_and_not_markup():
    drawing = Drawing(100, 50, '"><script>')
    drawing.add(Words(x=1, y=9, words="<b>&", colour="#000000"))
    drawing.add(Box(x=1, y=9, width=2, height=2, fill="#000000", said="<i>"))
    root = ET.fromstring(svg_of(drawing))  # noqa: S314 (our own text)
    assert root.attrib["aria-label"] == '"><script>'
    assert [one.text for one in root.iter() if one.text] == ["<b>&", "<i>"]


def test_a_text_that_is_too_long_is_cut():
    cut = shortened("a rather long name of a charge point", 60)
    assert cut.endswith("…")
    assert text_width(cut) <= 60
    assert shortened("short", 60) == "short"


def test_a_drawing_is_the_same_bytes_of_pdf_twice():
    drawing = fan_chart(np.ones((2, 1)), unit="EUR", base=np.ones((2, 1)), base_name="base")

    def pdf():
        return sheets(
            "t", "f", document_fonts(), lambda sheet: draw_on(sheet.canvas, drawing, 54, 700)
        )

    assert pdf() == pdf()
