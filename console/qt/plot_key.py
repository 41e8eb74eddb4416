"""The key of a plot: what its lines and shades are, in one row above the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

WIDTH_PX, HEIGHT_PX, SIGN_PX = 20, 20, 9
TIGHTER_PX = -6
"""Between lines: pyqtgraph's texts have room of their own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is explained: a line, an area with its edge, or a sign."""

    text: str
    pen: QPen | None = None
    brush: QBrush | None = None
    symbol: str | QPainterPath | None = None
    """A sign of pyqtgraph's, or its path; None if it is a line or an area."""


class Swatch(pg.ItemSample):
    """A piece of what is explained; pyqtgraph's would hide the figures on a click."""

    def paint(self, painter: QPainter, *_: Any) -> None:  # noqa: ANN401 (of pyqtgraph)
        """Draw the piece."""
        entry: Entry = self.item
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.symbol is not None:
            painter.translate(WIDTH_PX / 2, HEIGHT_PX / 2)
            drawSymbol(painter, entry.symbol, SIGN_PX, entry.pen, entry.brush)
            return
        painter.setPen(entry.pen or no_pen())
        if entry.brush is not None:
            painter.setBrush(entry.brush)
            painter.drawRect(QRectF(5.5, 5.5, 11, 9))
        else:
            painter.drawLine(QPointF(0, HEIGHT_PX / 2), QPointF(WIDTH_PX - 2, HEIGHT_PX / 2))

    def mouseClickEvent(self, event: Any) -> None:  # noqa: ANN401 (of pyqtgraph)
        """Leave the click to the plot."""
        event.ignore()


class Key(pg.LegendItem):
    """Stays where it is put, and is made anew only when it says something else."""

    def __init__(self, parent: Any, columns: int = 12) -> None:  # noqa: ANN401 (untyped)
        super().__init__(sampleType=Swatch, frame=columns == 1, colCount=columns, horSpacing=3)
        if columns == 1:
            self.layout.setVerticalSpacing(TIGHTER_PX)
        self.layout.setContentsMargins(4, 0, 4, 0)
        self.setParentItem(parent)
        self._shown: tuple[Any, ...] = ()

    def show_entries(self, entries: Sequence[Entry], colour: QColor, size_px: int) -> None:
        """Explain these, and nothing else."""
        wanted = (tuple(entries), colour, size_px)
        if wanted == self._shown:
            return
        self._shown = wanted
        self.setLabelTextColor(colour)
        self.setLabelTextSize(f"{size_px}px")
        self.clear()
        for entry in entries:
            self.addItem(Swatch(entry), entry.text)
        self.updateSize()

    def updateSize(self) -> None:
        """Be as large as what is in it; pyqtgraph counts no space between lines."""
        size = self.layout.effectiveSizeHint(Qt.SizeHint.PreferredSize)
        self.setGeometry(self.x(), self.y(), size.width(), size.height())

    def hoverEvent(self, event: Any) -> None:  # noqa: ANN401 (of pyqtgraph)
        """It is not to be dragged."""

    def mouseDragEvent(self, event: Any) -> None:  # noqa: ANN401 (of pyqtgraph)
        """Leave the drag to the plot."""
        event.ignore()


def no_pen() -> QPen:
    """A pen that draws nothing and still gives a curve its path."""
    return QPen(QColor(0, 0, 0, 0), 1, Qt.PenStyle.SolidLine)
