"""Paints lines of three columns: what, its value, what it means; a value alone has both rooms."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget

from console.qt.theme import mono_font

_LINE_HEIGHT: Final = 20
_MARGIN: Final = 16


class SpanningDelegate(QStyledItemDelegate):
    """Lets a value without a meaning take the room of both columns."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the value across; each of the two cells shows its part of it."""
        value, meaning = index.sibling(index.row(), 1), index.sibling(index.row(), 2)
        if index.column() == 0 or meaning.data() or not value.data():
            super().paint(painter, option, index)
            return
        across = QStyleOptionViewItem(option)
        across.rect = self._tree.visualRect(value).united(self._tree.visualRect(meaning))
        painter.save()
        painter.setClipRect(option.rect)
        super().paint(painter, across, value)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As many lines as the text needs in the room it has."""
        if not index.parent().isValid():
            return super().sizeHint(option, index)
        column = index.column()
        room = self._tree.columnWidth(column)
        if column == 0:
            room -= self._tree.indentation() * 2
        if column == 1 and not index.sibling(index.row(), 2).data():
            room += self._tree.columnWidth(2)
        font = mono_font() if column == 1 else self._tree.font()
        box = QRect(0, 0, room - _MARGIN, 10_000)
        flags = Qt.TextFlag.TextWordWrap.value
        needed = QFontMetrics(font).boundingRect(box, flags, index.data() or "")
        return QSize(0, max(_LINE_HEIGHT, needed.height() + 5))
