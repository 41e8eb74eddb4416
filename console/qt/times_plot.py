"""Times to money: a bar for each span of time, and lines at the median, p95 and the promise."""

from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import number_ticks
from console.present.plot_table import PlotTable
from console.present.time_bins import TimeBins, bins_summary, bins_table, time_bins
from console.qt.framed_plot import FramedPlot, added
from console.qt.plot_card import PlotCard
from console.qt.plot_colours import line_colour
from console.qt.plot_key import Entry
from console.qt.text_measures import text_width
from console.qt.theme import Theme
from core.settlement.time_to_money import TimeToMoney

_PATTERNS: Final = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
"""Of the lines, in their order: colour is not all that tells them apart."""
_COLOURS: Final = (1, 2, 5)
_TICK_PX: Final = 64
_SWATCH_PX: Final = 34
_UNIT_GAP_PX: Final = 30


class TimesPlot(FramedPlot):
    """How many sessions had their money after how long."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._bins = TimeBins()
        super().__init__(theme, name, parent)
        self._bodies: Any = added(
            self.view, pg.BarGraphItem(x0=[], x1=[], y0=[], y1=[], pen=None, brush=None)
        )
        self._lines = [added(self.view, pg.InfiniteLine(angle=90)) for _ in _PATTERNS]

    def show_times(self, times: TimeToMoney) -> None:
        """Replace the figures."""
        self._bins = time_bins(times)
        self._pointer = None
        self.figures_changed()

    def draw(self) -> None:
        """Bring all items up to the figures, the colours and the size."""
        bins = self._bins
        self.sheet.setVisible(bool(bins.counts))
        if not bins.counts:
            return
        self.dress(self.tr("sessions"), self.tr("from the end of the session to the money"))
        top = max(bins.counts)
        rows = number_ticks(0, top, max(2, int(self.height() / 46)))
        rows = tuple(one for one in rows if one.at == int(one.at))
        self.left.show_ticks(rows)
        self.left.room_for([one.text for one in rows])
        self.bottom.show_ticks(bins.ticks(int(self.width() / _TICK_PX)))
        self.settle()
        self.show_range((0.0, bins.end_min * 1.02), (0.0, top * 1.08))
        starts = bins.first_min + bins.width_min * np.arange(len(bins.counts), dtype=np.float64)
        self._bodies.setOpts(
            x0=starts,
            x1=starts + bins.width_min * 0.92,
            y0=np.zeros(len(starts)),
            y1=np.array(bins.counts, dtype=np.float64),
            brush=pg.mkBrush(line_colour(self.tokens, 0)),
        )
        for number, item in enumerate(self._lines):
            item.setVisible(number < len(bins.lines))
            if number < len(bins.lines):
                item.setPos(bins.lines[number].minute)
                item.setPen(self._pen(number))
        self.show_key(*self._entries())

    def _entries(self) -> list[Entry]:
        """With the times where there is room for them beside the unit."""
        lines = self._bins.lines
        room = self.width() - text_width([self.tr("sessions")]) - _UNIT_GAP_PX
        wanted = sum(text_width([one.said]) + _SWATCH_PX for one in lines)
        return [
            Entry(one.said if wanted <= room else one.name, pen=self._pen(number))
            for number, one in enumerate(lines)
        ]

    def _pen(self, number: int) -> QPen:
        pen = QPen(line_colour(self.tokens, _COLOURS[number]), self.sharp(1.8), _PATTERNS[number])
        pen.setCosmetic(True)
        return pen

    def _number_at(self, at: QPointF) -> int | None:
        self.freshen()
        bins = self._bins
        if not bins.counts or not self.spans(at):
            return None
        number = int((self.value_at(at).x() - bins.first_min) // bins.width_min)
        return number if 0 <= number < len(bins.counts) else None

    def text_at(self, at: QPointF) -> str:
        """How many sessions are in the bar."""
        number = self._number_at(at)
        return "" if number is None else self._bins.readout(number)

    def mark(self, at: QPointF | None) -> None:
        """A border around the bar."""
        self.mark_nothing()
        number = None if at is None else self._number_at(at)
        if number is not None:
            bins = self._bins
            left = bins.first_min + number * bins.width_min
            self.mark_box(QRectF(left, 0, bins.width_min * 0.92, bins.counts[number]))

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next bar."""
        bins = self._bins
        if not bins.counts:
            return super().moved(at, across, down)
        number = None if at is None else self._number_at(at)
        self.freshen()
        last = len(bins.counts) - 1
        wanted = 0 if number is None else min(max(number + across, 0), last)
        return self.place_of(
            bins.first_min + (wanted + 0.5) * bins.width_min, bins.counts[wanted] / 2
        )

    def table(self) -> PlotTable:
        """A row a bar."""
        return bins_table(self._bins)

    def summary(self) -> str:
        """The plot in words."""
        return bins_summary(self._bins)


class TimesCard(PlotCard):
    """The plot with its title and its verdict."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.plot = TimesPlot(theme, "Time to money")
        super().__init__("Time to money", self.plot, parent)
        self.set_title(self.tr("Time to money"))
        self.show_nothing("")

    def show_times(self, times: TimeToMoney) -> None:
        """Show other figures."""
        if times.sessions:
            self.plot.show_times(times)
            self.show_plot()
        else:
            self.show_nothing(self.tr("No session was settled yet."))
