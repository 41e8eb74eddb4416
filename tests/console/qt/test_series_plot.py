import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from console.present.peak_series import Mark, Series
from console.qt.series_plot import SeriesPlot
from console.qt.shared_time import SharedTime
from console.qt.theme import DARK, LIGHT
from tests.console.qt.goldens import share_that_differs
from tests.console.qt.plot_kinds import T0, drag, pointer_away

HOUR = 3600.0


@pytest.fixture
def pair(theme, qtbot):
    """Two plots that share their time; the second has a point a minute."""
    pointer_away()
    time = SharedTime()
    plots = []
    for name, step_s in (("throughput", 1.0), ("lag", 60.0)):
        plot = SeriesPlot(theme, name, time)
        at_s = T0 + np.arange(0, HOUR + 1, step_s)
        plot.resize(600, 240)
        qtbot.addWidget(plot)
        plot.show()
        plot.show_series(
            Series(name=name, at_s=at_s, values=at_s - T0, unit="x"), keep_limits=bool(plots)
        )
        plot.grab()
        plots.append(plot)
    return time, *plots


def wheel(plot, notches, x):
    at = QPointF(x, 100)
    event = QWheelEvent(
        at,
        plot.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)


def at_time(plot, at_s):
    return QPointF(plot.place_of(at_s, 0).x(), 100)


def test_both_show_the_same_range_when_one_is_zoomed(pair):
    time, first, second = pair
    wheel(first, 5, 300)
    low, high = time.shown
    assert T0 < low < high < T0 + HOUR
    for plot in (first, second):
        assert plot.shown_s == pytest.approx((low, high), abs=1e-3)


def test_the_place_under_the_pointer_stays_when_zooming(pair):
    _, first, _ = pair
    before = first.value_at(QPointF(200, 100)).x()
    wheel(first, 3, 200)
    assert abs(first.value_at(QPointF(200, 100)).x() - before) < 1


def test_reading_off_one_reads_off_the_other_at_the_same_instant(pair):
    time, first, second = pair
    first.point_at(QPointF(300, 100))
    assert time.cursor is not None
    assert abs(second.value_at(second.pointer).x() - time.cursor) < 1
    first.point_at(None)
    assert second.pointer is None


def test_what_is_read_off_is_the_value_that_is_there(pair):
    _, first, second = pair
    first.point_at(at_time(first, T0 + 1800))
    assert first.text_at(first.pointer) == "2026-06-01 10:30:00 UTC\nthroughput: 1,800 x"
    near = at_time(second, T0 + 1820)
    assert second.text_at(near) == "2026-06-01 10:30:00 UTC\nlag: 1,800 x"


