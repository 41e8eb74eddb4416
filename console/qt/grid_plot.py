"""A heatmap: sites down, time across, the exact figure under the pointer, a click goes deeper."""

from math import floor

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import Tick
from console.present.colour_ramp import STEPS, ramp_index
from console.present.heat_grid import HeatGrid
from console.present.plot_table import PlotTable
from console.qt.framed_plot import BELOW_PX, FramedPlot, added
from console.qt.plot_axes import GAP
from console.qt.plot_colours import ramp_of
from console.qt.plot_scale import ColourScale
from console.qt.text_measures import elided, metrics, text_width
from console.qt.theme import Theme

NAMES_SHARE = 0.28
"""How much of the width the names of the rows may take."""
SEAM_PX = 7.0
"""Cells that are larger than this have a thin line between them."""


class GridPlot(FramedPlot):
    """A grid of figures as colours, with its scale."""

    row_chosen = Signal(str)
    """The name of the row that was clicked, or on which Enter was pressed: show what is in it."""

    cell_chosen = Signal(int, int)
    """Row and column of it."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._grid: HeatGrid | None = None
        super().__init__(theme, name, parent)
        self.view.invertY(True)
        self._cells = added(self.view, pg.ImageItem(autoDownsample=True))
        self._seams = added(self.view, pg.PlotCurveItem(connect="pairs", antialias=False))
        self._scale = ColourScale()
        self.sheet.addItem(self._scale, row=1, col=2)
        self.sheet.layout.setContentsMargins(0, 0, 0, BELOW_PX)

    def show_grid(self, grid: HeatGrid) -> None:
        """Replace the figures; there is at least one row and one column."""
        self._grid = grid
        self._cells.setImage(
            ramp_index(grid.values - grid.floor, grid.top - grid.floor), levels=(0, STEPS - 1)
        )
        self._cells.setRect(QRectF(0, 0, len(grid.columns), len(grid.rows)))
        self.figures_changed()

    def draw(self) -> None:
        """Bring all items up to the figures, the colours and the size."""
        grid = self._grid
        if grid is None or not grid.values.size:
            self.sheet.setVisible(False)
            return
        self.sheet.setVisible(True)
        self.dress(f"{grid.meaning}, {grid.unit}", grid.across, grid=False)
        self._scale.show_ramp(ramp_of(self.tokens), grid.scale_top, self.tokens, grid.floor)
        rows, columns = grid.values.shape
        widest = min(text_width(grid.rows[:400]), self.width() * NAMES_SHARE)
        self.left.setWidth(round(widest) + GAP + 2)
        self.settle()
        self.show_range((0, columns), (0, rows))
        every = max(1, -floor(-metrics().height() * rows / max(1.0, self.area.height())))
        self.left.show_ticks(
            [Tick(at + 0.5, elided(grid.rows[at], widest)) for at in range(0, rows, every)]
        )
        self.bottom.show_ticks([Tick(at, text) for at, text in grid.column_marks])
        self._cells.setLookupTable(ramp_of(self.tokens))
        self._draw_seams(rows, columns)

    def _draw_seams(self, rows: int, columns: int) -> None:
        """Thin lines between cells that are large enough to have some."""
        area = self.area
        ends: list[tuple[float, float]] = []
        if area.height() / rows >= SEAM_PX:
            ends += [end for row in range(1, rows) for end in ((0, row), (columns, row))]
        if area.width() / columns >= SEAM_PX:
            ends += [end for column in range(1, columns) for end in ((column, 0), (column, rows))]
        self._seams.setData(*np.array(ends or [(0, 0)] * 2, np.float64).T)
        self._seams.setPen(pg.mkPen(self.tokens.panel, width=1))

    def cell_at(self, at: QPointF) -> tuple[int, int] | None:
        """Row and column under a pixel."""
        self.freshen()
        if self._grid is None or not self.area.contains(at):
            return None
        rows, columns = self._grid.values.shape
        place = self.value_at(at)
        return min(max(floor(place.y()), 0), rows - 1), min(max(floor(place.x()), 0), columns - 1)

    def middle_of(self, row: int, column: int) -> QPointF:
        """The pixel in the middle of a cell."""
        return self.place_of(column + 0.5, row + 0.5)

    def text_at(self, at: QPointF) -> str:
        """The exact figure of the cell, with its site and time."""
        cell = self.cell_at(at)
        return "" if cell is None or self._grid is None else self._grid.cell_text(*cell)

    def mark(self, at: QPointF | None) -> None:
        """A border around the cell."""
        self.mark_nothing()
        cell = None if at is None else self.cell_at(at)
        if cell is not None:
            self.mark_box(QRectF(cell[1], cell[0], 1, 1))

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next cell."""
        if self._grid is None or not self._grid.values.size:
            return super().moved(at, across, down)
        rows, columns = self._grid.values.shape
        cell = None if at is None else self.cell_at(at)
        row, column = (0, 0) if cell is None else (cell[0] + down, cell[1] + across)
        self.freshen()
        return self.middle_of(min(max(row, 0), rows - 1), min(max(column, 0), columns - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(event.position())
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the row; arrows move the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.pointer is not None:
            self._choose(self.pointer)
        else:
            super().keyPressEvent(event)

    def _choose(self, at: QPointF) -> None:
        cell = self.cell_at(at)
        if cell is not None and self._grid is not None:
            self.row_chosen.emit(self._grid.rows[cell[0]])
            self.cell_chosen.emit(*cell)

    def table(self) -> PlotTable:
        """A row for each cell."""
        return PlotTable((), ()) if self._grid is None else self._grid.table()

    def summary(self) -> str:
        """The plot in words."""
        return "" if self._grid is None else self._grid.summary()
