"""The waterfall of money: bars from gross at tariff down to net, each with its exact amount."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import Tick, number_ticks, round_range
from console.present.money_steps import MoneySteps, bar_text, steps_summary, steps_table
from console.present.plot_table import PlotTable
from console.present.run_results import WaterfallBar, major_units
from console.qt.framed_plot import FramedPlot, added
from console.qt.placed_texts import PlotTexts
from console.qt.plot_colours import line_colour
from console.qt.text_measures import metrics, text_width, wrapped
from console.qt.theme import Theme

BAR_SHARE = 0.66


class StepsPlot(FramedPlot):
    """One waterfall at a time; the keys C and Shift+C go through the currencies."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._steps = MoneySteps({})
        self._currency = ""
        self._reach = (0.0, 0.0)
        super().__init__(theme, name, parent)
        self._bodies: Any = added(
            self.view, pg.BarGraphItem(x0=[], x1=[], y0=[], y1=[], pen=None, brushes=[])
        )
        self._bridges = added(self.view, pg.PlotCurveItem(connect="pairs", antialias=False))
        self._zero = added(self.view, pg.InfiniteLine(0, angle=0))
        self._amounts = PlotTexts(self.view)

    def show_steps(self, steps: MoneySteps) -> None:
        """Replace the bars; the currency stays if there still is one of that name."""
        self._steps = steps
        kept = self._currency in steps.currencies
        self.choose_currency(self._currency if kept else next(iter(steps.currencies), ""))

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest end of the bars, in whole units of the currency; 0 is between."""
        values = [0.0, *(end for both in self._ends() for end in both)]
        return min(values), max(values)

    def reach(self, low: float, high: float) -> None:
        """Show at least from here to there, as another waterfall beside this one does."""
        if (low, high) != self._reach:
            self._reach = (low, high)
            self.redraw()

    @property
    def currency(self) -> str:
        """The currency that is shown; empty while there is none."""
        return self._currency

    def choose_currency(self, currency: str) -> None:
        """Show the waterfall of another currency."""
        self._currency = currency
        self._pointer = None
        self.figures_changed()
        self.pointed.emit("")

    @property
    def _bars(self) -> tuple[WaterfallBar, ...]:
        return self._steps.by_currency.get(self._currency, ())

    def _ends(self) -> tuple[tuple[float, float], ...]:
        """Where each bar begins and ends, in whole units of the currency."""
        return tuple(
            (
                major_units(bar.start_minor, self._currency),
                major_units(bar.start_minor + bar.amount_minor, self._currency),
            )
            for bar in self._bars
        )

    def draw(self) -> None:
        """Bring all items up to the figures, the colours and the size."""
        bars = self._bars
        self.sheet.setVisible(bool(bars))
        if not bars:
            return
        self.dress(self._currency)
        self._fit()
        self._draw_titles()
        self._draw_bodies(self._ends())
        self._draw_bridges()

    def _fit(self) -> None:
        """Round figures at the left, and room for the amount above the highest bar."""
        lowest, highest = self.ends
        low, high = round_range(min(lowest, self._reach[0]), max(highest, self._reach[1]))
        rows = number_ticks(low, high, max(2, int(self.height() / 52)))
        self.left.show_ticks(rows)
        self.left.room_for([tick.text for tick in rows])
        self.bottom.room_for_lines(self._title_lines())
        self.settle()
        line = metrics().height() + 4
        room = (high - low) * line / max(1.0, self.area.height() - line)
        self.show_range((-0.5, len(self._bars) - 0.5), (low, high + room))

    def _title_lines(self) -> int:
        """Titles of several words take a second line where bars stand close."""
        room = (self.width() - 60) / len(self._bars)
        return 1 if text_width([bar.title for bar in self._bars]) <= room else 2

    def _draw_titles(self) -> None:
        room = self.area.width() / len(self._bars)
        self.bottom.show_ticks(
            [Tick(at, wrapped(bar.title, room)) for at, bar in enumerate(self._bars)]
        )

    def _draw_bodies(self, ends: tuple[tuple[float, float], ...]) -> None:
        middles = np.arange(len(ends), dtype=np.float64)
        starts, stops = np.array(ends).T
        self._bodies.setOpts(
            x0=middles - BAR_SHARE / 2,
            x1=middles + BAR_SHARE / 2,
            y0=starts,
            y1=stops,
            brushes=[
                pg.mkBrush(line_colour(self.tokens, 0 if bar.is_total else 2)) for bar in self._bars
            ],
        )
        self._zero.setPen(pg.mkPen(self.tokens.border, width=1))
        self._amounts.show(
            (
                (number, max(both), bar.text, (0.5, 1.0))
                for number, (bar, both) in enumerate(zip(self._bars, ends, strict=True))
            ),
            self.tokens.text,
        )

    def _draw_bridges(self) -> None:
        """From where a bar ends to where the next begins."""
        ends = [(0.0, 0.0)] * 2
        for number, bar in enumerate(self._bars[:-1]):
            level = major_units(bar.level_minor, self._currency)
            ends.append((number + BAR_SHARE / 2, level))
            ends.append((number + 1 - BAR_SHARE / 2, level))
        self._bridges.setData(*np.array(ends).T)
        self._bridges.setPen(pg.mkPen(self.tokens.muted, width=1, style=Qt.PenStyle.DotLine))

    def _number_at(self, at: QPointF) -> int | None:
        self.freshen()
        if not self._bars or not self.spans(at):
            return None
        return min(max(int(self.value_at(at).x() + 0.5), 0), len(self._bars) - 1)

    def text_at(self, at: QPointF) -> str:
        """The exact amount of the bar."""
        number = self._number_at(at)
        return "" if number is None else bar_text(self._bars, number, self._currency)

    def mark(self, at: QPointF | None) -> None:
        """A border around the bar."""
        self.mark_nothing()
        number = None if at is None else self._number_at(at)
        if number is not None:
            start, stop = self._ends()[number]
            left, height = number - BAR_SHARE / 2, abs(stop - start)
            self.mark_box(QRectF(left, min(start, stop), BAR_SHARE, height))

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next bar."""
        if not self._bars:
            return super().moved(at, across, down)
        number = None if at is None else self._number_at(at)
        self.freshen()
        wanted = 0 if number is None else min(max(number + across, 0), len(self._bars) - 1)
        return self.place_of(wanted, sum(self._ends()[wanted]) / 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """C shows the next currency."""
        currencies = self._steps.currencies
        if event.text().lower() == "c" and currencies:
            back = event.text() == "C"
            place = currencies.index(self._currency) + (-1 if back else 1)
            self.choose_currency(currencies[place % len(currencies)])
        else:
            super().keyPressEvent(event)

    def table(self) -> PlotTable:
        """A row a bar."""
        return steps_table(self._bars, self._currency)

    def summary(self) -> str:
        """The plot in words."""
        return steps_summary(self._bars, self._currency)
