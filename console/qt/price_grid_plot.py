"""The prices of a week as a grid; hatched where there is none; a click begins the session there."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QWidget

from console.present.tariff_hatch import hatch
from console.present.tariff_week import PriceGrid
from console.qt.framed_plot import added
from console.qt.grid_plot import GridPlot
from console.qt.plot_key import Entry
from console.qt.theme import Theme


class PriceGridPlot(GridPlot):
    """A week, and where in it the session begins."""

    start_chosen = Signal(int)
    """A minute of the week."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._prices: PriceGrid | None = None
        self._start_min = 0
        super().__init__(theme, name, parent)
        self._hatch = added(self.view, pg.PlotCurveItem(connect="pairs", antialias=True))
        self._start_edge = added(self.view, QGraphicsRectItem())
        self._start = added(self.view, QGraphicsRectItem())

    def show_prices(self, prices: PriceGrid) -> None:
        """Other prices."""
        self._prices = prices
        self.show_grid(prices)

    def show_start(self, minute: int) -> None:
        """Mark where the session begins, by the minute of the week."""
        self._start_min = minute
        self.redraw()

    def draw(self) -> None:
        """Bring all items up to the figures, the colours and the size."""
        super().draw()
        prices = self._prices
        if prices is None or not prices.values.size:
            return
        colour = QColor(self.tokens.text)
        self._hatch.setPen(pg.mkPen(colour, width=self.sharp(1.0)))
        self._hatch.setData(*self._hatch_lines(prices))
        pen = self._draw_start(prices)
        entries = [Entry("the session begins", pen=pen, brush=QBrush(Qt.BrushStyle.NoBrush))]
        if prices.gaps.any():
            striped = QBrush(colour, Qt.BrushStyle.BDiagPattern)
            entries.insert(0, Entry("no price: free", pen=pg.mkPen(colour), brush=striped))
        self.show_key(*entries)
        # Above the figures, where they do not hide a cell.
        self.key.anchor(itemPos=(1, 0), parentPos=(1, 0), offset=(0, 1))

    def _draw_start(self, prices: PriceGrid) -> QPen:
        """Light within dark, or dark within light: to be seen on every colour of the scale."""
        row, minute = divmod(self._start_min, 1_440)
        box = QRectF(minute // prices.cell_min, row, 1, 1)
        pen, edge = self.firm_pen(), self.firm_pen()
        pen.setWidthF(2.0)
        edge.setWidthF(5.0)
        edge.setColor(QColor(self.tokens.panel))
        for item, one in ((self._start_edge, edge), (self._start, pen)):
            item.setPen(one)
            item.setRect(box)
        return pen

    def _hatch_lines(self, prices: PriceGrid) -> NDArray[np.float64]:
        """Diagonals of even distance on the screen, in the units of the axes."""
        area = self.area
        rows, columns = prices.gaps.shape
        width, height = area.width() / columns, area.height() / rows
        x, y = hatch(prices.gaps, (width, height))
        return np.stack((x / width, y / height))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin there."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin_at(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins there; arrows move the cursor."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.pointer is not None:
            self._begin_at(self.pointer)

    def _begin_at(self, at: QPointF) -> None:
        cell = self.cell_at(at)
        if cell is not None and self._prices is not None:
            self.start_chosen.emit(self._prices.start_of(*cell))
