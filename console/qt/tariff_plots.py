"""The plots of the tariff workbench: built when the library of plots is loaded, fed by signals."""

from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QMouseEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from console.present.money_steps import MoneySteps
from console.present.tariff_steps import price_steps
from console.present.tariff_week import PriceGrid, gap_sentence, price_grid
from console.qt.grid_plot import GridPlot
from console.qt.plot_card import PlotCard
from console.qt.steps_plot import StepsPlot
from console.qt.tariff_workbench import TariffWorkbench
from console.qt.theme import Theme
from core.domain.rounded_price import RoundedPrice
from core.pricing.week_prices import WeekPrices


class PriceGridPlot(GridPlot):
    """The grid of a week; a click begins the session there."""

    start_chosen = Signal(int)
    """A minute of the week."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._prices: PriceGrid | None = None
        super().__init__(theme, name, parent)

    def show_prices(self, prices: PriceGrid) -> None:
        """Other prices."""
        self._prices = prices
        self.show_grid(prices)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin there."""
        super().mousePressEvent(event)
        cell = self.cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell and self._prices is not None:
            self.start_chosen.emit(self._prices.start_of(*cell))


class TariffPlots(QObject):
    """Three plots in the places that the workbench keeps for them."""

    def __init__(self, workbench: TariffWorkbench) -> None:
        super().__init__(workbench)
        theme = workbench.theme
        self.week: Final = PriceGridPlot(theme, self.tr("Prices of the week"))
        self.week_card: Final = PlotCard(self.tr("Prices of the week"), self.week)
        self.week_card.body.insertWidget(0, workbench.week)
        self.gaps: Final = QLabel()
        self.gaps.setObjectName("muted")
        self.gaps.setWordWrap(True)
        self.week_card.body.addWidget(self.gaps)
        self.steps: Final = StepsPlot(theme, self.tr("What the session costs"))
        self.steps_card: Final = PlotCard(self.tr("What the session costs"), self.steps)
        for slot, card in (
            (workbench.panes.week_slot, self.week_card),
            (workbench.panes.steps_slot, self.steps_card),
        ):
            layout = slot.layout()
            assert layout is not None
            layout.addWidget(card)
        self._say_nothing()
        workbench.week_priced.connect(self._show_week)
        workbench.price_shown.connect(self._show_price)
        workbench.tariff_lost.connect(self._say_nothing)
        self.week.start_chosen.connect(workbench.start_at)

    def _say_nothing(self) -> None:
        wanted = self.tr("Paste, drop or open a tariff first.")
        self.week_card.show_nothing(wanted)
        self.steps_card.show_nothing(wanted)

    def _show_week(self, week: WeekPrices) -> None:
        self.week.show_prices(price_grid(week))
        self.gaps.setText(gap_sentence(week))
        self.gaps.setVisible(bool(self.gaps.text()))
        self.week_card.show_plot()

    def _show_price(self, price: RoundedPrice | None) -> None:
        steps = MoneySteps({}) if price is None else price_steps(price)
        self.steps.show_steps(steps)
        if steps.currencies:
            self.steps_card.show_plot()
        elif price is None:
            self._say_nothing()
        else:
            self.steps_card.show_nothing(self.tr("This session costs nothing."))
