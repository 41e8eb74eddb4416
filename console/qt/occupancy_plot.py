"""The occupancy-duration curve: share of the time across, occupied EVSEs up."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import Tick, number_ticks
from console.present.occupancy_curve import OccupancyCurve, curves_summary, curves_table
from console.present.plot_table import PlotTable
from console.qt.framed_plot import FramedPlot, added
from console.qt.plot_colours import line_colour, line_pen, see_through
from console.qt.plot_key import Entry
from console.qt.theme import Theme

WIDTH = 1.8


class OccupancyPlot(FramedPlot):
    """How often how many EVSEs are taken; the first curve is the one that is about."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._curves: tuple[OccupancyCurve, ...] = ()
        super().__init__(theme, name, parent)
        self._lines: list[Any] = []
        self._limits: list[Any] = []

    def show_curves(self, *curves: OccupancyCurve) -> None:
        """Replace the curves."""
        self._curves = curves
        while len(self._lines) < len(curves):
            self._lines.append(added(self.view, pg.PlotCurveItem(antialias=True)))
            self._limits.append(added(self.view, pg.InfiniteLine(angle=0)))
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(curves))
            self._limits[number].setVisible(number < len(curves))
            if number < len(curves):
                line.setData(*_corners(curves[number]))
                self._limits[number].setPos(curves[number].evses)
        self.figures_changed()

    def draw(self) -> None:
        """Bring all items up to the figures, the colours and the size."""
        self.sheet.setVisible(bool(self._curves))
        if not self._curves:
            return
        most = max(one.evses for one in self._curves)
        self.dress(self.tr("EVSEs occupied"), self.tr("share of the time, %"))
        rows = number_ticks(0, most, max(2, int(self.height() / 46)))
        rows = tuple(one for one in rows if one.at == int(one.at))
        self.left.show_ticks(rows)
        self.left.room_for([one.text for one in rows])
        self.bottom.show_ticks([Tick(tenth / 10, f"{tenth * 10}") for tenth in range(0, 11, 2)])
        self.settle()
        self.show_range((0.0, 1.0), (0.0, most * 1.02))
        faint = pg.mkPen(self.tokens.faint, width=1, style=Qt.PenStyle.DashLine)
        for number, (line, limit) in enumerate(zip(self._lines, self._limits, strict=True)):
            line.setPen(line_pen(self.tokens, number, self.sharp(WIDTH)))
            limit.setPen(faint)
        self._lines[0].setFillLevel(0.0)
        self._lines[0].setBrush(pg.mkBrush(see_through(line_colour(self.tokens, 0), 0.16)))
        self.show_key(
            *(
                Entry(one.name, pen=line_pen(self.tokens, number, self.sharp(WIDTH)))
                for number, one in enumerate(self._curves)
            )
        )

    def _share_at(self, at: QPointF) -> float | None:
        self.freshen()
        if not self._curves or not self.spans(at, 4.0):
            return None
        return min(1.0, max(0.0, round(self.value_at(at).x(), 3)))

    def text_at(self, at: QPointF) -> str:
        """How many are occupied for at least that share of the time."""
        share = self._share_at(at)
        return "" if share is None else "\n".join(one.readout(share) for one in self._curves)

    def mark(self, at: QPointF | None) -> None:
        """A line at the share, a dot on each curve."""
        self.mark_nothing()
        share = None if at is None else self._share_at(at)
        if share is not None:
            self.mark_across(
                share,
                [
                    (share, float(one.occupied_at(share)), line_colour(self.tokens, number))
                    for number, one in enumerate(self._curves)
                ],
            )

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """By one percent of the time."""
        if not self._curves:
            return super().moved(at, across, down)
        share = None if at is None else self._share_at(at)
        self.freshen()
        wanted = 0.5 if share is None else min(1.0, max(0.0, share + across / 100))
        return QPointF(self.place_of(wanted, 0.0).x(), self.area.center().y())

    def table(self) -> PlotTable:
        """A row a level."""
        return curves_table(self._curves)

    def summary(self) -> str:
        """The plot in words."""
        return curves_summary(self._curves)


def _corners(curve: OccupancyCurve) -> tuple[Any, Any]:
    """Shares and EVSEs at the corners of the steps, for EVSEs are whole."""
    starts = np.r_[0.0, curve.until[:-1]]
    across = np.column_stack((starts, curve.until)).ravel()
    return across, np.repeat(curve.occupied.astype(np.float64), 2)
