"""The glyphs of the map's sites, and the legend that explains them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPolygonF

from console.present.map_labels import scale_bar
from console.present.site_map import SiteStatus
from console.qt.plot_colours import ramp_colour, see_through
from console.qt.plot_painting import metrics, text_width
from console.qt.theme import Tokens

BAR_PX = 90.0
SCALE_BAR_PX = 110.0
FAINTEST = 0.42
"""Where on the ramp a site without use stands: it must be seen on land and sea."""


def draw_glyph(
    painter: QPainter, status: SiteStatus, at: QPointF, radius: float, tokens: Tokens
) -> None:
    """Disc, triangle, crossed square or ring, filled with the painter's brush."""
    match status:
        case SiteStatus.IN_SERVICE:
            painter.drawEllipse(at, radius, radius)
        case SiteStatus.UNKNOWN:
            painter.setPen(QPen(QColor(tokens.muted), 1.4))
            painter.setBrush(see_through(painter.brush().color(), 0.25))
            painter.drawEllipse(at, radius, radius)
        case SiteStatus.DEGRADED:
            painter.setPen(QPen(QColor(tokens.warning), 1.6))
            painter.drawPolygon(_triangle(at, radius + 2))
        case SiteStatus.OUT_OF_SERVICE:
            painter.setPen(QPen(QColor(tokens.bad), 1.6))
            painter.drawRect(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius))
            inner = radius - 1
            painter.drawLine(at + QPointF(-inner, -inner), at + QPointF(inner, inner))
            painter.drawLine(at + QPointF(-inner, inner), at + QPointF(inner, -inner))


def _triangle(at: QPointF, radius: float) -> QPolygonF:
    return QPolygonF(
        [
            at + QPointF(0, -radius),
            at + QPointF(radius * 0.9, radius * 0.65),
            at + QPointF(-radius * 0.9, radius * 0.65),
        ]
    )


def draw_legend(
    painter: QPainter,
    area: QRectF,
    tokens: Tokens,
    shown: Sequence[SiteStatus],
    places: NDArray[np.float64],
) -> QRectF:
    """In the corner that covers fewest sites: the scale of use, and each glyph that is shown.

    Args:
        painter: Where to draw.
        area: The whole map.
        tokens: The colours in use.
        shown: The kinds that are on the map.
        places: Array of shape (site, 2), in pixels.

    Returns:
        Where it stands.
    """
    line = metrics().height() + 3
    texts = [status.value for status in shown]
    scale_px = text_width(["0"]) + BAR_PX + text_width(["100 % connected"]) + 12
    width = max(text_width(texts) + 20, scale_px) + 20
    height = line * (len(shown) + 1) + 12
    corners = [
        QRectF(left, top, width, height)
        for top in (area.bottom() - height - 8, area.top() + 8)
        for left in (area.left() + 8, area.right() - width - 8)
    ]
    box = min(corners, key=lambda corner: _covered(corner, places))
    painter.setPen(QPen(QColor(tokens.border), 1))
    painter.setBrush(see_through(QColor(tokens.panel), 0.9))
    painter.drawRoundedRect(box, 4, 4)
    rise = metrics().ascent()
    left, top = box.left() + 10, box.top() + 6
    _draw_scale(painter, left, top, tokens)
    for number, status in enumerate(shown, start=1):
        middle = QPointF(left + 6, top + line * number + line / 2)
        painter.setPen(QPen(QColor(tokens.window), 1))
        painter.setBrush(see_through(ramp_colour(tokens, 0.6), 0.95))
        draw_glyph(painter, status, middle, 4.5, tokens)
        painter.setPen(QColor(tokens.muted))
        painter.drawText(QPointF(left + 20, top + line * number + rise + 1), status.value)
    return box


def draw_scale_bar(
    painter: QPainter, area: QRectF, tokens: Tokens, scale: float, latitude: float
) -> None:
    """At the upper left: how long so many kilometres are here.

    Args:
        painter: Where to draw.
        area: The whole map.
        tokens: The colours in use.
        scale: Pixels a degree of longitude.
        latitude: Of the middle of the map, in degrees.
    """
    length, text = scale_bar(scale, latitude, SCALE_BAR_PX)
    left, top = area.left() + 12, area.top() + 12
    painter.setPen(QPen(QColor(tokens.muted), 1))
    painter.drawPolyline(
        [
            QPointF(left, top),
            QPointF(left, top + 5),
            QPointF(left + length, top + 5),
            QPointF(left + length, top),
        ]
    )
    painter.drawText(QPointF(left + length + 7, top + 7), text)


def _covered(box: QRectF, places: NDArray[np.float64]) -> int:
    x, y = places.T
    across = (x > box.left() - 8) & (x < box.right() + 8)
    return int((across & (y > box.top() - 8) & (y < box.bottom() + 8)).sum())


def _draw_scale(painter: QPainter, left: float, top: float, tokens: Tokens) -> None:
    rise = metrics().ascent()
    start = left + text_width(["0"]) + 6
    bar = QRectF(start, top + 4, BAR_PX, 9)
    gradient = QLinearGradient(bar.left(), 0, bar.right(), 0)
    for step in range(17):
        gradient.setColorAt(step / 16, ramp_colour(tokens, FAINTEST + (1 - FAINTEST) * step / 16))
    painter.setPen(QPen(QColor(tokens.border), 1))
    painter.setBrush(gradient)
    painter.drawRect(bar)
    painter.setPen(QColor(tokens.muted))
    painter.drawText(QPointF(left, top + rise), "0")
    painter.drawText(QPointF(bar.right() + 6, top + rise), "100 % connected")
