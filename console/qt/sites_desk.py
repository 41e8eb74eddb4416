"""Asks the books for the sites when the map is looked at; one question at a time."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject

from console.present.books import Books
from console.qt.operate_page import OperatePage
from core.domain.errors import RoamingError
from core.service.site_use import SiteUse


class Asking(Protocol):
    """The books that are shown."""

    @property
    def any(self) -> bool:
        """Whether there are any."""
        ...

    def ask(self, question: Callable[[Books], Any], then: Callable[[Any], None]) -> None:
        """Run ``question`` beside the window's thread, then ``then`` with the answer in it."""
        ...


class SitesDesk(QObject):
    """Between the map and the books."""

    def __init__(self, page: OperatePage, shown: Asking, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._shown = shown
        self._is_asking = False
        self._is_wanted = False
        self._books_number = 0
        page.sites_wanted.connect(self.ask)
        page.tables.books_changed.connect(self._forget)

    def ask(self) -> None:
        """Ask now, or once more after the answer that is under way."""
        if self._is_asking or not self._shown.any:
            self._is_wanted = self._is_asking
            return
        self._is_asking, self._is_wanted = True, False
        number = self._books_number

        def question(books: Books) -> Sequence[SiteUse] | Exception:
            try:
                return books.sites()
            except (RoamingError, OSError) as error:
                return error

        def then(answer: Sequence[SiteUse] | Exception) -> None:
            if number == self._books_number:
                self._take(answer)

        self._shown.ask(question, then)

    def _take(self, answer: Sequence[SiteUse] | Exception) -> None:
        self._is_asking = False
        use = self._page.use
        assert use is not None
        if isinstance(answer, Exception):
            use.show_problem(str(answer), self.ask)
        else:
            use.show_sites(answer)
        if self._is_wanted:
            self.ask()

    def _forget(self) -> None:
        """The answer under way is of other books; those that are shown now are asked."""
        self._books_number += 1
        self._is_asking = self._is_wanted = False
        if self._page.use is not None and self._page.use.is_map:
            self.ask()
