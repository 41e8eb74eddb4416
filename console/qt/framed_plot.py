"""A plot with axes: figures in a view box, ticks at its sides, a title row, and what marks them."""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QWidget

from console.qt.plot_axes import GRID, AcrossAxis, PlotAxis
from console.qt.plot_canvas import PlotCanvas
from console.qt.plot_key import Entry, Key
from console.qt.text_measures import TEXT_PX, metrics
from console.qt.theme import Theme, ui_font

RIGHT_PX = 14
"""Room at the right for half of the last tick's text."""
BELOW_PX = 4
"""pyqtgraph puts the name of an axis so far below where the axis ends."""
AXIS_COLUMNS = 3


class FramedPlot(PlotCanvas):
    """Left axis, view, and what a subclass puts at the right; below it the lower axis."""

    bottom_axis: type[PlotAxis] = AcrossAxis

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.view = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self.view.disableAutoRange()
        self.left = PlotAxis("left", self.view)
        self.bottom = self.bottom_axis("bottom", self.view)
        self._unit = pg.LabelItem("", justify="left")
        self.sheet.addItem(self._unit, row=0, col=0, colspan=AXIS_COLUMNS)
        self.sheet.addItem(self.left, row=1, col=0)
        self.sheet.addItem(self.view, row=1, col=1)
        self.sheet.addItem(self.bottom, row=2, col=1)
        self.sheet.layout.setContentsMargins(0, 0, RIGHT_PX, BELOW_PX)
        self.key = Key(self.sheet)
        self._cross = pg.InfiniteLine(angle=90)
        self._dots = pg.ScatterPlotItem(size=8)
        self._outline = QGraphicsRectItem()
        for number, item in enumerate((self._cross, self._dots, self._outline)):
            item.setZValue(100 + number)
            item.setVisible(False)
            self.view.addItem(item, ignoreBounds=True)

    # Places.

    @property
    def area(self) -> QRectF:
        """Where the figures stand, in pixels."""
        area: QRectF = self.view.sceneBoundingRect()
        return area

    def place_of(self, x: float, y: float) -> QPointF:
        """The pixel of a point."""
        return QPointF(self.view.mapViewToScene(QPointF(x, y)))

    def value_at(self, at: QPointF) -> QPointF:
        """The point at a pixel, in the units of the axes."""
        return QPointF(self.view.mapSceneToView(at))

    def spans(self, at: QPointF, reach_px: float = 0.0) -> bool:
        """Whether a pixel is between the left and the right end of the axis."""
        area = self.area
        return area.width() > 0 and area.left() - reach_px <= at.x() <= area.right() + reach_px

    # What subclasses draw with.

    def dress(self, unit: str, across: str = "", *, grid: bool = True) -> None:
        """Give axes and titles the colours in use.

        Args:
            unit: What the left axis is counted in; stands above it.
            across: What the lower axis is.
            grid: Whether lines lead from the ticks of the left axis through the figures.
        """
        tokens = self.tokens
        size = f"{ui_font(TEXT_PX).pixelSize()}px"
        self._unit.setText(unit, color=tokens.muted, size=size)
        self.sheet.layout.setRowFixedHeight(0, metrics().height() + 11)
        for axis in (self.left, self.bottom):
            axis.dress(tokens)
        self.bottom.setLabel(across)
        self.bottom.room_for_lines(2 if across else 1)
        self.left.setGrid(GRID if grid else False)
        self._cross.setPen(pg.mkPen(tokens.muted, width=1, style=Qt.PenStyle.DotLine))
        self._dots.setPen(pg.mkPen(tokens.panel, width=1.5))
        self._outline.setPen(self.firm_pen())

    def show_key(self, *entries: Entry) -> None:
        """Say above the figures what lines and shades are."""
        self.key.show_entries(entries, QColor(self.tokens.muted), ui_font(TEXT_PX).pixelSize())
        self.key.anchor(itemPos=(1, 0), parentPos=(1, 0), offset=(-RIGHT_PX, 1))

    def firm_pen(self) -> QPen:
        """Around what is read off; as wide at any zoom."""
        pen = QPen(QColor(self.tokens.text), self.sharp(1.5))
        pen.setCosmetic(True)
        return pen

    def show_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show this and no more."""
        self.view.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)

    def mark_nothing(self) -> None:
        """Nothing is read off."""
        for item in (self._cross, self._dots, self._outline):
            item.setVisible(False)

    def mark_across(self, x: float, dots: Sequence[tuple[float, float, QColor]]) -> None:
        """A line down through a place, and a dot on each line there."""
        self._cross.setPos(x)
        self._cross.setVisible(True)
        self._dots.setData(
            x=[dot[0] for dot in dots],
            y=[dot[1] for dot in dots],
            brush=[pg.mkBrush(dot[2]) for dot in dots],
        )
        self._dots.setVisible(bool(dots))

    def mark_box(self, box: QRectF) -> None:
        """A frame around something, in the units of the axes."""
        self._outline.setRect(box)
        self._outline.setVisible(True)


def added(view: Any, item: Any) -> Any:  # noqa: ANN401 (pyqtgraph has no types)
    """The item, once it is on the view."""
    view.addItem(item, ignoreBounds=True)
    return item
