"""An editor for JSON: line numbers, colours, a line that is wrong, and glyphs beside findings."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from console.present.kpi_tiles import Tone
from console.qt.json_colours import JsonColours
from console.qt.plot_colours import see_through
from console.qt.theme import Theme, mono_font

_PAD_PX = 6


class JsonText(QPlainTextEdit):
    """A text with marks; lines are counted from 1."""

    line_entered = Signal(int)
    """The cursor is on another line."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marks: Mapping[int, tuple[str, Tone]] = {}
        self._wrong: tuple[int, int] | None = None
        self._shown: tuple[int, int] | None = None
        self._line = 1
        self.setAccessibleName(name)
        self.setFont(mono_font())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setTabStopDistance(2 * self.fontMetrics().horizontalAdvance(" "))
        self._gutter = _Gutter(self)
        self.colours = JsonColours(theme, self.document())
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._follow)
        self.cursorPositionChanged.connect(self._on_cursor)
        theme.changed.connect(self._restyle)
        self._make_room()

    def mark(self, signs: Mapping[int, tuple[str, Tone]], wrong: tuple[int, int] | None) -> None:
        """Put glyphs beside lines, and show which lines are wrong.

        Args:
            signs: Glyph and tone by line.
            wrong: First and last line of what is wrong; None: nothing is.
        """
        self._marks, self._wrong = signs, wrong
        self._colour_lines()

    def show_lines(self, first: int, last: int) -> None:
        """Bring lines into view and the cursor to the first of them."""
        self._shown = first, last
        block = self.document().findBlockByNumber(first - 1)
        cursor = QTextCursor(block)
        text = block.text()
        cursor.setPosition(block.position() + len(text) - len(text.lstrip()))
        self.setTextCursor(cursor)
        self.centerCursor()
        self._colour_lines()

    @property
    def line(self) -> int:
        """Where the cursor is."""
        return self.textCursor().blockNumber() + 1

    def replace_all(self, text: str) -> None:
        """Another text; Ctrl+Z brings the old one back."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()
        cursor.setPosition(0)
        self.setTextCursor(cursor)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are the window's."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Files are the window's."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Files are the window's."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dropEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The gutter is as high as the text."""
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._gutter.setGeometry(inside.left(), inside.top(), self.gutter_px, inside.height())

    @property
    def gutter_px(self) -> int:
        """Room for the largest number and a glyph."""
        digits = max(2, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("0") * (digits + 2) + 3 * _PAD_PX

    def paint_gutter(self, painter: QPainter, area: QRect) -> None:
        """Numbers and glyphs of the lines that are in view."""
        tokens = self._theme.tokens
        painter.fillRect(area, QColor(tokens.raised))
        painter.setFont(self.font())
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        height = self.fontMetrics().height()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > area.bottom():
                break
            number, top = block.blockNumber() + 1, round(box.top())
            current = number == self.line
            painter.setPen(QColor(tokens.text if current else tokens.muted))
            right = self.gutter_px - _PAD_PX
            painter.drawText(QRect(0, top, right, height), Qt.AlignmentFlag.AlignRight, str(number))
            sign, tone = self._marks.get(number, ("", Tone.CALM))
            painter.setPen(QColor(tokens.of_tone(tone)))
            painter.drawText(QRect(_PAD_PX, top, right, height), Qt.AlignmentFlag.AlignLeft, sign)
            block = block.next()

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_px, 0, 0, 0)

    def _follow(self, area: QRect, scrolled_px: int) -> None:
        if scrolled_px:
            self._gutter.scroll(0, scrolled_px)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())

    def _on_cursor(self) -> None:
        self._gutter.update()
        line = self.line
        if self._shown is not None and not self._shown[0] <= line <= self._shown[1]:
            self._shown = None
        self._colour_lines()
        if line != self._line:
            self._line = line
            self.line_entered.emit(line)

    def _restyle(self) -> None:
        self.setFont(mono_font())
        self._make_room()
        self._colour_lines()

    def _colour_lines(self) -> None:
        tokens = self._theme.tokens
        areas = []
        if not self.document().isEmpty():  # Else it would cover what is to be done here.
            areas.append(((self.line, self.line), QColor(tokens.raised)))
        if self._shown is not None:
            areas.append((self._shown, QColor(tokens.selection)))
        if self._wrong is not None:
            areas.append((self._wrong, see_through(QColor(tokens.bad), 0.25)))
        self.setExtraSelections(
            [self._line_mark(line, colour) for ends, colour in areas for line in _lines(ends)]
        )
        self._gutter.update()

    def _line_mark(self, line: int, colour: QColor) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.format.setBackground(colour)
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        mark.cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
        return mark


def _lines(ends: tuple[int, int]) -> range:
    """The lines that are coloured: of a long part only its beginning."""
    first, last = ends
    return range(first, min(last, first + 200) + 1)


class _Gutter(QWidget):
    """The strip with the numbers."""

    def __init__(self, text: JsonText) -> None:
        super().__init__(text)
        self._text = text

    def sizeHint(self) -> QSize:
        return QSize(self._text.gutter_px, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._text.paint_gutter(painter, event.rect())
        painter.end()
