"""The fan chart: bands of 50, 80 and 95 %, the median, and the base as a dashed line."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import number_ticks, round_range
from console.present.fan_bands import BANDS, Fan
from console.present.plot_table import PlotTable
from console.qt.framed_plot import FramedPlot, added
from console.qt.plot_colours import line_colour, line_pen, see_through
from console.qt.plot_key import Entry, no_pen
from console.qt.theme import Theme

COVER = (0.20, 0.24, 0.34)
"""How much each band covers, widest first; they add up where they overlap."""


class FanPlot(FramedPlot):
    """What a figure may come to."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._fan: Fan | None = None
        super().__init__(theme, name, parent)
        self._edges = [
            tuple(added(self.view, pg.PlotCurveItem(pen=no_pen())) for _ in ("low", "high"))
            for _ in BANDS
        ]
        self._bands = [added(self.view, pg.FillBetweenItem(*edges)) for edges in self._edges]
        self._base = added(self.view, pg.PlotCurveItem(antialias=True))
        self._median = added(self.view, pg.PlotCurveItem(antialias=True))
        for number, band in enumerate(self._bands):
            band.setZValue(number - len(BANDS))

    def show_fan(self, fan: Fan) -> None:
        """Replace the fan; it has at least two steps."""
        self._fan = fan
        for edges, low, high in zip(self._edges, fan.lows, fan.highs, strict=True):
            edges[0].setData(fan.at, low)
            edges[1].setData(fan.at, high)
        self._median.setData(fan.at, fan.median)
        self._base.setVisible(fan.base is not None)
        if fan.base is not None:
            self._base.setData(fan.at, fan.base)
        self.figures_changed()

    def draw(self) -> None:
        """Bring all items up to the figures, the colours and the size."""
        fan = self._fan
        self.sheet.setVisible(fan is not None)
        if fan is None:
            return
        self.dress(fan.unit, fan.at_unit)
        base = [] if fan.base is None else [fan.base]
        low = min(float(line.min()) for line in (fan.lows, *base))
        high = max(float(line.max()) for line in (fan.highs, *base))
        low, high = round_range(low, high)
        rows = number_ticks(low, high, max(2, int(self.height() / 46)))
        self.left.show_ticks(rows)
        self.left.room_for([one.text for one in rows])
        self.settle()
        self.show_range((float(fan.at[0]), float(fan.at[-1])), (low, high))
        colour = line_colour(self.tokens, 0)
        for band, cover in zip(self._bands, COVER, strict=True):
            band.setBrush(pg.mkBrush(see_through(colour, cover)))
        self._median.setPen(line_pen(self.tokens, 0, self.sharp(2.0)))
        self._base.setPen(self._base_pen())
        self._draw_key(fan)

    def _base_pen(self) -> QPen:
        pen = pg.mkPen(self.tokens.muted, width=self.sharp(1.4))
        pen.setDashPattern([5, 3])
        return QPen(pen)

    def _draw_key(self, fan: Fan) -> None:
        """What the shades and lines are; a band's shade is what all of them cover there."""
        cover = 0.0
        entries: list[Entry] = []
        for percent, more in zip(BANDS, COVER, strict=True):
            cover += more * (1 - cover)
            shade = see_through(line_colour(self.tokens, 0), cover)
            entries.insert(0, Entry(f"{percent} %", brush=pg.mkBrush(shade)))
        entries.append(Entry(fan.middle_name, pen=line_pen(self.tokens, 0, self.sharp(2.0))))
        if fan.base is not None:
            entries.append(Entry(fan.base_name, pen=self._base_pen()))
        self.show_key(*entries)

    def _step_at(self, at: QPointF) -> int | None:
        self.freshen()
        if self._fan is None or not self.spans(at, 4.0):
            return None
        return self._fan.step_at(self.value_at(at).x())

    def text_at(self, at: QPointF) -> str:
        """Median, bands and base of a step."""
        step = self._step_at(at)
        return "" if step is None or self._fan is None else self._fan.readout(step)

    def mark(self, at: QPointF | None) -> None:
        """A line at the step, a dot on the median."""
        self.mark_nothing()
        step = None if at is None else self._step_at(at)
        if step is not None and self._fan is not None:
            place, colour = float(self._fan.at[step]), QColor(line_colour(self.tokens, 0))
            self.mark_across(place, [(place, float(self._fan.median[step]), colour)])

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next step."""
        fan = self._fan
        if fan is None:
            return super().moved(at, across, down)
        step = None if at is None else self._step_at(at)
        self.freshen()
        wanted = len(fan.at) - 1 if step is None else min(max(step + across, 0), len(fan.at) - 1)
        return self.place_of(float(fan.at[wanted]), float(fan.median[wanted]))

    def table(self) -> PlotTable:
        """A row a step."""
        return PlotTable((), ()) if self._fan is None else self._fan.table()

    def summary(self) -> str:
        """The plot in words."""
        return "" if self._fan is None else self._fan.summary()
