"""The price as a curve: with and before taxes, every step of it, and where the session stands."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import number_ticks, round_range
from console.present.plot_table import PlotTable
from console.present.tariff_curve import PriceCurve
from console.qt.framed_plot import FramedPlot, added
from console.qt.plot_colours import line_colour, line_pen
from console.qt.plot_key import Entry
from console.qt.theme import Theme

LINES = 2


class CurvePlot(FramedPlot):
    """One curve, of up to two lines."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._curve: PriceCurve | None = None
        super().__init__(theme, name, parent)
        self._lines: list[Any] = [
            added(self.view, pg.PlotCurveItem(antialias=True)) for _ in range(LINES)
        ]
        self._now = added(self.view, pg.InfiniteLine(angle=90))

    def show_curve(self, curve: PriceCurve) -> None:
        """Replace the curve."""
        self._curve = curve
        for number, line in enumerate(self._lines):
            is_known = number < len(curve.lines)
            line.setVisible(is_known)
            if is_known:
                line.setData(curve.at, curve.lines[number][1])
        self._now.setPos(curve.now)
        self.figures_changed()

    def draw(self) -> None:
        """Bring all items up to the figures, the colours and the size."""
        curve = self._curve
        self.sheet.setVisible(curve is not None)
        if curve is None:
            return
        self.dress(curve.currency, f"{curve.across}, {curve.unit}")
        ends = [float(end) for _, line in curve.lines for end in (line.min(), line.max())]
        low, high = round_range(min(0.0, *ends), max(0.0, *ends)) if ends else (0.0, 1.0)
        rows = number_ticks(low, high, max(2, int(self.height() / 46)))
        self.left.show_ticks(rows)
        self.left.room_for([one.text for one in rows])
        self.settle()
        self.show_range((float(curve.at[0]), float(curve.at[-1])), (low, high))
        entries = []
        for number, (name, _) in enumerate(curve.lines):
            self._lines[number].setPen(self._pen(number))
            entries.append(Entry(name, pen=self._pen(number)))
        self._now.setPen(self._now_pen())
        self.show_key(*entries, Entry("the session", pen=self._now_pen()))

    def _pen(self, number: int) -> QPen:
        """What is paid is firm; what it is before taxes is dashed."""
        pen = line_pen(self.tokens, number, self.sharp(2.0 if number == 0 else 1.4))
        if number:
            pen.setDashPattern([5, 3])
        return pen

    def _now_pen(self) -> QPen:
        pen = pg.mkPen(self.tokens.warning, width=self.sharp(1.4), style=Qt.PenStyle.DashLine)
        return QPen(pen)

    def _number_at(self, at: QPointF) -> int | None:
        self.freshen()
        if self._curve is None or not self.spans(at, 4.0):
            return None
        return self._curve.nearest(self.value_at(at).x())

    def text_at(self, at: QPointF) -> str:
        """The exact price at a point."""
        number = self._number_at(at)
        return "" if number is None or self._curve is None else self._curve.reading(number)

    def mark(self, at: QPointF | None) -> None:
        """A line at the point, a dot on each line."""
        self.mark_nothing()
        number = None if at is None else self._number_at(at)
        if number is not None and self._curve is not None:
            place = float(self._curve.at[number])
            dots = [
                (place, float(line[number]), QColor(line_colour(self.tokens, at_)))
                for at_, (_, line) in enumerate(self._curve.lines)
            ]
            self.mark_across(place, dots)

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next point; the first time to where the session stands."""
        curve = self._curve
        if curve is None:
            return super().moved(at, across, down)
        number = None if at is None else self._number_at(at)
        wanted = curve.nearest(curve.now) if number is None else number + across
        wanted = min(max(wanted, 0), len(curve.at) - 1)
        self.freshen()
        value = float(curve.lines[0][1][wanted]) if curve.lines else 0.0
        return self.place_of(float(curve.at[wanted]), value)

    def table(self) -> PlotTable:
        """A row a point."""
        return PlotTable((), ()) if self._curve is None else self._curve.table()

    def summary(self) -> str:
        """The curve in words."""
        return "" if self._curve is None else self._curve.summary()
