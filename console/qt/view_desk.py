"""The views of Operate in the window: who builds each, and the commands that open them.

A view is there once it has a tab (``OperateTabs.add``) and a command of the same name
(``console.present.operate_commands``); both are asked for by ``OperateView``.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from console.present.operate_views import OperateView
from console.present.workspaces import Workspace
from console.qt.agreements_desk import AgreementsDesk
from console.qt.command_registry import Deed
from console.qt.exposure_page import ExposurePage
from console.qt.network_desk import NetworkDesk
from console.qt.operator_desk import OperatorDesk
from console.qt.reconciliation_desk import ReconciliationDesk
from console.qt.screens import Screens
from console.qt.settlement_page import SettlementPage
from console.qt.shown_books import ShownBooks
from console.qt.tab_reader import TabReader
from console.qt.theme import Theme


class ViewDesk(QObject):
    """Has the tabs, and builds what is behind them."""

    command_wanted = Signal(str)
    """Id of a command that a button of a view stands for."""

    def __init__(
        self,
        screens: Screens,
        shown: ShownBooks,
        theme: Theme,
        go: Callable[[Workspace], None],
        operator: OperatorDesk,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._screens = screens
        self._shown = shown
        self._theme = theme
        self._go = go
        self._make_times: Callable[[Theme], Any] | None = None
        self._make_days: Callable[[Theme], Any] | None = None
        screens.operate_tabs.add(
            OperateView.SETTLEMENT, self.tr("Settlement"), self._make_settlement
        )
        self.reconciliation: Final = ReconciliationDesk(screens, shown, theme, operator, self.show)
        screens.operate_tabs.add(
            OperateView.RECONCILIATION,
            self.tr("Reconciliation"),
            lambda: self.reconciliation.page,
        )
        self._watch = operator.watch
        screens.operate_tabs.add(OperateView.EXPOSURE, self.tr("Exposure"), self._make_exposure)
        self.reconciliation.command_wanted.connect(self.command_wanted)
        show_agreements = partial(self.show, OperateView.AGREEMENTS)
        self.agreements: Final = AgreementsDesk(screens, shown, theme, operator, show_agreements)
        self.agreements.command_wanted.connect(self.command_wanted)
        screens.operate_tabs.add(
            OperateView.AGREEMENTS, self.tr("Agreements"), lambda: self.agreements.page
        )

        self.network: Final = NetworkDesk(screens, shown, theme, operator, self.show)
        self.network.command_wanted.connect(self.command_wanted)
        screens.operate_tabs.add(OperateView.NETWORK, self.tr("Network"), lambda: self.network.page)
        screens.operate_tabs.add(
            OperateView.MESSAGES, self.tr("Messages"), lambda: self.network.messages
        )

    def make_plots(
        self, make_times: Callable[[Theme], Any], make_days: Callable[[Theme], Any]
    ) -> None:
        """Have the views build their plots, once pyqtgraph is loaded."""
        self._make_times, self._make_days = make_times, make_days
        page = self._screens.operate_tabs.pages.get(OperateView.SETTLEMENT)
        if isinstance(page, SettlementPage):
            page.make_plots(make_times)
        page = self._screens.operate_tabs.pages.get(OperateView.EXPOSURE)
        if isinstance(page, ExposurePage):
            page.make_plots(make_days)

    def deeds(self) -> dict[str, Deed]:
        """Id of the command of each view and what it does."""
        views = self._screens.operate_tabs.views
        shows = {view.command_id: partial(self.show, view) for view in views}
        desks = (self.reconciliation, self.agreements, self.network)
        return shows | {id_: deed for desk in desks for id_, deed in desk.deeds().items()}

    def show(self, view: OperateView) -> None:
        """Bring a view to the front."""
        self._screens.operate_tabs.open(view)
        self._go(Workspace.OPERATE)

    def _make_exposure(self) -> ExposurePage:
        page = ExposurePage(self._theme, lambda: self._watch.rules)
        if self._make_days is not None:
            page.make_plots(self._make_days)
        page.rows_wanted.connect(self._screens.operate_tabs.open_rows)
        page.view_reader = TabReader(
            page, page, lambda books: books.exposure(), self._screens.operate, self._shown
        )
        return page

    def _make_settlement(self) -> SettlementPage:
        page = SettlementPage(self._theme)
        if self._make_times is not None:
            page.make_plots(self._make_times)
        page.rows_wanted.connect(self._screens.operate_tabs.open_rows)
        page.command_wanted.connect(self.command_wanted)
        page.view_reader = TabReader(
            page, page, lambda books: books.settlement(), self._screens.operate, self._shown
        )
        return page
