"""Asks the books for the sites when the map is looked at, and for the EVSEs of one."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import QElapsedTimer, QObject

from console.present.books import Books
from console.qt.operate_page import OperatePage
from core.service.site_use import SitesWalk, SiteUse
from core.service.week_use import WeekUse

RESTS: Final = 20
"""The sites of large books take a scan: between two of them the books rest so much longer."""


class Asking(Protocol):
    """The books that are shown."""

    @property
    def any(self) -> bool:
        """Whether there are any."""
        ...

    def ask(
        self,
        question: Callable[[Books], Any],
        then: Callable[[Any], None],
        otherwise: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run ``question`` beside the window's thread, then ``then`` with the answer in it.

        Any failure goes to ``otherwise`` if there is one.
        """
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
        self._clock = QElapsedTimer()
        self._rest_ms = 0
        page.sites_wanted.connect(self.ask)
        page.evses_wanted.connect(self.ask_evses)
        page.tables.books_changed.connect(self._forget)

    def ask(self) -> None:
        """Ask now, or once more after the answer that is under way."""
        if self._is_asking or not self._shown.any:
            self._is_wanted = self._is_asking
            return
        if self._clock.isValid() and self._clock.elapsed() < self._rest_ms:
            return  # what is shown is young enough; new figures ask again
        self._clock.start()
        self._is_asking, self._is_wanted = True, False
        self._go_on(SitesWalk())

    def _go_on(self, walk: SitesWalk) -> None:
        """A step at a time, so that other questions come in between."""
        number = self._books_number

        def then(answer: Sequence[SiteUse] | BaseException | None) -> None:
            if number != self._books_number:
                return
            if answer is None:
                self._go_on(walk)
            else:
                self._take(answer)

        self._shown.ask(lambda books: books.sites(walk), then, then)

    def ask_evses(self, location_id: str) -> None:
        """Ask for the EVSEs of a location; a later wish makes this one's answer be passed over."""
        number = self._books_number

        def then(use: WeekUse) -> None:
            if number == self._books_number:
                self._page.use.show_evses(location_id, use)

        self._shown.ask(lambda books: books.evse_use(location_id), then)

    def _take(self, answer: Sequence[SiteUse] | BaseException) -> None:
        self._is_asking = False
        use = self._page.use
        assert use is not None
        self._rest_ms = RESTS * self._clock.restart()
        if isinstance(answer, BaseException):
            self._rest_ms = 0
            use.show_problem(str(answer), self.ask)
        else:
            use.show_sites(answer)
        if self._is_wanted:
            self.ask()

    def _forget(self) -> None:
        """The answer under way is of other books; those that are shown now are asked."""
        self._books_number += 1
        self._is_asking = self._is_wanted = False
        self._rest_ms = 0
        if self._page.use is not None and self._page.use.is_map:
            self.ask()
