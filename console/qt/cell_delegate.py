"""Paints the cells of a paged table: text and background, asking the model for nothing else."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.present.kpi_tiles import Tone
from console.qt.paged_model import PLACEHOLDER, PagedTableModel
from console.qt.theme import Theme, Tokens, mono_font, ui_font

PADDING: Final = 6
_LEFT: Final = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignLeft)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignRight)
_LINE: Final = int(Qt.TextFlag.TextSingleLine)
_WIDEST_LETTER: Final = 0.62
"""Of the font's pixels: a text of so many letters fits for certain; the rest is measured."""


class CellDelegate(QStyledItemDelegate):
    """One for all cells of one table."""

    def __init__(self, model: PagedTableModel, theme: Theme) -> None:
        super().__init__(model)
        self._model = model
        self._columns = model.look.columns
        self._wear(theme.tokens)
        theme.changed.connect(self._wear)

    def _wear(self, tokens: Tokens) -> None:
        self._ui, self._mono = ui_font(), mono_font()
        self._text = QColor(tokens.text)
        self._faint = QColor(tokens.faint)
        self._selection = QColor(tokens.selection)
        self._accent = QColor(tokens.accent)
        self._tones = {tone: QColor(tokens.of_tone(tone)) for tone in Tone}
        self._tones[Tone.CALM] = self._text

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One cell."""
        rect: QRect = option.rect
        state = option.state
        row, number = index.row(), index.column()
        column = self._columns[number]
        text = self._model.texts_of(row)[number]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._selection)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect.left(), rect.bottom() - 1, rect.width(), 2, self._accent)
        painter.setPen(self._pen(row, number, text))
        painter.setFont(self._mono if column.is_mono else self._ui)
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        font = self._mono if column.is_mono else self._ui
        shown = self._fitted(painter, font, text, inner.width())
        painter.drawText(inner, (_RIGHT if column.is_numeric else _LEFT) | _LINE, shown)

    def _pen(self, row: int, number: int, text: str) -> QColor:
        tone = self._columns[number].tone
        if text == PLACEHOLDER:
            return self._faint
        record = self._model.record(row) if tone is not None else None
        return self._text if tone is None or record is None else self._tones[tone(record)]

    def _fitted(self, painter: QPainter, font: QFont, text: str, width: int) -> str:
        if len(text) * font.pixelSize() * _WIDEST_LETTER <= width:
            return text
        return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
