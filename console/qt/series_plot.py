"""Figures over time: lines with a shared range and a shared cursor; a million points a frame."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import moment_text, number_ticks, round_range, span_text, time_ticks
from console.present.peak_series import (
    Array,
    Mark,
    Series,
    peaks,
    readout,
    series_summary,
    series_table,
    value_range,
)
from console.present.plot_frame import Frame, spread, zoomed
from console.present.plot_table import PlotTable
from console.qt.plot_canvas import PlotCanvas
from console.qt.plot_colours import line_colour, line_pen
from console.qt.plot_painting import (
    GAP,
    draw_bottom_axis,
    draw_crosshair,
    draw_dot,
    draw_grid,
    draw_left_axis,
    draw_line,
    metrics,
    text_width,
)
from console.qt.shared_time import SharedTime
from console.qt.theme import Theme

WIDE_LINE_POINTS = 600
"""Up to so many points a line is drawn wider; with more that would take too long."""
ZOOM_A_NOTCH = 0.8
MARK_REACH_PX = 5.0
MARK_SIGN = "\N{BLACK DOWN-POINTING TRIANGLE}"
LEAST_LEFT_PX = 36.0
"""Room for the figures at the left: plots one above the other stand in line."""


class SeriesPlot(PlotCanvas):
    """Lines of one unit over time, in UTC; wheel zooms, drag moves, double click shows all."""

    def __init__(
        self, theme: Theme, name: str, time: SharedTime, parent: QWidget | None = None
    ) -> None:
        self._series: tuple[Series, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._time = time
        self._frame: Frame | None = None
        self._leads = False
        self._dragged_from: tuple[float, tuple[float, float]] | None = None
        super().__init__(theme, name, parent)
        time.range_changed.connect(self._on_range)
        time.cursor_changed.connect(self._on_cursor)

    def show_series(self, *series: Series, keep_limits: bool = False) -> None:
        """Replace the lines.

        Args:
            series: All of one unit; nearest to the reader first.
            keep_limits: The shared time already covers them, as when several plots share it.
        """
        self._series = series
        ends = [end for one in series if len(one.at_s) for end in (one.at_s[0], one.at_s[-1])]
        if ends and not keep_limits:
            self._time.set_limits(float(min(ends)), float(max(ends)))
        self.figures_changed()

    def show_marks(self, *marks: Mark) -> None:
        """Replace the notes of what happened when."""
        self._marks = marks
        self.redraw()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw all but the cursor."""
        low, high = self._time.shown
        columns = max(1, int(area.width()))
        drawn = [peaks(one, low, high, columns) for one in self._series]
        bottom, top = round_range(*value_range([values for _, values in drawn]))
        rows = number_ticks(bottom, top, max(2, int(area.height() / 44)))
        frame = self._frame_in(area, text_width([tick.text for tick in rows]), bottom, top)
        self._frame = frame
        draw_grid(painter, frame, rows, self.tokens)
        draw_left_axis(painter, frame, rows, self.tokens)
        ticks = time_ticks(low, high, max(2, int(frame.width / 90)))
        draw_bottom_axis(painter, frame, ticks, self.tokens, span_text(low, high))
        painter.save()
        painter.setClipRect(QRectF(frame.left, frame.top - 1, frame.width, frame.height + 2))
        for number, (at_s, values) in enumerate(drawn):
            width = 1.6 if len(values) <= WIDE_LINE_POINTS else 1.0
            painter.setPen(line_pen(self.tokens, number, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            draw_line(painter, frame.points(at_s, values))
        painter.restore()
        self._draw_marks(painter, frame)
        self._draw_names(painter, frame, [values for _, values in drawn])

    def _frame_in(self, area: QRectF, text_px: float, bottom: float, top: float) -> Frame:
        low, high = self._time.shown
        left = area.left() + max(text_px, LEAST_LEFT_PX) + GAP + 2
        right = text_width([one.name for one in self._series]) + 2 * GAP + 4
        line = metrics().height()
        head = line + 4
        return Frame(
            left=left,
            top=area.top() + head,
            width=max(10.0, area.width() - (left - area.left()) - right),
            height=max(10.0, area.height() - head - 2 * line - 6),
            x_low=low,
            x_high=high,
            y_low=bottom,
            y_high=top,
        )

    def _draw_marks(self, painter: QPainter, frame: Frame) -> None:
        """A dashed line down from a small triangle; the text is read off there."""
        pen = QPen(QColor(self.tokens.warning), 1, Qt.PenStyle.DashLine)
        for mark in self._marks:
            if frame.x_low <= mark.at_s <= frame.x_high:
                place = round(frame.x_of(mark.at_s)) + 0.5
                painter.setPen(pen)
                painter.drawLine(QPointF(place, frame.top), QPointF(place, frame.bottom))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self.tokens.warning))
                head = [(-4.5, -7.0), (4.5, -7.0), (0.0, 0.0)]
                painter.drawPolygon([QPointF(place + x, frame.top + y) for x, y in head])

    def _draw_names(self, painter: QPainter, frame: Frame, drawn: list[Array]) -> None:
        """The unit on top; the name of each line where it ends, moved apart if need be."""
        painter.setPen(QColor(self.tokens.muted))
        painter.drawText(
            QPointF(4, metrics().ascent()), self._series[0].unit if self._series else ""
        )
        line = metrics().height()
        ends = [frame.y_of(_last_of(values, frame.y_low)) for values in drawn]
        levels = spread(ends, line, frame.top + line / 2, frame.bottom - line / 2)
        for number, (one, level) in enumerate(zip(self._series, levels, strict=True)):
            painter.setPen(line_pen(self.tokens, number, 2.0))
            painter.drawLine(QPointF(frame.right + 3, level), QPointF(frame.right + 10, level))
            painter.setPen(QColor(self.tokens.text))
            baseline = level + metrics().ascent() / 2 - 1.5
            painter.drawText(QPointF(frame.right + 14, baseline), one.name)

    def draw_cursor(self, painter: QPainter, at: QPointF) -> None:
        """Mark what is being read off."""
        frame, cursor = self._frame, self._time.cursor
        if frame is None or cursor is None:
            return
        draw_crosshair(painter, frame, at, self.tokens)
        for number, one in enumerate(self._series):
            if not len(one.at_s):
                continue
            index = one.nearest(cursor)
            place = QPointF(
                frame.x_of(float(one.at_s[index])), frame.y_of(float(one.values[index]))
            )
            if frame.holds(place.x(), place.y()):
                draw_dot(painter, place, line_colour(self.tokens, number), self.tokens)

    def text_at(self, at: QPointF) -> str:
        """The exact values at a point, one line each."""
        frame = self._frame
        if frame is None or not frame.left <= at.x() <= frame.right:
            return ""
        here = frame.value_at_x(at.x())
        reach_s = MARK_REACH_PX * (frame.x_high - frame.x_low) / frame.width
        noted = [
            f"{MARK_SIGN} {moment_text(one.at_s)}: {one.text}"
            for one in self._marks
            if abs(one.at_s - here) <= reach_s
        ]
        return "\n".join(filter(None, (readout(self._series, here), *noted)))

    def point_at(self, at: QPointF | None) -> None:
        """Read off a point, or stop reading off."""
        frame = self._frame
        inside = at is not None and frame is not None and frame.left <= at.x() <= frame.right
        self._leads = True
        if inside and at is not None and frame is not None:
            self._time.point_at(frame.value_at_x(at.x()))
        else:
            self._time.point_at(None)
        self._leads = False
        super().point_at(at if inside else None)

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next point of the first line, or by a pixel where points are denser."""
        frame = self._frame
        filled = [one for one in self._series if len(one.at_s)]
        if at is None or frame is None or not filled:
            return super().moved(None, across, down)
        now, times = frame.value_at_x(at.x()), filled[0].at_s
        index = min(max(filled[0].nearest(now) + across, 0), len(times) - 1)
        pixel = frame.x_of(float(times[index]))
        least = at.x() + across
        return QPointF(max(pixel, least) if across > 0 else min(pixel, least), at.y())

    def _on_range(self, *_: float) -> None:
        self.redraw()

    def _on_cursor(self, at_s: float | None) -> None:
        """Another plot reads off an instant: this one shows its own figures there."""
        frame = self._frame
        if self._leads or frame is None:
            return
        shown = at_s is not None and frame.x_low <= at_s <= frame.x_high
        self._pointer = QPointF(frame.x_of(at_s), frame.top) if shown and at_s is not None else None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        self._zoom(event.angleDelta().y() / 120, event.position().x())
        event.accept()

    def _zoom(self, notches: float, pixel: float) -> None:
        if self._frame is not None:
            centre = self._frame.value_at_x(pixel)
            self._time.show(*zoomed(*self._time.shown, centre, ZOOM_A_NOTCH**notches))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag, or choose."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = (event.position().x(), self._time.shown)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read off what is under the pointer."""
        if self._dragged_from is not None and self._frame is not None:
            start, (low, high) = self._dragged_from
            shift = (start - event.position().x()) * (high - low) / self._frame.width
            self._time.show(low + shift, high + shift)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop dragging."""
        self._dragged_from = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all there is."""
        self._time.show_all()
        super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor and the range by keys."""
        centre = self.pointer.x() if self.pointer is not None else self.width() / 2
        if event.text() in ("+", "="):
            self._zoom(1, centre)
        elif event.text() == "-":
            self._zoom(-1, centre)
        elif event.text() == "0":
            self._time.show_all()
        else:
            super().keyPressEvent(event)

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
