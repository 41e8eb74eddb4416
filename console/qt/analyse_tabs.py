"""Analyse: the views of scenarios and what comes of them; one of them is in front.

A view has a tab once somebody adds it (``add``), and is built when it is opened first.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from console.present.analyse_views import AnalyseView
from console.qt.analyse_page import AnalysePage
from console.qt.tab_bar import fill_below, tab_bar
from console.qt.tariff_workbench import TariffWorkbench
from console.qt.theme import Theme


class AnalyseTabs(QWidget):
    """The analyst's workspace."""

    opened = Signal(object)
    """The ``AnalyseView`` that is in front now."""

    def __init__(
        self, scenarios: AnalysePage, theme: Theme, today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.scenarios: Final = scenarios
        self.workbench: Final = TariffWorkbench(theme, today)
        self.pages: Final[dict[AnalyseView, QWidget]] = {}
        """The views that were opened, but for the two that are always there."""
        self._always: Final[dict[AnalyseView, QWidget]] = {
            AnalyseView.SCENARIOS: scenarios,
            AnalyseView.TARIFFS: self.workbench,
        }
        self._firsts: Final[dict[AnalyseView, Callable[[], QWidget]]] = {
            AnalyseView.SCENARIOS: lambda: scenarios.run,
            AnalyseView.TARIFFS: lambda: self.workbench.pane.text,
        }
        self._makers: Final[dict[AnalyseView, Callable[[], QWidget]]] = {}
        self._views: Final = [AnalyseView.SCENARIOS, AnalyseView.TARIFFS]
        self.bar: Final = tab_bar(
            self.tr("Views of Analyse"), self.tr("Scenarios"), self.tr("Tariffs")
        )
        self._stack: Final = QStackedLayout()
        self._stack.addWidget(scenarios)
        self._stack.addWidget(self.workbench)
        fill_below(self, self.bar, self._stack)
        self.bar.currentChanged.connect(self._on_tab)

    def add(
        self,
        view: AnalyseView,
        title: str,
        make: Callable[[], QWidget],
        first: Callable[[], QWidget],
    ) -> None:
        """Have a tab, in the order of ``AnalyseView``.

        Args:
            view: Which.
            title: Of the tab.
            make: Called when it is opened first.
            first: What has the keyboard when the view is opened.
        """
        order = list(AnalyseView)
        at = sum(order.index(one) < order.index(view) for one in self._views)
        self._views.insert(at, view)
        self._makers[view], self._firsts[view] = make, first
        self.bar.insertTab(at, title)

    @property
    def views(self) -> tuple[AnalyseView, ...]:
        """Those that there are."""
        return tuple(self._views)

    @property
    def view(self) -> AnalyseView:
        """Which one is in front."""
        return self._views[self.bar.currentIndex()]

    def open(self, view: AnalyseView) -> None:
        """Bring a view to the front."""
        self.bar.setCurrentIndex(self._views.index(view))

    def show_scenarios(self) -> None:
        """Bring the scenarios to the front."""
        self.open(AnalyseView.SCENARIOS)

    def show_tariffs(self) -> None:
        """Bring the workbench to the front."""
        self.open(AnalyseView.TARIFFS)

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the workspace is opened."""
        return self._firsts[self.view]()

    def _on_tab(self, _index: int) -> None:
        view = self.view
        if view in self._makers and view not in self.pages:
            self.pages[view] = self._makers[view]()
            self._stack.addWidget(self.pages[view])
        self._stack.setCurrentWidget((self._always | self.pages)[view])
        self.opened.emit(view)
