"""Sections of lines as a tree: the trace of a session, the fields of a message."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from console.present.kpi_tiles import Tone
from console.present.story_sections import Line, Section
from console.qt.theme import Theme, mono_font, ui_font

_LINE_HEIGHT: Final = 20
_MARGIN: Final = 16


class SectionTree(QTreeWidget):
    """Three columns: what, its value, and what it means; Ctrl+C copies the chosen lines."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sections: tuple[Section, ...] = ()
        self.setAccessibleName(name)
        self.setColumnCount(3)
        self.setHeaderLabels([self.tr("Field"), self.tr("Value"), self.tr("Meaning")])
        self.setAlternatingRowColors(True)
        self.setIndentation(14)
        self.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.setWordWrap(True)
        header = self.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.resizeSection(0, 150)
        header.resizeSection(1, 126)
        self.setItemDelegate(_SpanningDelegate(self))
        header.sectionResized.connect(lambda *_: self.scheduleDelayedItemsLayout())
        theme.changed.connect(self._redraw)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Replace everything shown."""
        self._sections = tuple(sections)
        self._redraw()

    def _redraw(self) -> None:
        self.clear()
        for section in self._sections:
            head = QTreeWidgetItem([section.title])
            head.setFirstColumnSpanned(True)
            head.setFont(0, ui_font(weight=ui_font().Weight.DemiBold))
            head.setToolTip(0, section.title)
            self.addTopLevelItem(head)
            head.setFirstColumnSpanned(True)
            head.addChildren([self._item(line) for line in section.lines])
            head.setExpanded(True)

    def _item(self, line: Line) -> QTreeWidgetItem:
        tokens = self._theme.tokens
        note = f"{line.tone.value} {line.note}".strip() if line.note else ""
        item = QTreeWidgetItem([line.label, line.value, note])
        item.setFont(1, mono_font())
        item.setForeground(2, QBrush(QColor(tokens.of_tone(line.tone))))
        if line.tone in (Tone.WARNING, Tone.BAD):
            item.setForeground(1, QBrush(QColor(tokens.of_tone(line.tone))))
        for column, text in enumerate((line.label, line.value, line.note)):
            item.setToolTip(column, text)
        return item

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy on the platform's copy keys."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = ("\t".join(item.text(i) for i in range(3)) for item in self.selectedItems())
            QGuiApplication.clipboard().setText("\n".join(rows) + "\n")
            return
        super().keyPressEvent(event)


class _SpanningDelegate(QStyledItemDelegate):
    """Lets a value without a meaning take the room of both columns."""

    def __init__(self, tree: SectionTree) -> None:
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
