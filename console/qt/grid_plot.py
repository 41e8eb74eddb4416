"""A heatmap: sites down, time across, the exact figure under the pointer, a click goes deeper."""

from math import floor

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QLinearGradient, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from console.present.axis_ticks import Tick
from console.present.colour_ramp import ramp_index
from console.present.heat_grid import HeatGrid
from console.present.plot_frame import Frame
from console.present.plot_table import PlotTable
from console.qt.plot_canvas import PlotCanvas
from console.qt.plot_colours import ramp_colour, ramp_image
from console.qt.plot_painting import (
    GAP,
    Align,
    draw_bottom_axis,
    elided,
    metrics,
    text_width,
)
from console.qt.theme import Theme

SCALE_PX = 150.0
NAMES_SHARE = 0.28
"""How much of the width the names of the rows may take."""


class GridPlot(PlotCanvas):
    """A grid of figures as colours, with its scale."""

    row_chosen = Signal(str)
    """The name of the row that was clicked, or on which Enter was pressed: show what is in it."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self._grid: HeatGrid | None = None
        self._frame: Frame | None = None
        super().__init__(theme, name, parent)

    def show_grid(self, grid: HeatGrid) -> None:
        """Replace the figures; there is at least one row and one column."""
        self._grid = grid
        self.figures_changed()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw all but the cursor."""
        grid = self._grid
        if grid is None or not grid.values.size:
            return
        frame = self._frame = self._frame_in(area, grid)
        image = ramp_image(self.tokens, ramp_index(grid.values, grid.top))
        painter.save()
        fine = frame.height < len(grid.rows) or frame.width < len(grid.columns)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=fine)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.drawImage(QRectF(frame.left, frame.top, frame.width, frame.height), image)
        painter.restore()
        self._draw_gaps(painter, frame, grid)
        self._draw_names(painter, frame, grid)
        marks = [Tick(float(at), text) for at, text in grid.column_marks]
        draw_bottom_axis(painter, frame, marks, self.tokens, grid.across)
        self._draw_scale(painter, frame, grid)

    def _frame_in(self, area: QRectF, grid: HeatGrid) -> Frame:
        line = metrics().height()
        names = min(text_width(grid.rows[:400]), area.width() * NAMES_SHARE) + GAP
        left, top = area.left() + names, area.top() + line + 6
        return Frame(
            left=left,
            top=top,
            width=max(10.0, area.width() - names - 14),
            height=max(10.0, area.height() - (line + 6) - 2 * line - 6),
            x_low=0.0,
            x_high=float(len(grid.columns)),
            y_low=float(len(grid.rows)),
            y_high=0.0,
        )

    def _draw_gaps(self, painter: QPainter, frame: Frame, grid: HeatGrid) -> None:
        """Thin lines between cells that are large enough to have some."""
        rows, columns = grid.values.shape
        painter.setPen(QPen(QColor(self.tokens.panel), 1))
        if frame.height / rows >= 7:
            for row in range(1, rows):
                level = round(frame.y_of(row))
                painter.drawLine(QLineF(frame.left, level, frame.right, level))
        if frame.width / columns >= 7:
            for column in range(1, columns):
                place = round(frame.x_of(column))
                painter.drawLine(QLineF(place, frame.top, place, frame.bottom))

    def _draw_names(self, painter: QPainter, frame: Frame, grid: HeatGrid) -> None:
        """Names of the rows, as many as fit."""
        line = metrics().height()
        every = max(1, -floor(-line * len(grid.rows) / frame.height))
        painter.setPen(QColor(self.tokens.muted))
        for row in range(0, len(grid.rows), every):
            level = frame.y_of(row + 0.5)
            box = QRectF(0, level - line / 2, frame.left - GAP, line)
            text = elided(grid.rows[row], box.width())
            painter.drawText(box, Align.AlignRight | Align.AlignVCenter, text)

    def _draw_scale(self, painter: QPainter, frame: Frame, grid: HeatGrid) -> None:
        """The legend: colours from nothing to the top, with both ends named."""
        low, high = grid.scale_texts()
        high = f"{high} {grid.meaning}"
        line = metrics().height()
        right = frame.right - text_width([high]) - GAP
        bar = QRectF(right - SCALE_PX, 3, SCALE_PX, line - 5)
        gradient = QLinearGradient(bar.left(), 0, bar.right(), 0)
        for step in range(17):
            gradient.setColorAt(step / 16, ramp_colour(self.tokens, step / 16))
        painter.setPen(QPen(QColor(self.tokens.border), 1))
        painter.setBrush(gradient)
        painter.drawRect(bar)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(self.tokens.muted))
        baseline = metrics().ascent()
        painter.drawText(QPointF(bar.left() - GAP - text_width([low]), baseline), low)
        painter.drawText(QPointF(bar.right() + GAP, baseline), high)

    def cell_at(self, at: QPointF) -> tuple[int, int] | None:
        """Row and column under a point."""
        frame = self._frame
        if frame is None or self._grid is None or not frame.holds(at.x(), at.y()):
            return None
        rows, columns = self._grid.values.shape
        row, column = floor(frame.value_at_y(at.y())), floor(frame.value_at_x(at.x()))
        return min(row, rows - 1), min(column, columns - 1)

    def text_at(self, at: QPointF) -> str:
        """The exact figure of the cell, with its site and time."""
        cell = self.cell_at(at)
        return "" if cell is None or self._grid is None else self._grid.cell_text(*cell)

    def draw_cursor(self, painter: QPainter, at: QPointF) -> None:
        """A border around the cell."""
        cell, frame = self.cell_at(at), self._frame
        if cell is None or frame is None:
            return
        row, column = cell
        corner = QPointF(frame.x_of(column), frame.y_of(row))
        opposite = QPointF(frame.x_of(column + 1), frame.y_of(row + 1))
        box = QRectF(corner, opposite).adjusted(-1, -1, 1, 1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.tokens.panel), 3))
        painter.drawRect(box)
        painter.setPen(QPen(QColor(self.tokens.text), 1.5))
        painter.drawRect(box)

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next cell."""
        frame = self._frame
        if frame is None or self._grid is None:
            return super().moved(at, across, down)
        rows, columns = self._grid.values.shape
        cell = None if at is None else self.cell_at(at)
        row, column = (0, 0) if cell is None else (cell[0] + down, cell[1] + across)
        row, column = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
        return QPointF(frame.x_of(column + 0.5), frame.y_of(row + 0.5))

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

    def table(self) -> PlotTable:
        """A row for each cell."""
        return PlotTable((), ()) if self._grid is None else self._grid.table()

    def summary(self) -> str:
        """The plot in words."""
        return "" if self._grid is None else self._grid.summary()
