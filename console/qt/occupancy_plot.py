"""The occupancy-duration curve: share of the time across, occupied EVSEs up."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import Tick, number_ticks
from console.present.occupancy_curve import OccupancyCurve, curves_summary, curves_table
from console.present.plot_frame import Frame
from console.present.plot_table import PlotTable
from console.qt.plot_canvas import PlotCanvas
from console.qt.plot_colours import line_colour, line_pen, see_through
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


class OccupancyPlot(PlotCanvas):
    """How often how many EVSEs are taken; the first curve is the one that is about."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._curves: tuple[OccupancyCurve, ...] = ()
        self._frame: Frame | None = None
        super().__init__(theme, name, parent)

    def show_curves(self, *curves: OccupancyCurve) -> None:
        """Replace the curves."""
        self._curves = curves
        self.figures_changed()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw all but the cursor."""
        if not self._curves:
            return
        most = max(one.evses for one in self._curves)
        rows = tuple(
            one
            for one in number_ticks(0, most, max(2, int(area.height() / 46)))
            if one.at == int(one.at)
        )
        line = metrics().height()
        left = area.left() + text_width([one.text for one in rows]) + GAP + 2
        frame = self._frame = Frame(
            left=left,
            top=area.top() + line + 8,
            width=max(10.0, area.right() - left - 14),
            height=max(10.0, area.height() - 3 * line - 14),
            x_low=0.0,
            x_high=1.0,
            y_low=0.0,
            y_high=float(most),
        )
        draw_grid(painter, frame, rows, self.tokens)
        draw_left_axis(painter, frame, rows, self.tokens)
        ticks = [Tick(tenth / 10, f"{tenth * 10}") for tenth in range(0, 11, 2)]
        draw_bottom_axis(painter, frame, ticks, self.tokens, "share of the time, %")
        for number, one in enumerate(self._curves):
            self._draw_curve(painter, frame, number, one)
        self._draw_legend(painter, frame)

    def _draw_curve(
        self, painter: QPainter, frame: Frame, number: int, curve: OccupancyCurve
    ) -> None:
        """Steps, for EVSEs are whole; under the first one filled."""
        starts = np.r_[0.0, curve.until[:-1]]
        x = np.column_stack((starts, curve.until)).ravel()
        y = np.repeat(curve.occupied.astype(np.float64), 2)
        points = frame.points(x, y)
        if number == 0:
            floor = [[frame.right, frame.bottom], [frame.left, frame.bottom]]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(see_through(line_colour(self.tokens, 0), 0.16))
            painter.drawPolygon(polygon_of(np.concatenate((points, floor))))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(line_pen(self.tokens, number, 1.8))
        draw_line(painter, points)
        if any(one.evses == curve.evses for one in self._curves[:number]):
            return
        limit = frame.y_of(curve.evses)
        painter.setPen(QPen(QColor(self.tokens.faint), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(frame.left, limit, frame.right, limit))

    def _draw_legend(self, painter: QPainter, frame: Frame) -> None:
        rise = metrics().ascent()
        painter.setPen(QColor(self.tokens.muted))
        painter.drawText(QPointF(4, rise), "EVSEs occupied")
        right = frame.right
        for number, one in reversed(list(enumerate(self._curves))):
            left = right - text_width([one.name])
            painter.setPen(QColor(self.tokens.muted))
            painter.drawText(QPointF(left, rise), one.name)
            painter.setPen(line_pen(self.tokens, number, 1.8))
            painter.drawLine(QPointF(left - 24, rise - 4), QPointF(left - 6, rise - 4))
            right = left - 36

    def _share_at(self, at: QPointF) -> float | None:
        frame = self._frame
        if frame is None or not frame.left - 4 <= at.x() <= frame.right + 4:
            return None
        return min(1.0, max(0.0, round(frame.value_at_x(at.x()), 3)))

    def text_at(self, at: QPointF) -> str:
        """How many are occupied for at least that share of the time."""
        share = self._share_at(at)
        return "" if share is None else "\n".join(one.readout(share) for one in self._curves)

    def draw_cursor(self, painter: QPainter, at: QPointF) -> None:
        """A line at the share, a dot on each curve."""
        share, frame = self._share_at(at), self._frame
        if share is None or frame is None:
            return
        draw_crosshair(painter, frame, QPointF(frame.x_of(share), 0), self.tokens)
        for number, one in enumerate(self._curves):
            place = QPointF(frame.x_of(share), frame.y_of(one.occupied_at(share)))
            draw_dot(painter, place, line_colour(self.tokens, number), self.tokens)

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """By one percent of the time."""
        frame = self._frame
        share = None if at is None else self._share_at(at)
        if frame is None:
            return super().moved(at, across, down)
        wanted = 0.5 if share is None else min(1.0, max(0.0, share + across / 100))
        return QPointF(frame.x_of(wanted), frame.top + frame.height / 2)

    def table(self) -> PlotTable:
        """A row a level."""
        return curves_table(self._curves)

    def summary(self) -> str:
        """The plot in words."""
        return curves_summary(self._curves)
