"""Analyse: the scenarios, and the tariff workbench; one of them is in front."""

from datetime import date
from typing import Final

from PySide6.QtWidgets import QStackedLayout, QWidget

from console.qt.analyse_page import AnalysePage
from console.qt.tab_bar import fill_below, tab_bar
from console.qt.tariff_workbench import TariffWorkbench
from console.qt.theme import Theme

SCENARIOS_TAB: Final = 0
TARIFFS_TAB: Final = 1


class AnalyseTabs(QWidget):
    """The analyst's workspace."""

    def __init__(
        self, scenarios: AnalysePage, theme: Theme, today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.scenarios: Final = scenarios
        self.workbench: Final = TariffWorkbench(theme, today)
        self.bar: Final = tab_bar(
            self.tr("Scenarios, or tariffs"), self.tr("Scenarios"), self.tr("Tariffs")
        )
        stack = QStackedLayout()
        stack.addWidget(scenarios)
        stack.addWidget(self.workbench)
        fill_below(self, self.bar, stack)
        self.bar.currentChanged.connect(stack.setCurrentIndex)

    def show_scenarios(self) -> None:
        """Bring the scenarios to the front."""
        self.bar.setCurrentIndex(SCENARIOS_TAB)

    def show_tariffs(self) -> None:
        """Bring the workbench to the front."""
        self.bar.setCurrentIndex(TARIFFS_TAB)

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the workspace is opened."""
        in_front = self.bar.currentIndex()
        return self.scenarios.run if in_front == SCENARIOS_TAB else self.workbench.pane.text
