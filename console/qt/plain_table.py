"""A small table of texts: heads, rows, marked ones in bold; the chosen row stays what it was."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from console.present.plain_rows import Cell, Head, Row
from console.qt.theme import Theme, Tokens

_SIGN_PX: Final = 28
_COLUMN_PX_MAX: Final = 260
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class PlainTable(QTableWidget):
    """Read only; for tens or hundreds of rows that are there as a whole."""

    row_chosen = Signal(str)
    """The key of the row that is the current one now, by mouse or by key."""
    row_opened = Signal(str)
    """Enter or a double click on a row: its key."""

    def __init__(
        self, theme: Theme, name: str, heads: Sequence[Head], parent: QWidget | None = None
    ) -> None:
        super().__init__(0, len(heads), parent)
        self._theme = theme
        self._heads = tuple(heads)
        self._rows: tuple[Row, ...] = ()
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(26)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(_SIGN_PX)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._show_heads()
        self.currentCellChanged.connect(self._on_current)
        self.cellDoubleClicked.connect(lambda row, _: self.row_opened.emit(self._rows[row].key))
        theme.changed.connect(self._recolour)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    @property
    def key(self) -> str:
        """Of the current row; empty where there is none."""
        return self._rows[self.currentRow()].key if 0 <= self.currentRow() < len(self._rows) else ""

    def show_heads(self, heads: Sequence[Head]) -> None:
        """Have other columns; the rows are gone until they are shown anew."""
        if tuple(heads) == self._heads:
            return
        self.show_rows(())
        self._heads = tuple(heads)
        self.setColumnCount(len(self._heads))
        self._show_heads()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Replace the rows; the current one stays if there still is one of its key.

        Where it does not, ``row_chosen`` says which one is current now, or none.
        """
        kept = self.key
        self._rows = tuple(rows)
        with QSignalBlocker(self):
            self.setRowCount(len(self._rows))
            for at, row in enumerate(self._rows):
                self._show_row(at, row)
            self._fit_columns()
            self._recolour(self._theme.tokens)
            self._choose(self._place_of(kept))
        if self.key != kept:
            self.row_chosen.emit(self.key)

    def choose(self, key: str) -> None:
        """Make the row of that key the current one, if there is one."""
        if any(row.key == key for row in self._rows):
            self._choose(self._place_of(key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.key:
            self.row_opened.emit(self.key)
        else:
            super().keyPressEvent(event)

    def _place_of(self, key: str) -> int:
        """The first row where there is none of that key; -1 where there is none at all."""
        first = 0 if self._rows else -1
        return next((at for at, row in enumerate(self._rows) if key and row.key == key), first)

    def _choose(self, at: int) -> None:
        if at >= 0:
            self.setCurrentCell(at, max(0, self.currentColumn()))
        else:
            self.setCurrentCell(-1, -1)

    def _on_current(self, row: int, _column: int, before: int, _before_column: int) -> None:
        if row != before:
            self.row_chosen.emit(self.key)

    def _show_heads(self) -> None:
        for column, head in enumerate(self._heads):
            item = QTableWidgetItem(head.title)
            item.setTextAlignment(_RIGHT if head.is_number else _LEFT)
            self.setHorizontalHeaderItem(column, item)

    def _show_row(self, at: int, row: Row) -> None:
        assert len(row.cells) == len(self._heads), row
        for column, cell in enumerate(row.cells):
            item = QTableWidgetItem(cell.text)
            item.setToolTip(cell.tip or cell.text)
            item.setTextAlignment(_RIGHT if self._heads[column].is_number else _LEFT)
            if row.is_marked:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            self.setItem(at, column, item)

    def _fit_columns(self) -> None:
        self.resizeColumnsToContents()
        for column, head in enumerate(self._heads):
            wanted = self.columnWidth(column)
            self.setColumnWidth(column, min(wanted, _COLUMN_PX_MAX) if head.title else _SIGN_PX)

    def _recolour(self, tokens: Tokens) -> None:
        for at, row in enumerate(self._rows):
            for column, cell in enumerate(row.cells):
                item = self.item(at, column)
                if item is not None:
                    item.setForeground(QColor(_colour(cell, tokens)))


def _colour(cell: Cell, tokens: Tokens) -> str:
    return tokens.text if cell.tone is None else tokens.of_tone(cell.tone)
