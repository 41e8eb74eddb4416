"""Where the money of a run went, as Analyse shows it: one currency, chosen by the page."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from console.present.money_steps import MoneySteps
from console.present.run_results import WaterfallBar
from console.qt.steps_plot import StepsPlot
from console.qt.theme import Theme


class WaterfallPlot(StepsPlot):
    """A waterfall with the exact amount above each bar."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self.setAccessibleName(self.tr("Waterfall from gross to CPO net"))

    def show_bars(self, bars: Sequence[WaterfallBar], currency: str) -> None:
        """Replace the bars; amounts of one currency."""
        self.show_steps(MoneySteps({currency: tuple(bars)} if bars else {}))
