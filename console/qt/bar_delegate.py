"""Paints bars into a column of a plain table, one a row, by the row's key."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from console.present.share_bars import Shade, ShareBar
from console.qt.plain_table import PlainTable
from console.qt.theme import Theme, Tokens

HEIGHT_PX: Final = 12
PADDING_PX: Final = 6
MARK_PX: Final = 2


class BarDelegate(QStyledItemDelegate):
    """Of one column; rows without a bar are painted as text."""

    def __init__(self, table: PlainTable, column: int, theme: Theme) -> None:
        super().__init__(table)
        self._table = table
        self._column = column
        self._theme = theme
        self._bars: Mapping[str, ShareBar] = {}
        table.setItemDelegateForColumn(column, self)

    def show_bars(self, bars: Mapping[str, ShareBar]) -> None:
        """Replace the bars, by key of the row; their words are the tips of their cells."""
        self._bars = bars
        for at, row in enumerate(self._table.rows):
            item, bar = self._table.item(at, self._column), bars.get(row.key)
            if item is not None and bar is not None:
                item.setToolTip(bar.said)
        self._table.viewport().update()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One cell."""
        super().paint(painter, option, index)
        bar = self._bars.get(self._table.rows[index.row()].key)
        if bar is None:
            return
        tokens = self._theme.tokens
        rect = QRectF(option.rect).adjusted(PADDING_PX, 0, -PADDING_PX, 0)
        top = rect.center().y() - HEIGHT_PX / 2
        painter.save()
        painter.fillRect(QRectF(rect.left(), top, rect.width(), HEIGHT_PX), QColor(tokens.raised))
        left = rect.left()
        for part in bar.parts:
            width = rect.width() * part.share
            painter.fillRect(QRectF(left, top, width, HEIGHT_PX), shade_colour(tokens, part.shade))
            left += width
        painter.setPen(QPen(QColor(tokens.text), MARK_PX))
        for mark in bar.marks:
            at = rect.left() + rect.width() * min(mark, 1.0)
            painter.drawLine(int(at), int(top) - 3, int(at), int(top) + HEIGHT_PX + 2)
        painter.restore()


def shade_colour(tokens: Tokens, shade: Shade) -> QColor:
    """The colour of a part: grey until abnormal, denser with age."""
    base = {Shade.WARNING: tokens.warning, Shade.BAD: tokens.bad, Shade.OLDEST: tokens.warning}
    colour = QColor(base.get(shade, tokens.accent))
    back = QColor(tokens.raised)
    share = shade.value
    return QColor(
        round(back.red() + (colour.red() - back.red()) * share),
        round(back.green() + (colour.green() - back.green()) * share),
        round(back.blue() + (colour.blue() - back.blue()) * share),
    )
