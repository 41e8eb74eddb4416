"""The plots of the tariff workbench: built when the library of plots is loaded, fed by signals."""

from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QLabel

from console.present.money_steps import MoneySteps
from console.present.tariff_curve import curve_over_energy, curve_over_time
from console.present.tariff_steps import price_steps
from console.present.tariff_week import gap_sentence, price_grid
from console.qt.curve_plot import CurvePlot
from console.qt.plot_card import PlotCard
from console.qt.price_grid_plot import PriceGridPlot
from console.qt.steps_plot import StepsPlot
from console.qt.tariff_workbench import TariffWorkbench
from core.domain.rounded_price import RoundedPrice
from core.pricing.week_prices import WeekPrices
from core.service.quote_stay import QuotedStay


class TariffPlots(QObject):
    """The plots in the places that the workbench keeps for them."""

    def __init__(self, workbench: TariffWorkbench) -> None:
        super().__init__(workbench)
        theme = workbench.theme
        self._workbench = workbench
        self.week: Final = PriceGridPlot(theme, self.tr("Prices of the week"))
        self.week_card: Final = PlotCard(self.tr("Prices of the week"), self.week)
        self.week_card.body.insertWidget(0, workbench.week)
        self.gaps: Final = QLabel()
        self.gaps.setObjectName("muted")
        self.gaps.setWordWrap(True)
        self.week_card.body.addWidget(self.gaps)
        self.steps: Final = StepsPlot(theme, self.tr("What the session costs"))
        self.steps_card: Final = PlotCard(self.tr("What the session costs"), self.steps)
        self.curve: Final = CurvePlot(theme, self.tr("Price curve"))
        self.curve_card: Final = PlotCard(self.tr("Price curve"), self.curve)
        self.over: Final = QComboBox()
        self.over.setAccessibleName(self.tr("What the price is drawn over"))
        self.over.addItems([self.tr("over time"), self.tr("over energy")])
        self.curve_card.head.insertWidget(2, self.over)
        self._stay: QuotedStay | None = None
        for slot, card in (
            (workbench.panes.week_slot, self.week_card),
            (workbench.panes.curve_slot, self.curve_card),
            (workbench.panes.steps_slot, self.steps_card),
        ):
            layout = slot.layout()
            assert layout is not None
            layout.addWidget(card)
        self._say_nothing()
        workbench.week_priced.connect(self._show_week)
        workbench.stay_quoted.connect(self._show_stay)
        self.over.activated.connect(lambda _: self._draw_curve())
        workbench.price_shown.connect(self._show_price)
        workbench.tariff_lost.connect(self._say_nothing)
        self.week.start_chosen.connect(workbench.start_at)

    def _say_nothing(self) -> None:
        wanted = self.tr("Paste, drop or open a tariff first.")
        self._stay = None
        for card in (self.week_card, self.curve_card, self.steps_card):
            card.show_nothing(wanted)

    def _show_week(self, week: WeekPrices) -> None:
        self.week.show_prices(price_grid(week))
        self.gaps.setText(gap_sentence(week))
        self.gaps.setVisible(bool(self.gaps.text()))
        self.week_card.show_plot()

    def _show_stay(self, stay: QuotedStay) -> None:
        self._stay = stay
        self.week.show_start(self._workbench.sliders.wish.start_min)
        self._draw_curve()

    def _draw_curve(self) -> None:
        if self._stay is None:
            return
        by_time = self.over.currentIndex() == 0
        curve = curve_over_time(self._stay) if by_time else curve_over_energy(self._stay)
        if curve is None:
            self.curve_card.show_nothing(self.tr("The session takes no energy."))
            return
        self.curve.show_curve(curve)
        self.curve_card.show_plot()

    def _show_price(self, price: RoundedPrice | None) -> None:
        steps = MoneySteps({}) if price is None else price_steps(price)
        self.steps.show_steps(steps)
        if steps.currencies:
            self.steps_card.show_plot()
        elif price is None:
            self.steps_card.show_nothing(self.tr("There is no price to show."))
        else:
            self.steps_card.show_nothing(self.tr("This session costs nothing."))
