"""The fan chart: bands of 50, 80 and 95 %, the median, and the base as a dashed line."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import number_ticks, round_range
from console.present.fan_bands import BANDS, Fan
from console.present.plot_frame import Frame
from console.present.plot_table import PlotTable
from console.qt.plot_canvas import PlotCanvas
from console.qt.plot_colours import line_colour, see_through
from console.qt.plot_painting import (
    GAP,
    draw_bottom_axis,
    draw_crosshair,
    draw_dot,
    draw_grid,
    draw_left_axis,
    draw_line,
    metrics,
    polygon_of,
    text_width,
)
from console.qt.theme import Theme

COVER = (0.20, 0.24, 0.34)
"""How much each band covers, widest first; they add up where they overlap."""


class FanPlot(PlotCanvas):
    """What a figure may come to."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._fan: Fan | None = None
        self._frame: Frame | None = None
        super().__init__(theme, name, parent)

    def show_fan(self, fan: Fan) -> None:
        """Replace the fan; it has at least two steps."""
        self._fan = fan
        self.figures_changed()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw all but the cursor."""
        fan = self._fan
        if fan is None:
            return
        lows = [fan.lows.min(), *([] if fan.base is None else [fan.base.min()])]
        highs = [fan.highs.max(), *([] if fan.base is None else [fan.base.max()])]
        low, high = round_range(float(min(lows)), float(max(highs)))
        rows = number_ticks(low, high, max(2, int(area.height() / 46)))
        frame = self._frame = self._frame_in(
            area, text_width([one.text for one in rows]), low, high
        )
        draw_grid(painter, frame, rows, self.tokens)
        draw_left_axis(painter, frame, rows, self.tokens)
        ticks = number_ticks(frame.x_low, frame.x_high, max(2, int(frame.width / 70)))
        draw_bottom_axis(painter, frame, ticks, self.tokens, fan.at_unit)
        self._draw_bands(painter, frame, fan)
        self._draw_lines(painter, frame, fan)
        self._draw_legend(painter, frame, fan)

    def _frame_in(self, area: QRectF, text_px: float, low: float, high: float) -> Frame:
        assert self._fan is not None
        line = metrics().height()
        left = area.left() + text_px + GAP + 2
        return Frame(
            left=left,
            top=area.top() + line + 8,
            width=max(10.0, area.right() - left - 12),
            height=max(10.0, area.height() - 3 * line - 14),
            x_low=float(self._fan.at[0]),
            x_high=float(self._fan.at[-1]),
            y_low=low,
            y_high=high,
        )

    def _draw_bands(self, painter: QPainter, frame: Frame, fan: Fan) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for low, high, cover in zip(fan.lows, fan.highs, COVER, strict=True):
            edge = np.concatenate((frame.points(fan.at, low), frame.points(fan.at, high)[::-1]))
            painter.setBrush(see_through(line_colour(self.tokens, 0), cover))
            painter.drawPolygon(polygon_of(edge))

    def _draw_lines(self, painter: QPainter, frame: Frame, fan: Fan) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if fan.base is not None:
            painter.setPen(self._base_pen())
            draw_line(painter, frame.points(fan.at, fan.base))
        painter.setPen(QPen(line_colour(self.tokens, 0), 2))
        draw_line(painter, frame.points(fan.at, fan.median))

    def _base_pen(self) -> QPen:
        pen = QPen(QColor(self.tokens.muted), 1.4)
        pen.setDashPattern([6, 4])
        return pen

    def _draw_legend(self, painter: QPainter, frame: Frame, fan: Fan) -> None:
        """The unit at the left; at the right what the shades and lines are."""
        rise = metrics().ascent()
        painter.setPen(QColor(self.tokens.muted))
        painter.drawText(QPointF(4, rise), fan.unit)
        right = frame.right
        if fan.base is not None:
            right = self._legend_line(painter, right, fan.base_name, self._base_pen())
        right = self._legend_line(painter, right, "median", QPen(line_colour(self.tokens, 0), 2))
        cover = 0.0
        swatches = []
        for percent, more in zip(BANDS, COVER, strict=True):
            cover += more * (1 - cover)
            swatches.append((f"{percent} %", cover))
        for text, share in swatches:
            left = right - text_width([text])
            painter.setPen(QColor(self.tokens.muted))
            painter.drawText(QPointF(left, rise), text)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(see_through(line_colour(self.tokens, 0), share))
            painter.drawRect(QRectF(left - 17, rise - 9, 12, 10))
            right = left - 30

    def _legend_line(self, painter: QPainter, right: float, text: str, pen: QPen) -> float:
        rise = metrics().ascent()
        left = right - text_width([text])
        painter.setPen(QColor(self.tokens.muted))
        painter.drawText(QPointF(left, rise), text)
        painter.setPen(pen)
        painter.drawLine(QPointF(left - 26, rise - 4), QPointF(left - 6, rise - 4))
        return left - 40

    def _step_at(self, at: QPointF) -> int | None:
        frame = self._frame
        if frame is None or self._fan is None or not frame.left - 4 <= at.x() <= frame.right + 4:
            return None
        return self._fan.step_at(frame.value_at_x(at.x()))

    def text_at(self, at: QPointF) -> str:
        """Median, bands and base of a step."""
        step = self._step_at(at)
        return "" if step is None or self._fan is None else self._fan.readout(step)

    def draw_cursor(self, painter: QPainter, at: QPointF) -> None:
        """A line at the step, a dot on the median."""
        step, frame, fan = self._step_at(at), self._frame, self._fan
        if step is None or frame is None or fan is None:
            return
        place = QPointF(frame.x_of(float(fan.at[step])), frame.y_of(float(fan.median[step])))
        draw_crosshair(painter, frame, place, self.tokens)
        draw_dot(painter, place, line_colour(self.tokens, 0), self.tokens)

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next step."""
        frame, fan = self._frame, self._fan
        if frame is None or fan is None:
            return super().moved(at, across, down)
        step = None if at is None else self._step_at(at)
        wanted = len(fan.at) - 1 if step is None else min(max(step + across, 0), len(fan.at) - 1)
        return QPointF(frame.x_of(float(fan.at[wanted])), frame.y_of(float(fan.median[wanted])))

    def table(self) -> PlotTable:
        """A row a step."""
        return PlotTable((), ()) if self._fan is None else self._fan.table()

    def summary(self) -> str:
        """The plot in words."""
        return "" if self._fan is None else self._fan.summary()
