"""Operate: the overview and the other views behind tabs; each is built when it is first opened."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from console.present.kpi_tiles import RowsLink
from console.present.operate_views import OperateView
from console.qt.operate_page import OperatePage
from console.qt.tab_bar import fill_below, tab_bar


class OperateTab(QWidget):
    """What a view behind a tab is made of."""

    view_reader: QObject | None = None
    """What reads the books for it."""

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view is opened."""
        raise NotImplementedError


class OperateTabs(QWidget):
    """The operator's workspace."""

    opened = Signal(object)
    """The ``OperateView`` that is in front now."""

    def __init__(self, overview: OperatePage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.overview: Final = overview
        self.pages: Final[dict[OperateView, OperateTab]] = {}
        """The views that were opened, but for the overview."""
        self._makers: dict[OperateView, Callable[[], OperateTab]] = {}
        self._views = [OperateView.OVERVIEW]
        self.bar: Final = tab_bar(self.tr("Views of the books"), self.tr("Overview"))
        self.bar.setVisible(False)  # one tab is no choice
        self._stack = QStackedLayout()
        self._stack.addWidget(overview)
        fill_below(self, self.bar, self._stack)
        self.bar.currentChanged.connect(self._on_tab)

    def add(self, view: OperateView, title: str, make: Callable[[], OperateTab]) -> None:
        """Have a tab, in the order of ``OperateView``; ``make`` is called when it is opened."""
        order = list(OperateView)
        at = sum(order.index(one) < order.index(view) for one in self._views)
        self._views.insert(at, view)
        self._makers[view] = make
        self.bar.insertTab(at, title)
        self.bar.setVisible(True)

    @property
    def views(self) -> tuple[OperateView, ...]:
        """Those that there are."""
        return tuple(self._views)

    @property
    def view(self) -> OperateView:
        """Which one is in front."""
        return self._views[self.bar.currentIndex()]

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the workspace is opened."""
        page = self.pages.get(self.view)
        return self.overview.tables.pane.view if page is None else page.first

    def open(self, view: OperateView) -> None:
        """Bring a view to the front."""
        self.bar.setCurrentIndex(self._views.index(view))

    def open_rows(self, link: RowsLink) -> None:
        """Show the rows behind a figure: they are in the overview."""
        self.open(OperateView.OVERVIEW)
        self.overview.tables.open_rows(link)

    def _on_tab(self, _index: int) -> None:
        view = self.view
        if view is OperateView.OVERVIEW:
            self._stack.setCurrentWidget(self.overview)
        else:
            if view not in self.pages:
                self.pages[view] = self._makers[view]()
                self._stack.addWidget(self.pages[view])
            self._stack.setCurrentWidget(self.pages[view])
        self.opened.emit(view)
