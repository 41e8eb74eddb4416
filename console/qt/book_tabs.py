"""The tables of the books behind tabs: each is read when it is first looked at.

The ledger grows by itself. The others are in no order in which rows only come at the end; while
rows are shown, a button says that there may be others, and reads them again.
"""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedLayout, QWidget

from console.present.book_tables import LOOKS
from console.present.books import Books
from console.present.kpi_tiles import RowsLink
from console.present.table_look import Record
from console.qt.look_words import look_text
from console.qt.tab_bar import tab_bar
from console.qt.table_pane import TablePane
from console.qt.theme import Theme
from core.domain.table_fields import BookTable

TABLES: Final = (
    BookTable.ENTRIES,
    BookTable.SESSIONS,
    BookTable.HELD,
    BookTable.INSTRUCTIONS,
)


class BookTabs(QWidget):
    """One pane a table, over the books that are shown."""

    record_chosen = Signal(object, object)
    """(table, record): a row was opened."""
    menu_opening = Signal(object, object, object)
    """(table, record, menu): the menu of a cell is about to be shown."""
    books_changed = Signal()
    """Other books are shown, or none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._books: Books | None = None
        self._follows_tail = True
        self._old: set[BookTable] = set()
        self._is_lost = False
        self.panes: Final = {table: TablePane(LOOKS[table], theme) for table in TABLES}
        self.bar: Final = tab_bar(self.tr("Tables of the books"))
        self.again: Final = QPushButton(self.tr("Show new rows"))
        self.again.setAccessibleName(self.tr("Read the table again, with the newest rows"))
        self.again.clicked.connect(lambda _checked: self._read(self.table))
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        for table, pane in self.panes.items():
            self.bar.addTab(look_text(LOOKS[table].title))
            self._stack.addWidget(pane)
            pane.record_chosen.connect(
                lambda record, table=table: self._on_record_chosen(table, record)
            )
            pane.view.menu_opening.connect(
                lambda record, menu, table=table: self.menu_opening.emit(table, record, menu)
            )
            pane.state_changed.connect(self._offer_again)
        self.bar.currentChanged.connect(self._on_tab)
        self.show_books(None)

    @property
    def table(self) -> BookTable:
        """Which one is in front."""
        return TABLES[self.bar.currentIndex()]

    @property
    def pane(self) -> TablePane:
        """The one in front."""
        return self.panes[self.table]

    @property
    def ledger(self) -> TablePane:
        """The one that grows."""
        return self.panes[BookTable.ENTRIES]

    @property
    def has_books(self) -> bool:
        """Whether there is anything to read."""
        return self._books is not None

    def show_books(self, books: Books | None, *, follows_tail: bool = True) -> None:
        """Show other books, under no filter; None for none."""
        self._books, self._follows_tail, self._is_lost = books, follows_tail, False
        self._old = set(TABLES)
        self.bar.setEnabled(books is not None)
        for pane in self.panes.values():
            pane.show_source(None)
            pane.filter_line.show_text("")
        self.books_changed.emit()
        if books is not None:
            self._read(self.table)

    def open_rows(self, link: RowsLink) -> None:
        """Show the rows behind a figure."""
        self.open_table(link.table)
        self.panes[link.table].filter_line.show_text(link.filter_text)
        self.pane.view.setFocus()

    def open_table(self, table: BookTable) -> None:
        """Bring a table to the front."""
        self.bar.setCurrentIndex(TABLES.index(table))

    def grow(self) -> None:
        """The ledger has more entries."""
        if self._books is not None:
            self.ledger.grow()

    def age(self) -> None:
        """What the books say has changed; a table in front that has no rows is read at once."""
        self._old.update(TABLES[1:])
        if self._books is not None and self.table in self._old and not self.pane.model.rowCount():
            self._read(self.table)
        self._offer_again()

    def lose(self, problem: str) -> None:
        """The books do not answer; what is known stays."""
        self._is_lost = True
        for pane in self.panes.values():
            pane.lose(problem)

    def recover(self) -> None:
        """The books answer again."""
        if self._is_lost:
            self._is_lost = False
            for pane in self.panes.values():
                pane.recover()

    def close_readers(self) -> None:
        """Let go of the threads; before the window goes."""
        for pane in self.panes.values():
            pane.close_reader()

    def _on_tab(self, _index: int) -> None:
        self._stack.setCurrentIndex(self.bar.currentIndex())
        if self._books is not None and self.table in self._old:
            self._read(self.table)
        self._offer_again()

    def _read(self, table: BookTable) -> None:
        assert self._books is not None
        self._old.discard(table)
        self._offer_again()
        pane = self.panes[table]
        model = pane.model
        if model.source is not None:
            model.show_rows(model.source, model.tree, model.order)
            return
        pane.show_source(self._books.table(table))
        if table is BookTable.ENTRIES and not self._follows_tail:
            pane.view.stay()

    def _offer_again(self) -> None:
        is_shown = self.pane.model.rowCount() > 0
        self.again.setVisible(self.has_books and is_shown and self.table in self._old)

    def _on_record_chosen(self, table: BookTable, record: Record) -> None:
        self.record_chosen.emit(table, record)
