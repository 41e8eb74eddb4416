"""The picture of a sweep: a heat map of two parameters, a curve of one, or a tornado."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QStackedLayout, QWidget

from console.present.sweep_pictures import sweep_fan, sweep_grid, sweep_tornado
from console.qt.fan_plot import FanPlot
from console.qt.grid_plot import GridPlot
from console.qt.plot_card import PlotCard
from console.qt.theme import Theme
from console.qt.tornado_plot import TornadoPlot
from simulation.experiment.designs import Axis, Span
from simulation.experiment.tally import Tally
from simulation.kpis import kpi_of


@dataclass(frozen=True, slots=True)
class SweepDesign:
    """What was asked for; one of the two is empty."""

    axes: tuple[Axis, ...] = ()
    spans: tuple[Span, ...] = ()


class SweepViews(QWidget):
    """One of three pictures, as the design asks."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid: Final = GridPlot(theme, self.tr("Heat map of the sweep"))
        self.curve: Final = FanPlot(theme, self.tr("Curve of the sweep"))
        self.bars: Final = TornadoPlot(theme, self.tr("Tornado of the sweep"))
        self.cards: Final = tuple(
            PlotCard(self.tr("Sweep"), plot) for plot in (self.grid, self.curve, self.bars)
        )
        self._stack: Final = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        for card in self.cards:
            self._stack.addWidget(card)

    @property
    def card(self) -> PlotCard:
        """The one in front."""
        return self.cards[self._stack.currentIndex()]

    def show_nothing(self, why: str) -> None:
        """Nothing was played."""
        for card in self.cards:
            card.show_nothing(why)

    def show_sweep(self, tally: Tally, design: SweepDesign, name: str) -> None:
        """Show a figure of what was played so far."""
        number = 2 if design.spans else int(len(design.axes) == 1)
        self._stack.setCurrentIndex(number)
        self.card.set_title(kpi_of(name).title)
        if (self._draw_grid, self._draw_curve, self._draw_bars)[number](tally, design, name):
            self.card.show_plot()
        else:
            wait = self.tr("The first settings are under way\N{HORIZONTAL ELLIPSIS}")
            self.card.show_nothing(wait)

    def _draw_grid(self, tally: Tally, design: SweepDesign, name: str) -> bool:
        self.grid.show_grid(sweep_grid(tally, design.axes, name))
        return True

    def _draw_curve(self, tally: Tally, design: SweepDesign, name: str) -> bool:
        fan = sweep_fan(tally, design.axes[0], name)
        if fan is not None:
            self.curve.show_fan(fan)
        return fan is not None

    def _draw_bars(self, tally: Tally, design: SweepDesign, name: str) -> bool:
        bars = sweep_tornado(tally, design.spans, name)
        if bars is not None:
            self.bars.show_tornado(bars)
        return bars is not None
