"""The findings beside a text: a row each; a click asks for the line, and the line for a row."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from console.present.tariff_findings import FindingRow, row_at_line
from console.qt.theme import Theme, Tokens

_SIGN_PX: Final = 26


class FindingList(QTableWidget):
    """Findings in the order of the text."""

    finding_chosen = Signal(object)
    """A ``FindingRow`` was clicked, or reached by key."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self._theme = theme
        self.rows: tuple[FindingRow, ...] = ()
        self._is_led = False
        self.setAccessibleName(self.tr("Findings in the tariff"))
        self.setHorizontalHeaderLabels(["", self.tr("Line"), self.tr("What was found")])
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setVisible(False)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(True)
        for column, width in enumerate((_SIGN_PX, 44)):
            self.setColumnWidth(column, width)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.itemClicked.connect(lambda item: self._choose(item.row()))
        self.itemActivated.connect(lambda item: self._choose(item.row()))
        self.currentCellChanged.connect(self._on_current)
        theme.changed.connect(self._recolour)

    def show_rows(self, rows: Sequence[FindingRow]) -> None:
        """Other findings; none of them is chosen."""
        self.rows = tuple(rows)
        self._is_led = True
        self.setRowCount(len(self.rows))
        for at, row in enumerate(self.rows):
            for column, text in enumerate((row.sign, str(row.first_line), row.told)):
                item = QTableWidgetItem(text)
                item.setToolTip(row.spoken)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, row.spoken)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                self.setItem(at, column, item)
        self.setCurrentCell(-1, -1)
        self._is_led = False
        self._recolour(self._theme.tokens)

    def show_line(self, line: int) -> None:
        """Select the finding that a line is about, and ask for no line."""
        at = row_at_line(self.rows, line)
        if at is not None and at == self.currentRow():
            return
        self._is_led = True
        if at is None:
            self.setCurrentCell(-1, -1)
            self.clearSelection()
        else:
            self.setCurrentCell(at, 0)
        self._is_led = False

    def step(self) -> None:
        """The next finding; after the last one the first."""
        if self.rows:
            at = (self.currentRow() + 1) % len(self.rows)
            self.setCurrentCell(at, 0)

    def _on_current(self, row: int, _column: int, before: int, _: int) -> None:
        if row >= 0 and row != before and not self._is_led:
            self._choose(row)

    def _choose(self, row: int) -> None:
        self.finding_chosen.emit(self.rows[row])

    def _recolour(self, tokens: Tokens) -> None:
        for at, row in enumerate(self.rows):
            item = self.item(at, 0)
            if item is not None:
                item.setForeground(QColor(tokens.of_tone(row.tone)))
