"""The land of the map, how far away it is seen from, and how long a line on it is."""

from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsSimpleTextItem

from console.present.map_labels import scale_bar
from console.present.map_outlines import Outlines, mercator
from console.qt.text_measures import TEXT_PX
from console.qt.theme import Tokens, ui_font

_CORNERS: Final = mercator(np.array([-12.0, 34.0]), np.array([35.5, 66.0]))
EUROPE: Final = QRectF(QPointF(*_CORNERS[0].tolist()), QPointF(*_CORNERS[1].tolist()))
"""What is shown when there are no sites to show: left, lowest, width, height on the sheet."""
CLOSEST: Final = 6_000.0
FARTHEST: Final = 4.0
"""Pixels a degree of longitude."""
BAR_PX: Final = 110.0
"""The longest that the bar of distance may be."""


def shown_of(places: NDArray[np.float64], size: QSizeF) -> QRectF:
    """The part of the sheet that shows all places with some room around; else Europe.

    Args:
        places: Array of shape (place, 2), on the sheet.
        size: Of the map, in pixels.
    """
    wanted = EUROPE
    if len(places):
        low, high = places.min(axis=0), places.max(axis=0)
        wanted = QRectF(low[0], low[1], high[0] - low[0], high[1] - low[1])
    room_x, room_y = max(size.width() - 80, 40.0), max(size.height() - 90, 40.0)
    scale = min(room_x / max(wanted.width(), 0.02), room_y / max(wanted.height(), 0.02))
    scale = min(CLOSEST / 3, max(FARTHEST, scale))
    shown = QRectF(0, 0, max(1.0, size.width()) / scale, max(1.0, size.height()) / scale)
    shown.moveCenter(wanted.center())
    return shown


class Land(QGraphicsPathItem):
    """Countries, filled; their coasts and borders are one line."""

    def __init__(self, outlines: Outlines) -> None:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for ring in outlines.rings:
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in ring.tolist()]))
            path.closeSubpath()
        super().__init__(path)
        self.setZValue(-100)

    def dress(self, tokens: Tokens) -> None:
        """Wear the colours in use."""
        self.setPen(pg.mkPen(tokens.border, width=1))
        self.setBrush(QColor(tokens.raised))


class DistanceBar:
    """At the upper left of a map: how long so many kilometres are here."""

    def __init__(self, view: Any) -> None:  # noqa: ANN401 (pyqtgraph has no types)
        self._line = QGraphicsPathItem(view)
        self._text = QGraphicsSimpleTextItem(view)

    def show(self, scale: float, latitude: float, tokens: Tokens) -> None:
        """Fit the bar to what is shown.

        Args:
            scale: Pixels a degree of longitude.
            latitude: Of the middle of the map, in degrees.
            tokens: The colours of the theme.
        """
        length, text = scale_bar(scale, latitude, BAR_PX)
        path = QPainterPath(QPointF(12.5, 12.5))
        for x, y in ((12.5, 17.5), (12.5 + length, 17.5), (12.5 + length, 12.5)):
            path.lineTo(x, y)
        self._line.setPath(path)
        self._line.setPen(pg.mkPen(tokens.muted, width=1))
        self._text.setText(text)
        self._text.setFont(ui_font(TEXT_PX))
        self._text.setBrush(QColor(tokens.muted))
        self._text.setPos(19 + length, 7)
