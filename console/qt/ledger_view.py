"""The live ledger on screen: follows its tail until one scrolls up, copies, and opens a row."""

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from console.present.ledger_table import ASSUMED_WIDTH_PX, COLUMNS, PARTNER_COLUMN, tab_separated
from console.qt.ledger_model import LedgerModel

ROW_HEIGHT: Final = 22
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LedgerView(QTableView):
    """A table of fixed row heights over a ``LedgerModel``."""

    following_changed = Signal(bool)
    row_chosen = Signal(int)
    """A row was clicked, or Enter was pressed on it."""

    def __init__(self, model: LedgerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._following = True
        self.setModel(model)
        self.setAccessibleName(self.tr("Live ledger"))
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        vertical = self.verticalHeader()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        vertical.setVisible(False)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(50)
        header.setStretchLastSection(True)
        for index, column in enumerate(COLUMNS):
            header.resizeSection(index, column.width_px)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        model.rowsInserted.connect(self._on_rows_inserted)
        model.modelReset.connect(self.follow)
        self.clicked.connect(lambda index: self.row_chosen.emit(index.row()))

    @property
    def following(self) -> bool:
        """Whether the newest entry is kept in sight."""
        return self._following

    def follow(self) -> None:
        """Go to the newest entry and stay there."""
        self._set_following(True)
        self.scrollToBottom()

    def stay(self) -> None:
        """Stay where the view is, whatever is added."""
        self._set_following(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row, Ctrl+C copies the chosen rows, End follows the tail."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() == Qt.Key.Key_End:
            self.follow()
        elif event.key() in _ENTER and self.currentIndex().isValid():
            self.row_chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        text = tab_separated(self._rows.record(row) for row in rows)
        QGuiApplication.clipboard().setText(text)

    def _on_rows_inserted(self, _parent: QModelIndex, first: int, _last: int) -> None:
        if first == 0 and self._rows.record(0)["assumed"]:
            self.setColumnWidth(PARTNER_COLUMN, ASSUMED_WIDTH_PX)
        if self._following:
            self.scrollToBottom()

    def _on_scrolled(self, value: int) -> None:
        self._set_following(value >= self.verticalScrollBar().maximum())

    def _set_following(self, following: bool) -> None:  # noqa: FBT001 (a state, not an option)
        if following != self._following:
            self._following = following
            self.following_changed.emit(following)
