"""Who asks for the record that is to be shown: rows that are chosen, links, back and forward.

One question at a time: while it is under way only the latest wish is remembered, so that an arrow
key that is held down leaves no queue behind. What is shown is pointed at in its table.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from console.present.books import Books
from console.present.detail_sections import Detail, Found, detail_of
from console.present.kpi_tiles import RowsLink
from console.present.record_link import (
    TABLES,
    Link,
    RecordKind,
    RecordLink,
    link_of_row,
    session_of_row,
)
from console.present.table_look import Record
from console.present.visits import Visits
from console.qt.operate_page import OperatePage
from console.qt.row_pointer import RowPointer
from core.domain.errors import RoamingError
from core.domain.table_fields import BookTable


class Ask(Protocol):
    """Asks the books that are shown, beside the window's thread."""

    def __call__(self, question: Callable[[Books], Any], then: Callable[[Any], None]) -> None:
        """Run ``question`` there, then ``then`` with the answer in the window's thread."""
        ...


class DetailDesk(QObject):
    """Between the tables, the card and the books."""

    story_opened = Signal(object)
    """The ``Story`` that is to be stepped in Train."""

    def __init__(self, page: OperatePage, ask: Ask, parent: QObject) -> None:
        super().__init__(parent)
        card, tables = self._card, self._tables = page.detail, page.tables
        self._ask_books = ask
        self.visits: Final = Visits()
        self._pointer = RowPointer(tables, self)
        self._homes: dict[RecordLink, BookTable] = {}
        self._asked: RecordLink | None = None
        self._wanted: tuple[RecordLink, bool] | None = None
        self._books_number = 0
        tables.record_chosen.connect(self.choose)
        tables.menu_opening.connect(self._offer)
        tables.books_changed.connect(self.forget)
        card.link_opened.connect(self.open)
        card.back_wanted.connect(self.back)
        card.forward_wanted.connect(self.forward)
        card.train_wanted.connect(self.open_in_train)
        page.summary_shown.connect(self.refresh)

    # --- wishes ------------------------------------------------------------------------------
    def choose(self, table: BookTable, record: Record) -> None:
        """Show what a row is about; it is the row that is pointed at already."""
        link = link_of_row(table, record)
        self._homes[link] = table
        self._wish(link, points=False)

    def open(self, link: Link) -> None:
        """Show a record and its row, or the rows of a table."""
        if isinstance(link, RowsLink):
            self._tables.open_rows(link)
        else:
            self._wish(link, points=True)

    def back(self) -> None:
        """Show what was shown before."""
        if self.visits.before is not None:
            self._wish(self.visits.before, points=True)

    def forward(self) -> None:
        """Show what was shown after it."""
        if self.visits.after is not None:
            self._wish(self.visits.after, points=True)

    def refresh(self) -> None:
        """Read what is shown again: the books say something else now."""
        detail = self._card.detail
        if detail is not None and self._asked is None and self._card.isVisible():
            self._ask(detail.link, points=False, again=detail)

    def forget(self) -> None:
        """Other books: nothing was looked at, and no answer of the old ones counts."""
        self._books_number += 1
        self.visits.forget()
        self._homes.clear()
        self._pointer.forget()
        self._asked = self._wanted = None

    def _wish(self, link: RecordLink, *, points: bool) -> None:
        self._wanted = (link, points)
        if self._asked is None:
            self._ask(link, points=points)

    # --- questions ---------------------------------------------------------------------------
    def _ask(self, link: RecordLink, *, points: bool, again: Detail | None = None) -> None:
        """Ask for a record; ``again`` is what is shown of it, which stays if it is the same."""
        self._asked = link
        if again is None:
            self._card.begin_reading()
        number = self._books_number

        def question(books: Books) -> Detail | Exception:
            try:
                return detail_of(_found(books, link))
            except (RoamingError, OSError) as error:
                return error

        def then(answer: Detail | Exception) -> None:
            if number != self._books_number:
                return
            if again is not None and (answer == again or isinstance(answer, Exception)):
                answer = again  # nothing new, and no reason to take away what is there
            self._take(link, answer, points=points)

        self._ask_books(question, then)

    def _take(self, link: RecordLink, answer: Detail | Exception, *, points: bool) -> None:
        self._asked = None
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted[0] != link:
            self._wish(wanted[0], points=wanted[1])
        elif answer is self._card.detail:
            return
        elif isinstance(answer, Exception):
            self._card.show_problem(str(answer), lambda: self._wish(link, points=points))
        else:
            self.visits.visit(link)
            self._card.show_detail(answer, self.visits)
            if points:
                self._point(answer)

    def _point(self, detail: Detail) -> None:
        home = self._homes.get(detail.link)
        order = [self._tables.table, *TABLES[detail.link.kind]]
        tables = [*([home] if home else []), *order]
        places = [(table, detail.places[table]) for table in tables if table in detail.places]
        self._pointer.point(places)

    def _offer(self, table: BookTable, record: Record, menu: QMenu) -> None:
        """What can be done with a row, before what can be done with its cells."""
        first = menu.actions()[0]
        deeds = [(self.tr("Show detail"), lambda: self.choose(table, record))]
        key = session_of_row(table, record)
        if key is not None:
            deeds.append((self.tr("Open in Train"), lambda: self.open_session(key)))
        for title, then in deeds:
            action = QAction(title, menu)
            action.triggered.connect(lambda _checked, then=then: then())
            menu.insertAction(first, action)
        menu.insertSeparator(first)

    # --- Train ---------------------------------------------------------------------------------
    def open_in_train(self) -> None:
        """Step the session that is shown, or that is behind what is shown."""
        detail = self._card.detail
        if detail is None:
            return
        if detail.story is not None:
            self.story_opened.emit(detail.story)
        elif detail.session_key is not None:
            self.open_session(detail.session_key)

    def open_row(self) -> None:
        """Show the row that is current in the table in front."""
        record = self._current_record()
        if record is not None:
            self.choose(self._tables.table, record)

    def open_row_in_train(self) -> None:
        """Step the session of the row that is current in the table in front."""
        key = self.session_of_current_row
        if key is not None:
            self.open_session(key)

    @property
    def has_current_row(self) -> bool:
        """Whether a row of the table in front is current, and read."""
        return self._current_record() is not None

    @property
    def session_of_current_row(self) -> str | None:
        """Key of the session behind that row; None where there is none."""
        record = self._current_record()
        return None if record is None else session_of_row(self._tables.table, record)

    def _current_record(self) -> Record | None:
        index = self._tables.pane.view.currentIndex()
        return self._tables.pane.model.record(index.row()) if index.isValid() else None

    def open_session(self, key: str) -> None:
        """Step a session by its key."""
        number = self._books_number

        def then(answer: Any) -> None:  # noqa: ANN401 (a Story or what went wrong)
            if number == self._books_number:
                self.story_opened.emit(answer)

        self._ask_books(lambda books: books.story(key), then)


def _found(books: Books, link: RecordLink) -> Found:
    match link.kind:
        case RecordKind.SESSION:
            return books.session_detail(link.id)
        case RecordKind.ENTRY:
            return books.entry_detail(link.id)
        case RecordKind.PAYOUT:
            return books.payout_detail(link.id)
