"""The live ledger as a Qt model over the numpy blocks that arrived, without copying them.

Roles are compared as integers (an enum look-up costs more than the paint it serves), rows are
formatted once and kept while they are near the view, and a frame appends once.
"""

from bisect import bisect_right
from typing import Any, Final

from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from console.present.ledger_table import COLUMNS, PARTNER_COLUMN, cell_texts
from console.qt.theme import Theme

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_FOREGROUND: Final = int(Qt.ItemDataRole.ForegroundRole)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_ALIGNMENTS: Final = tuple(
    int(Qt.AlignmentFlag.AlignVCenter)
    | int(Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft)
    for column in COLUMNS
)
_CACHED_ROWS: Final = 512
_NO_INDEX: Final = QModelIndex()


class LedgerModel(QAbstractTableModel):
    """Entries in ascending order of their number; it only grows."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._blocks: list[NDArray[Any]] = []
        self._starts: list[int] = []
        self._count = 0
        self._texts: dict[int, tuple[str, ...]] = {}
        self._warning = QColor(theme.tokens.warning)
        theme.changed.connect(lambda tokens: self._recolour(tokens.warning))

    def append(self, rows: NDArray[Any]) -> None:
        """Add the entries of one frame.

        Args:
            rows: Array of shape (entries,) and dtype ``LEDGER_ROW``; kept, not copied.
        """
        if not len(rows):
            return
        self.beginInsertRows(QModelIndex(), self._count, self._count + len(rows) - 1)
        self._starts.append(self._count)
        self._blocks.append(rows)
        self._count += len(rows)
        self.endInsertRows()

    def clear(self) -> None:
        """Forget everything: other books are shown."""
        self.beginResetModel()
        self._blocks.clear()
        self._starts.clear()
        self._texts.clear()
        self._count = 0
        self.endResetModel()

    def record(self, row: int) -> Any:  # noqa: ANN401 (a record of LEDGER_ROW has no type)
        """The entry at a row, of dtype ``LEDGER_ROW``."""
        block = bisect_right(self._starts, row) - 1
        return self._blocks[block][row - self._starts[block]]

    @property
    def last_seq(self) -> int:
        """Number of the last entry; 0 while there is none."""
        return int(self.record(self._count - 1)["seq"]) if self._count else 0

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """How many entries there are."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> Any:  # noqa: ANN401 (Qt)
        """Text, alignment and colour of a cell."""
        if role == _DISPLAY:
            row = index.row()
            texts = self._texts.get(row)
            if texts is None:
                if not 0 <= row < self._count:
                    return None
                if len(self._texts) >= _CACHED_ROWS:
                    self._texts.clear()
                texts = self._texts[row] = cell_texts(self.record(row))
            return texts[index.column()]
        if role == _ALIGNMENT:
            return _ALIGNMENTS[index.column()]
        if role == _FOREGROUND and index.column() == PARTNER_COLUMN:
            return self._warning if self.record(index.row())["assumed"] else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: ANN401 (Qt)
        """Titles of the columns; rows have none."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == _DISPLAY:
            return self.tr(COLUMNS[section].title)
        if role == _ALIGNMENT:
            return _ALIGNMENTS[section]
        return None

    def _recolour(self, warning: str) -> None:
        self._warning = QColor(warning)
