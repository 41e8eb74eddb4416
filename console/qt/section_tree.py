"""Sections of lines as a tree: the fields of a record, of a message.

Lines may lead somewhere (``Line.link``): a click on the value, or Enter, opens it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import (
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from console.present.kpi_tiles import Tone
from console.present.raw_text import nearest
from console.present.record_link import Link
from console.present.story_sections import Line, Section
from console.qt.spanning_delegate import SpanningDelegate
from console.qt.theme import Theme, mono_font, ui_font

_POINTER: Final = Qt.ItemDataRole.UserRole
_LINK: Final = Qt.ItemDataRole.UserRole + 1
_WIDEST_NAME: Final = 150
_WIDEST_VALUE: Final = 126


class SectionTree(QTreeWidget):
    """Three columns: what, its value, and what it means; Ctrl+C copies the chosen lines."""

    pointer_chosen = Signal(str)
    """Where the current field is stored; empty where it is in no one place."""
    link_opened = Signal(object)
    """The ``Link`` of a line."""

    def __init__(
        self, theme: Theme, name: str, parent: QWidget | None = None, *, has_links: bool = False
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._has_links = has_links
        self._pressed: Link | None = None
        self._is_fitting = False
        self._is_moved = False
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
        self.setItemDelegate(SpanningDelegate(self))
        self._fit_columns()
        header.sectionResized.connect(self._on_section)
        theme.changed.connect(self._redraw)
        self.setMouseTracking(has_links)
        self.currentItemChanged.connect(self._on_current)

    def _fit_columns(self) -> None:
        """About a third of the room each; where there is more, the meaning has it."""
        self._is_fitting = True
        room = self.viewport().width()
        self.header().resizeSection(0, min(_WIDEST_NAME, room * 3 // 8))
        self.header().resizeSection(1, min(_WIDEST_VALUE, room // 3))
        self._is_fitting = False

    def _on_section(self, column: int) -> None:
        """Somebody who moved a column has it their way from then on."""
        self._is_moved = self._is_moved or (column < 2 and not self._is_fitting)
        self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Part the room anew."""
        super().resizeEvent(event)
        if not self._is_moved:
            self._fit_columns()

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Replace everything shown."""
        self._sections = tuple(sections)
        self._redraw()

    @property
    def pointers(self) -> dict[str, QTreeWidgetItem]:
        """The field that shows each place of what is stored; lines before their section."""
        found: dict[str, QTreeWidgetItem] = {}
        for item in (*self._lines(), *self._heads()):
            pointer = _pointer_of(item)
            if pointer:
                found.setdefault(pointer, item)
        return found

    def _heads(self) -> Iterator[QTreeWidgetItem]:
        for number in range(self.topLevelItemCount()):
            head = self.topLevelItem(number)
            assert head is not None, number
            yield head

    def _lines(self) -> Iterator[QTreeWidgetItem]:
        for head in self._heads():
            for number in range(head.childCount()):
                line = head.child(number)
                assert line is not None, number
                yield line

    def choose_pointer(self, pointer: str) -> bool:
        """Make the field current that shows this place best; False if none does."""
        pointers = self.pointers
        found = nearest(pointer, pointers)
        if found is None:
            return False
        with QSignalBlocker(self):
            self.setCurrentItem(pointers[found])
        self.scrollToItem(pointers[found])
        return True

    def choose_first(self) -> None:
        """Make the first field current, so that arrows go on from there."""
        head = next(self._heads(), None)
        if head is not None:
            with QSignalBlocker(self):
                self.setCurrentItem(head)
        self.scrollToTop()

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.pointer_chosen.emit(_pointer_of(item))

    def _redraw(self) -> None:
        with QSignalBlocker(self):
            self._fill()

    def _fill(self) -> None:
        self.clear()
        for section in self._sections:
            head = QTreeWidgetItem([section.title])
            head.setFirstColumnSpanned(True)
            head.setFont(0, ui_font(weight=ui_font().Weight.DemiBold))
            head.setToolTip(0, section.title)
            head.setData(0, _POINTER, section.pointer)
            self.addTopLevelItem(head)
            head.setFirstColumnSpanned(True)
            head.addChildren([self._item(line) for line in section.lines])
            head.setExpanded(True)

    def _item(self, line: Line) -> QTreeWidgetItem:
        tokens = self._theme.tokens
        note = f"{line.tone.value} {line.note}".strip() if line.note else ""
        item = QTreeWidgetItem([line.label, line.value, note])
        item.setFont(1, mono_font())
        item.setData(0, _POINTER, line.pointer)
        item.setForeground(2, QBrush(QColor(tokens.of_tone(line.tone))))
        if line.tone in (Tone.WARNING, Tone.BAD):
            item.setForeground(1, QBrush(QColor(tokens.of_tone(line.tone))))
        for column, text in enumerate((line.label, line.value, line.note)):
            item.setToolTip(column, text)
        if self._has_links and line.link is not None:
            self._dress_link(item, line.link)
        return item

    def _dress_link(self, item: QTreeWidgetItem, link: Link) -> None:
        font = mono_font()
        font.setUnderline(True)
        item.setFont(1, font)
        item.setForeground(1, QBrush(QColor(self._theme.tokens.accent)))
        item.setData(1, _LINK, link)
        item.setToolTip(1, self.tr("Click or Enter: show {what}").format(what=link.said))

    def _link_at(self, at: QPoint) -> Link | None:
        item, column = self.itemAt(at), self.columnAt(at.x())
        if item is None or (column == 2 and item.text(2)) or column not in (1, 2):
            return None
        link: Link | None = item.data(1, _LINK)
        return link

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what leads somewhere."""
        is_link = self._link_at(event.position().toPoint()) is not None
        shape = Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note the link that is pressed."""
        is_left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = self._link_at(event.position().toPoint()) if is_left else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the link that was pressed and is still under the pointer."""
        pressed, self._pressed = self._pressed, None
        super().mouseReleaseEvent(event)
        if pressed is not None and pressed == self._link_at(event.position().toPoint()):
            self.link_opened.emit(pressed)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a line."""
        item = self.itemAt(event.pos())
        if item is None and event.reason() is QContextMenuEvent.Reason.Keyboard:
            item = self.currentItem()
        if item is not None:
            menu = self.line_menu(item)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())

    def line_menu(self, item: QTreeWidgetItem) -> QMenu:
        """Copy the value or the lines; open what the line leads to."""
        menu = QMenu(self)
        value = item.text(1) or item.text(0)
        copy = menu.addAction(self.tr("Copy value"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(value))
        menu.addAction(self.tr("Copy lines")).triggered.connect(self._copy_lines)
        link = item.data(1, _LINK)
        if link is not None:
            menu.addSeparator()
            shown = menu.addAction(self.tr("Show {what}").format(what=link.said))
            shown.triggered.connect(lambda: self.link_opened.emit(link))
        return menu

    def _copy_lines(self) -> None:
        rows = ("\t".join(item.text(i) for i in range(3)) for item in self.selectedItems())
        QGuiApplication.clipboard().setText("\n".join(rows) + "\n")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy on the platform's copy keys; Enter opens a link."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            link = item.data(1, _LINK)
            if link is not None:
                self.link_opened.emit(link)
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy_lines()
            return
        super().keyPressEvent(event)


def _pointer_of(item: QTreeWidgetItem) -> str:
    return str(item.data(0, _POINTER) or "")
