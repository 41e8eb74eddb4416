"""The waterfall of money in its card, with the currency to choose where there are several."""

from PySide6.QtWidgets import QComboBox, QWidget

from console.present.money_steps import MoneySteps
from console.qt.plot_card import PlotCard
from console.qt.steps_plot import StepsPlot
from console.qt.theme import Theme


class StepsCard(PlotCard):
    """A waterfall, its title and its currencies."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        self.plot = StepsPlot(theme, title)
        super().__init__(title, self.plot, parent)
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Currency of the waterfall"))
        self.head.insertWidget(2, self.choice)
        self.choice.textActivated.connect(self.plot.choose_currency)
        self.plot.currency_changed.connect(self.choice.setCurrentText)
        self.show_steps(MoneySteps({}))

    def show_steps(self, steps: MoneySteps) -> None:
        """Replace the bars, or say that there are none."""
        self.choice.clear()
        self.choice.addItems(steps.currencies)
        self.choice.setVisible(len(steps.currencies) > 1)
        self.plot.show_steps(steps)
        if steps.currencies:
            self.show_plot()
        else:
            self.show_nothing(
                self.tr("No session was posted yet. Run a scenario, or import sessions, first.")
            )
