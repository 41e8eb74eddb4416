"""Figures over time: lines with a shared range and a shared cursor; a million points a frame."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import Tick, moment_text, number_ticks, round_range, span_text
from console.present.peak_series import (
    Array,
    Mark,
    Series,
    alone,
    readout,
    series_summary,
    series_table,
    value_range,
)
from console.present.plot_places import spread
from console.present.plot_table import PlotTable
from console.qt.framed_plot import FramedPlot, added
from console.qt.plot_axes import NamesAxis, TimeAxis
from console.qt.plot_colours import line_colour, line_pen
from console.qt.shared_time import SharedTime
from console.qt.text_measures import metrics
from console.qt.theme import Theme

WIDE_LINE_POINTS = 600
"""Up to so many points a line is drawn wider; with more that would take too long."""
ZOOM_A_NOTCH = 0.8
MARK_REACH_PX = 5.0
MARK_SIGN = "\N{BLACK DOWN-POINTING TRIANGLE}"
LEAST_LEFT_PX = 36.0
"""Room for the figures at the left: plots one above the other stand in line."""


class SeriesPlot(FramedPlot):
    """Lines of one unit over time, in UTC; wheel zooms, drag moves, double click shows all."""

    bottom_axis = TimeAxis
    room_above = 0.0  # share of the range that stays free: a limit is no border

    def __init__(
        self, theme: Theme, name: str, time: SharedTime, parent: QWidget | None = None
    ) -> None:
        self._series: tuple[Series, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._time = time
        self._leads = False
        self._origin_s = 0.0
        super().__init__(theme, name, parent)
        self._curves: list[Any] = []
        self._mark_lines: list[Any] = []
        self._singles: list[NDArray[np.int64]] = []
        self._dots_alone = added(self.view, pg.ScatterPlotItem(size=4, pen=None))
        self._names = NamesAxis("right", self.view)
        self.sheet.addItem(self._names, row=1, col=2)
        self.view.setMouseEnabled(x=True, y=False)
        self.view.sigXRangeChanged.connect(self._on_view)
        time.range_changed.connect(self.redraw)
        time.cursor_changed.connect(self._on_cursor)

    def show_series(self, *series: Series, keep_limits: bool = False) -> None:
        """Replace the lines.

        Args:
            series: All of one unit; nearest to the reader first.
            keep_limits: The shared time already covers them, as when several plots share it.
        """
        self._series = series
        self._singles = [alone(one) for one in series]
        ends = [end for one in series if len(one.at_s) for end in (one.at_s[0], one.at_s[-1])]
        self._count_from(float(min(ends, default=0.0)))
        for number, curve in enumerate(self._curves_for(len(series))):
            one = series[number] if number < len(series) else None
            curve.setVisible(one is not None)
            if one is None:
                curve.setData([], [])
            else:
                finite = bool(np.isfinite(one.values).all())
                curve.setData(one.at_s - self._origin_s, one.values, skipFiniteCheck=finite)
        if ends and not keep_limits:
            self._time.set_limits(float(min(ends)), float(max(ends)))
        self.figures_changed()

    def _count_from(self, origin_s: float) -> None:
        """Items stand at seconds since the first point: an SVG has six digits for each place."""
        self._origin_s = origin_s
        self.bottom.origin_s = origin_s

    @property
    def shown_s(self) -> tuple[float, float]:
        """What of the time is on screen, in seconds since 1970."""
        low, high = self.view.viewRange()[0]
        return low + self._origin_s, high + self._origin_s

    def place_of(self, x: float, y: float) -> QPointF:
        """The pixel of a point; seconds since 1970, and the unit of the lines."""
        return super().place_of(x - self._origin_s, y)

    def value_at(self, at: QPointF) -> QPointF:
        """The point at a pixel; seconds since 1970, and the unit of the lines."""
        return super().value_at(at) + QPointF(self._origin_s, 0.0)

    def _curves_for(self, count: int) -> list[Any]:
        """At least so many lines; they stay on the view, where their owner is."""
        while len(self._curves) < count:
            curve = added(self.view, pg.PlotDataItem(antialias=True, connect="auto"))
            curve.setDownsampling(auto=True, method="peak")
            curve.setClipToView(True)
            self._curves.append(curve)
        return self._curves

    def show_marks(self, *marks: Mark) -> None:
        """Replace the notes of what happened when."""
        self._marks = marks
        self.redraw()

    def draw(self) -> None:
        """Bring all items up to the figures, the colours and the size."""
        low, high = self._time.shown
        self.dress(self._series[0].unit if self._series else "", span_text(low, high))
        self._names.dress(self.tokens)
        self._names.room_for([one.name for one in self._series])
        self.settle()
        self._set_x(low, high)
        self._fit_height()
        self._draw_marks()

    def _set_x(self, low: float, high: float) -> None:
        self._leads = True
        self.view.setXRange(low - self._origin_s, high - self._origin_s, padding=0)
        self._leads = False

    def _fit_height(self) -> None:
        """The range of what is on screen, in whole steps; lines as wide as their points allow."""
        drawn = [curve.getData() for curve in self._curves[: len(self._series)]]
        values: list[Array] = [each[1] for each in drawn if each[1] is not None]
        low, high = value_range(values)
        bottom, top = round_range(low, high + self.room_above * (high - low))
        rows = number_ticks(bottom, top, max(2, int(self.area.height() / 44)))
        self.left.room_for([tick.text for tick in rows], LEAST_LEFT_PX)
        self.settle()
        self.view.setYRange(bottom, top, padding=0)
        for number, curve in enumerate(self._curves[: len(self._series)]):
            wide = drawn[number][1] is not None and len(drawn[number][1]) <= WIDE_LINE_POINTS
            pen = line_pen(self.tokens, number, self.sharp(1.6) if wide else 1.0)
            if pen != curve.opts["pen"]:
                curve.setPen(pen)
        self._draw_singles()
        self._place_names(values, bottom)

    def _draw_singles(self) -> None:
        """Points without a neighbour make no line: they are dots."""
        found = list(zip(self._series, self._singles, strict=True))
        self._dots_alone.setData(
            x=np.concatenate([np.empty(0), *(one.at_s[at] for one, at in found)]) - self._origin_s,
            y=np.concatenate([np.empty(0), *(one.values[at] for one, at in found)]),
            brush=[
                pg.mkBrush(line_colour(self.tokens, number))
                for number, at in enumerate(self._singles)
                for _ in at
            ],
        )

    def _place_names(self, drawn: list[Array], bottom: float) -> None:
        """The name of each line where it ends, moved apart if need be."""
        area, line = self.area, metrics().height()
        ends = [_last_of(values, bottom) for values in drawn]
        ends += [bottom] * (len(self._series) - len(ends))
        pixels = [self.place_of(0, end).y() for end in ends]
        levels = spread(pixels, line, area.top() + line / 2, area.bottom() - line / 2)
        ticks = [
            Tick(self.value_at(QPointF(0, level)).y(), one.name)
            for one, level in zip(self._series, levels, strict=True)
        ]
        pens = [line_pen(self.tokens, number, self.sharp(2.0)) for number in range(len(ticks))]
        self._names.show_names(ticks, pens)

    def _draw_marks(self) -> None:
        """A dashed line down from a small triangle; the text is read off there."""
        while len(self._mark_lines) < len(self._marks):
            line = added(self.view, pg.InfiniteLine(angle=90))
            line.addMarker("v", 0.985, 9)
            self._mark_lines.append(line)
        pen = pg.mkPen(self.tokens.warning, width=1, style=Qt.PenStyle.DashLine)
        for number, line in enumerate(self._mark_lines):
            line.setVisible(number < len(self._marks))
            if number < len(self._marks):
                line.setPos(self._marks[number].at_s - self._origin_s)
                line.setPen(pen)

    def mark(self, at: QPointF | None) -> None:
        """A line at the instant, a dot on each line."""
        self.mark_nothing()
        cursor = self._time.cursor
        low, high = self._time.shown
        if at is None or cursor is None or not low <= cursor <= high:
            return
        dots = []
        for number, one in enumerate(self._series):
            index = one.nearest(cursor) if len(one.at_s) else -1
            if index >= 0 and np.isfinite(one.values[index]) and low <= one.at_s[index] <= high:
                colour = line_colour(self.tokens, number)
                place = float(one.at_s[index]) - self._origin_s
                dots.append((place, float(one.values[index]), colour))
        self.mark_across(cursor - self._origin_s, dots)

    def text_at(self, at: QPointF) -> str:
        """The exact values at a pixel, one line each."""
        self.freshen()
        if not self.spans(at):
            return ""
        here = self.value_at(at).x()
        low, high = self._time.shown
        reach_s = MARK_REACH_PX * (high - low) / self.area.width()
        noted = [
            f"{MARK_SIGN} {moment_text(one.at_s)}: {one.text}"
            for one in self._marks
            if abs(one.at_s - here) <= reach_s
        ]
        return "\n".join(filter(None, (readout(self._series, here), *noted)))

    def point_at(self, at: QPointF | None) -> None:
        """Read off a pixel, or stop reading off."""
        self.freshen()
        inside = at is not None and self.spans(at)
        self._leads = True
        self._time.point_at(self.value_at(at).x() if inside and at is not None else None)
        self._leads = False
        super().point_at(at if inside else None)

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next point of the first line, or by a pixel where points are denser."""
        self.freshen()
        filled = [one for one in self._series if len(one.at_s)]
        if at is None or not filled:
            return super().moved(None, across, down)
        now, times = self.value_at(at).x(), filled[0].at_s
        index = min(max(filled[0].nearest(now) + across, 0), len(times) - 1)
        pixel = self.place_of(float(times[index]), 0.0).x()
        least = at.x() + across
        return QPointF(max(pixel, least) if across > 0 else min(pixel, least), at.y())

    def _on_view(self, *_: object) -> None:
        """Somebody zoomed or moved this plot: the others follow, as far as there is time."""
        if not self._leads:
            self._time.show(*self.shown_s)
            self.redraw()

    def _on_cursor(self, at_s: float | None) -> None:
        """Another plot reads off an instant: this one shows its own figures there."""
        if self._leads:
            return
        self.freshen()
        low, high = self._time.shown
        place = None
        if at_s is not None and low <= at_s <= high:
            place = QPointF(self.place_of(at_s, 0.0).x(), self.area.top())
        self.show_pointer(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all there is."""
        super().mouseDoubleClickEvent(event)
        self._time.show_all()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor and the range by keys."""
        if event.text() in ("+", "="):
            self._zoom(ZOOM_A_NOTCH)
        elif event.text() == "-":
            self._zoom(1 / ZOOM_A_NOTCH)
        elif event.text() == "0":
            self._time.show_all()
        else:
            super().keyPressEvent(event)

    def _zoom(self, factor: float) -> None:
        """Around what is read off, else around the middle."""
        self.freshen()
        centre = None if self.pointer is None else self.view.mapSceneToView(self.pointer)
        self.view.scaleBy(x=factor, center=centre)

    def table(self) -> PlotTable:
        """The figures as a table."""
        return series_table(self._series, *self._time.shown)

    def summary(self) -> str:
        """The plot in words."""
        return series_summary(self._series)


def _last_of(values: Array, otherwise: float) -> float:
    """The last value there is."""
    there = values[np.isfinite(values)]
    return float(there[-1]) if len(there) else otherwise