def test_dragging_moves_the_range_and_a_double_click_shows_all(pair, qtbot):
    time, first, _ = pair
    wheel(first, 6, 300)
    low, high = time.shown
    surface = first.viewport()
    qtbot.mousePress(surface, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    drag(surface, QPoint(280, 100))
    drag(surface, QPoint(250, 100))
    qtbot.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=QPoint(250, 100))
    assert time.shown[0] > low
    assert abs((time.shown[1] - time.shown[0]) - (high - low)) < 1e-3
    qtbot.mouseDClick(surface, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    assert time.shown == (T0, T0 + HOUR)


def test_keys_zoom_and_the_range_stays_within_what_there_is(pair, qtbot):
    time, first, _ = pair
    qtbot.keyClicks(first, "+++")
    narrow = time.shown
    assert narrow[1] - narrow[0] < HOUR
    qtbot.keyClicks(first, "----")
    assert time.shown == (T0, T0 + HOUR)
    qtbot.keyClicks(first, "+0")
    assert time.shown == (T0, T0 + HOUR)


def test_new_points_widen_a_range_that_showed_all_and_leave_another(pair):
    time, first, _ = pair
    more = T0 + np.arange(0, 2 * HOUR)
    series = Series(name="throughput", at_s=more, values=more, unit="x")
    first.show_series(series)
    assert time.shown == (T0, T0 + 2 * HOUR - 1)
    time.show(T0 + 10, T0 + 20)
    first.show_series(series)
    assert time.shown == (T0 + 10, T0 + 20)


def test_saved_values_are_those_of_the_range_on_screen(pair):
    time, first, _ = pair
    time.show(T0 + 10, T0 + 12)
    assert [row[2] for row in first.table().rows] == ["10", "11", "12"]


def test_a_line_without_values_is_drawn_as_nothing(pair):
    _, first, _ = pair
    nothing = np.full(3, np.nan)
    first.show_series(Series(name="x", at_s=T0 + np.arange(3.0), values=nothing, unit="x"))
    assert not first.grab().isNull()
    assert first.text_at(QPointF(300, 100)).endswith("x: no value x")


def test_what_happened_is_marked_and_read_off_at_its_place(pair):
    _, first, _ = pair
    before = first.grab().toImage()
    first.show_marks(Mark(T0 + 1800, "hub-2 reconnected after 41 s"), Mark(T0 - 5, "earlier"))
    assert share_that_differs(first.grab().toImage(), before) > 0
    place = at_time(first, T0 + 1800)
    assert first.text_at(place).endswith("▼ 2026-06-01 10:30:00 UTC: hub-2 reconnected after 41 s")
    assert "▼" not in first.text_at(place + QPointF(20, 0))


def test_a_value_without_neighbours_is_seen_as_a_dot(pair):
    _, first, _ = pair
    values = np.full(61, np.nan)
    at_s = T0 + 60 * np.arange(61.0)
    first.show_series(Series(name="x", at_s=at_s, values=values, unit="x"))
    before = first.grab().toImage()
    values[30] = 0.5
    first.show_series(Series(name="x", at_s=at_s, values=values, unit="x"))
    place = first.place_of(at_s[30], 0.5).toPoint()
    around = QRect(place - QPoint(3, 3), QSize(7, 7))
    assert share_that_differs(first.grab(around).toImage(), before.copy(around)) > 0.1


def test_only_a_line_of_few_points_is_wide_for_more_would_take_too_long(pair):
    _, first, second = pair
    assert first._curves[0].opts["pen"].widthF() == 1
    assert second._curves[0].opts["pen"].widthF() > 1
    assert second._curves[0].opts["pen"].isCosmetic()


def test_peaks_of_a_day_in_seconds_are_all_on_screen(pair):
    time, first, _ = pair
    values = np.zeros(86_400)
    values[[1234, 70_000]] = (9.0, -4.0)
    first.show_series(Series(name="x", at_s=T0 + np.arange(86_400.0), values=values, unit="x"))
    time.show_all()
    drawn = first._curves[0].getData()[1]
    assert (drawn.min(), drawn.max()) == (-4, 9)
    assert len(drawn) < 20_000
    low, high = first.view.viewRange()[1]
    assert low <= -4
    assert high >= 9


def test_fewer_lines_than_before_leave_none_of_the_others(pair):
    _, first, _ = pair
    one = Series(name="x", at_s=T0 + np.arange(60.0), values=np.arange(60.0), unit="x")
    first.show_series(one)
    alone = first.grab().toImage()
    first.show_series(one, Series(name="y", at_s=one.at_s, values=60 - one.values, unit="x"))
    assert share_that_differs(first.grab().toImage(), alone) > 0
    first.show_series(one)
    assert share_that_differs(first.grab().toImage(), alone) == 0


def test_what_nobody_sees_is_drawn_when_somebody_does(theme, qtbot):
    drawn = []

    class CountedPlot(SeriesPlot):
        def draw(self):
            drawn.append(1)
            super().draw()

    time = SharedTime()
    plot = CountedPlot(theme, "hidden", time)
    time.setParent(plot)
    qtbot.addWidget(plot)
    for _ in range(5):
        plot.show_series(Series(name="x", at_s=T0 + np.arange(9.0), values=np.ones(9), unit="x"))
    assert drawn == []
    plot.show()
    assert plot.text_at(QPointF(plot.area.center())).endswith("x: 1 x")
    before = len(drawn)
    plot.hide()
    theme.use(LIGHT)
    theme.use(DARK)
    assert len(drawn) == before


def test_the_closest_zoom_shows_what_was_asked_for(pair):
    time, first, second = pair
    time.show(T0 + 100, T0 + 100.001)
    low, high = time.shown
    assert high - low == pytest.approx(1, abs=1e-3)
    for plot in (first, second):
        assert plot.shown_s == pytest.approx((low, high), abs=1e-3)
