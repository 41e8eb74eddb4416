"""Which part of the sheet a map shows, and how it moves."""

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from console.present.map_outlines import mercator

_CORNERS: Final = mercator(np.array([-12.0, 34.0]), np.array([35.5, 66.0]))
EUROPE: Final = QRectF(
    QPointF(float(_CORNERS[0, 0]), float(_CORNERS[0, 1])),
    QPointF(float(_CORNERS[1, 0]), float(_CORNERS[1, 1])),
)
"""What is shown when there are no sites to show: left, lowest, width, height on the sheet."""
CLOSEST: Final = 6_000.0
FARTHEST: Final = 4.0
"""Pixels a degree of longitude."""


@dataclass(frozen=True, slots=True)
class MapView:
    """A point of the sheet in the middle, and how large a degree is."""

    east: float
    north: float
    scale: float
    """Pixels a degree of longitude."""

    def pixels_of(self, places: NDArray[np.float64], area: QRectF) -> NDArray[np.float64]:
        """Pixels of places on the sheet; both arrays of shape (place, 2)."""
        middle = area.center()
        across = middle.x() + (places[:, 0] - self.east) * self.scale
        down = middle.y() - (places[:, 1] - self.north) * self.scale
        return np.column_stack((across, down))

    def place_at(self, at: QPointF, area: QRectF) -> QPointF:
        """The place on the sheet under a pixel."""
        offset = at - area.center()
        return QPointF(self.east + offset.x() / self.scale, self.north - offset.y() / self.scale)

    def moved(self, across: float, down: float) -> Self:
        """The same scale, the sheet moved by some pixels."""
        return replace(
            self, east=self.east - across / self.scale, north=self.north + down / self.scale
        )

    def zoomed(self, factor: float, at: QPointF, area: QRectF) -> Self:
        """Larger or smaller; the place under a pixel stays there."""
        kept = self.place_at(at, area)
        scale = min(CLOSEST, max(FARTHEST, self.scale * factor))
        offset = at - area.center()
        return replace(
            self,
            east=kept.x() - offset.x() / scale,
            north=kept.y() + offset.y() / scale,
            scale=scale,
        )


def view_of(places: NDArray[np.float64], area: QRectF) -> MapView:
    """The view that shows all places with some room around; Europe if there are none."""
    shown = EUROPE
    if len(places):
        low, high = places.min(axis=0), places.max(axis=0)
        shown = QRectF(low[0], low[1], high[0] - low[0], high[1] - low[1])
    room_x, room_y = max(area.width() - 80, 40.0), max(area.height() - 90, 40.0)
    scale = min(room_x / max(shown.width(), 0.02), room_y / max(shown.height(), 0.02))
    middle = shown.center()
    return MapView(middle.x(), middle.y(), min(CLOSEST / 3, max(FARTHEST, scale)))
