"""The view of reconciliation in the window: who reads the queue and the chosen case."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from console.present.books import Books
from console.present.operate_views import OperateView
from console.present.record_link import session_link
from console.qt.operator_desk import OperatorDesk
from console.qt.reconciliation_page import ReconciliationPage
from console.qt.screens import Screens
from console.qt.shown_books import ShownBooks
from console.qt.tab_reader import TabReader
from console.qt.theme import Theme
from core.service.case_stakes import StakedQueue


class ReconciliationDesk(QObject):
    """Builds the page when it is first opened; of several cases asked for only the last is read."""

    def __init__(
        self,
        screens: Screens,
        shown: ShownBooks,
        theme: Theme,
        operator: OperatorDesk,
        show: Callable[[OperateView], None],
    ) -> None:
        super().__init__(operator.window)
        self._screens = screens
        self._shown = shown
        self._theme = theme
        self._operator = operator
        self._show = show
        self._page: ReconciliationPage | None = None
        self._reader: TabReader | None = None
        self._is_asking = False
        self._wanted = ""
        screens.operate.tables.books_changed.connect(self._forget)

    @property
    def page(self) -> ReconciliationPage:
        """The page, built now if it was not yet."""
        if self._page is None:
            self._page = ReconciliationPage(self._theme)
            self._page.detail_wanted.connect(self._want)
            self._page.session_wanted.connect(self._open_session)
            self._reader = TabReader(
                self._page, self._page, _cases, self._screens.operate, self._shown
            )
        return self._page

    @property
    def is_idle(self) -> bool:
        """Whether what is shown is all that was asked."""
        return not self._is_asking and (self._reader is None or self._reader.is_idle)

    def _forget(self) -> None:
        """Other books: no answer of the old ones comes."""
        self._is_asking, self._wanted = False, ""

    def _want(self, case_id: str) -> None:
        self._wanted = case_id
        if not self._is_asking:
            self._ask()

    def _ask(self) -> None:
        case_id, self._wanted = self._wanted, ""
        self._is_asking = True
        self._shown.ask(lambda books: books.case(case_id), self._take, self._take)

    def _take(self, answer: Any) -> None:  # noqa: ANN401 (a detail, or what went wrong)
        self._is_asking = False
        if self._wanted:
            self._ask()
        elif isinstance(answer, BaseException):
            self.page.show_no_detail(str(answer))
        else:
            self.page.show_detail(answer)

    def _open_session(self, key: str) -> None:
        self._show(OperateView.OVERVIEW)
        self._screens.operate.detail.link_opened.emit(session_link(key))


def _cases(books: Books) -> StakedQueue:
    return books.cases()
