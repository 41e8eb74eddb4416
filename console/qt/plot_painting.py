"""What all plots draw alike: axes, lines of many points, labels, and the box that reads off."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPaintDevice, QPainter, QPen, QPolygonF

from console.present.axis_ticks import Tick
from console.present.plot_frame import Frame
from console.qt.plot_colours import see_through
from console.qt.theme import Tokens, ui_font

TEXT_PX = 12
GAP = 6.0
Align = Qt.AlignmentFlag


@contextmanager
def painting(device: QPaintDevice) -> Iterator[QPainter]:
    """A painter that has ended when its block is left, whatever happens in there."""
    painter = QPainter(device)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(ui_font(TEXT_PX))
        yield painter
    finally:
        painter.end()


def metrics() -> QFontMetricsF:
    """Measures of the plots' font."""
    return QFontMetricsF(ui_font(TEXT_PX))


def text_width(texts: Sequence[str]) -> float:
    """The widest of some texts, in pixels; 0 for none."""
    measure = metrics()
    return max(map(measure.horizontalAdvance, texts), default=0.0)


def elided(text: str, width: float) -> str:
    """A text cut to a width, with the cut shown."""
    return metrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


def polygon_of(points: NDArray[np.float64]) -> QPolygonF:
    """Many points at once; a loop over them would take longer than drawing does.

    Args:
        points: Array of shape (point, 2), in pixels.
    """
    raw = QByteArray(np.array([len(points)], ">u4").tobytes() + points.astype(">f8").tobytes())
    polygon = QPolygonF()
    stream = QDataStream(raw, QIODevice.OpenModeFlag.ReadOnly)
    stream >> polygon
    return polygon


def draw_line(painter: QPainter, points: NDArray[np.float64]) -> None:
    """A line through many points, interrupted where a value is missing (nan)."""
    missing = np.flatnonzero(~np.isfinite(points[:, 1]))
    if not len(missing):
        painter.drawPolyline(polygon_of(points))
        return
    for piece in np.split(points, missing):
        kept = piece[np.isfinite(piece[:, 1])]
        if len(kept) == 1:
            painter.drawPoint(QPointF(*kept[0]))
        elif len(kept):
            painter.drawPolyline(polygon_of(kept))


def draw_grid(painter: QPainter, frame: Frame, ticks: Sequence[Tick], tokens: Tokens) -> None:
    """Faint lines at the ticks of the vertical axis, and a firmer one at zero."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    for tick in ticks:
        share = 0.95 if tick.at == 0 and frame.y_low < 0 else 0.45
        painter.setPen(QPen(see_through(QColor(tokens.border), share), 1))
        level = round(frame.y_of(tick.at))
        painter.drawLine(QLineF(frame.left, level, frame.right, level))
    painter.restore()


def draw_bottom_axis(
    painter: QPainter, frame: Frame, ticks: Sequence[Tick], tokens: Tokens, label: str = ""
) -> None:
    """A line, its ticks and texts; a text that would touch the last one is left out."""
    line = metrics().height()
    _axis_line(painter, tokens, QLineF(frame.left, frame.bottom, frame.right, frame.bottom))
    painter.setPen(QColor(tokens.muted))
    free_from = -1e9
    for tick in ticks:
        width = text_width([tick.text])
        left = frame.x_of(tick.at) - width / 2
        left = min(max(left, frame.left - 24), frame.right + 12 - width)
        if left < free_from:
            continue
        free_from = left + width + 10
        painter.drawText(QPointF(left, frame.bottom + 4 + metrics().ascent()), tick.text)
    if label:
        area = QRectF(frame.left, frame.bottom + 4 + line, frame.width, line)
        painter.drawText(area, Align.AlignHCenter | Align.AlignTop, elided(label, frame.width))


def draw_left_axis(painter: QPainter, frame: Frame, ticks: Sequence[Tick], tokens: Tokens) -> None:
    """A line and its texts, right-aligned so that figures stand in line."""
    _axis_line(painter, tokens, QLineF(frame.left, frame.top, frame.left, frame.bottom))
    painter.setPen(QColor(tokens.muted))
    line = metrics().height()
    for tick in ticks:
        level = frame.y_of(tick.at)
        area = QRectF(0, level - line / 2, frame.left - GAP, line)
        painter.drawText(area, Align.AlignRight | Align.AlignVCenter, tick.text)


def _axis_line(painter: QPainter, tokens: Tokens, line: QLineF) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(QColor(tokens.border), 1))
    painter.drawLine(line)
    painter.restore()


def draw_crosshair(
    painter: QPainter, frame: Frame, at: QPointF, tokens: Tokens, *, across: bool = False
) -> None:
    """A thin line down through a point, and one across if wanted."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(QColor(tokens.muted), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QLineF(at.x(), frame.top, at.x(), frame.bottom))
    if across:
        painter.drawLine(QLineF(frame.left, at.y(), frame.right, at.y()))
    painter.restore()


def draw_dot(painter: QPainter, at: QPointF, colour: QColor, tokens: Tokens) -> None:
    """A point that is being read off."""
    painter.setPen(QPen(QColor(tokens.panel), 1.5))
    painter.setBrush(colour)
    painter.drawEllipse(at, 4, 4)


def draw_readout(painter: QPainter, area: QRectF, at: QPointF, text: str, tokens: Tokens) -> None:
    """The exact values in a box beside a point, always inside the area; first line stronger."""
    lines = text.split("\n")
    line = metrics().height()
    width = min(text_width(lines) + 18, area.width())
    box = QRectF(at.x() + 14, at.y() + 14, width, line * len(lines) + 10)
    if box.right() > area.right():
        box.moveRight(max(at.x() - 14, area.left() + width))
    if box.bottom() > area.bottom():
        box.moveBottom(max(at.y() - 14, area.top() + box.height()))
    painter.setPen(QPen(QColor(tokens.border), 1))
    painter.setBrush(see_through(QColor(tokens.raised), 0.96))
    painter.drawRoundedRect(box, 4, 4)
    for number, each in enumerate(lines):
        painter.setPen(QColor(tokens.text if number or len(lines) == 1 else tokens.muted))
        baseline = box.top() + 5 + line * number + metrics().ascent()
        painter.drawText(QPointF(box.left() + 9, baseline), elided(each, width - 16))
