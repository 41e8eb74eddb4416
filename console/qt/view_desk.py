"""The views of Operate in the window: who builds each, and the commands that open them.

A view is there once it has a tab (``OperateTabs.add``) and a command of the same name
(``console.present.operate_commands``); both are asked for by ``OperateView``.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from console.present.operate_views import OperateView
from console.present.workspaces import Workspace
from console.qt.command_registry import Deed
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.theme import Theme


class ViewDesk(QObject):
    """Has the tabs, and builds what is behind them."""

    def __init__(
        self,
        screens: Screens,
        shown: ShownBooks,
        theme: Theme,
        go: Callable[[Workspace], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._screens = screens
        self._shown = shown
        self._theme = theme
        self._go = go

    def deeds(self) -> dict[str, Deed]:
        """Id of the command of each view and what it does."""
        views = self._screens.operate_tabs.views
        return {view.command_id: partial(self.show, view) for view in views}

    def show(self, view: OperateView) -> None:
        """Bring a view to the front."""
        self._screens.operate_tabs.open(view)
        self._go(Workspace.OPERATE)
