"""Where the money of a session went: bars from gross at tariff down to the CPO's net."""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.present.run_results import WaterfallBar, major_units
from console.qt.plot_style import style_axes
from console.qt.theme import Theme, Tokens, ui_font


class WaterfallPlot(QWidget):
    """A waterfall with the exact amount above each bar."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[WaterfallBar, ...] = ()
        self._currency = "EUR"
        self._tokens = theme.tokens
        self.setAccessibleName(self.tr("Money waterfall"))
        self._widget: Any = pg.PlotWidget(self)
        self._widget.setAccessibleName(self.tr("Waterfall from gross to CPO net"))
        self._plot: Any = self._widget.getPlotItem()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._widget)
        theme.changed.connect(self._restyle)
        self._restyle(theme.tokens)

    def show_bars(self, bars: Sequence[WaterfallBar], currency: str) -> None:
        """Replace the bars; amounts of one currency."""
        self._bars = tuple(bars)
        self._currency = currency
        self.setAccessibleDescription(
            ", ".join(f"{bar.title} {bar.text} {currency}" for bar in self._bars)
        )
        self._redraw()

    def _redraw(self) -> None:
        self._plot.clear()
        if not self._bars:
            return
        tokens = self._tokens
        tops = []
        for place, bar in enumerate(self._bars):
            start = major_units(bar.start_minor, self._currency)
            height = major_units(bar.amount_minor, self._currency)
            colour = QColor(tokens.accent if bar.is_total else tokens.warning)
            item = pg.BarGraphItem(
                x=[place], y0=[start], height=[height], width=0.62, brush=colour, pen=None
            )
            self._plot.addItem(item)
            text = pg.TextItem(bar.text, color=QColor(tokens.text), anchor=(0.5, 1.0))
            text.setFont(ui_font(12))
            text.setPos(place, max(start, start + height))
            self._plot.addItem(text)
            tops.append(max(start, start + height))
        self._plot.getAxis("bottom").setTicks(
            [[(place, bar.title) for place, bar in enumerate(self._bars)]]
        )
        self._plot.getAxis("left").setLabel(self._currency)
        top = max(tops) or 1.0
        self._plot.setRange(
            xRange=(-0.5, len(self._bars) - 0.5), yRange=(0, top * 1.12), padding=0.01
        )

    def _restyle(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._widget.setBackground(tokens.panel)
        style_axes(self._plot, tokens)
        self._redraw()
