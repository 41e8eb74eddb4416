"""A plot as a picture: PNG at twice the size, or SVG; the same drawing as on screen."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPaintDevice, QPainter, QPicture
from PySide6.QtSvg import QSvgGenerator

from console.qt.plot_canvas import PlotCanvas
from console.qt.theme import ui_font

HEAD_PX: Final = 30
MARGIN_PX: Final = 10
SCALE: Final = 2


def picture_of(canvas: PlotCanvas, title: str) -> QImage:
    """The plot under its title, at twice the size of the screen's."""
    size = _size_of(canvas)
    image = QImage(size * SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(SCALE)
    _draw(image, canvas, title)
    return image


def png_of(canvas: PlotCanvas, title: str) -> bytes:
    """The plot as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    written = QImageWriter(buffer, b"png").write(picture_of(canvas, title))
    assert written, title
    return bytes(buffer.data().data())


def svg_of(canvas: PlotCanvas, title: str) -> bytes:
    """The plot as an SVG file; its description is the plot in words."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(_size_of(canvas))
    generator.setViewBox(QRect(0, 0, _size_of(canvas).width(), _size_of(canvas).height()))
    generator.setResolution(QPicture().logicalDpiX())  # Axes are pictures, which scale by it.
    generator.setTitle(title)
    generator.setDescription(canvas.summary())
    _draw(generator, canvas, title)
    return bytes(buffer.data().data())


WRITERS: Final[dict[str, Callable[[PlotCanvas, str], bytes]]] = {
    ".png": png_of,
    ".svg": svg_of,
}
"""Pictures by the ending of the file; values are written by ``CsvSaving``."""
ENDINGS: Final = (*WRITERS, ".csv")


def save_picture(canvas: PlotCanvas, title: str, path: Path) -> None:
    """Write a picture of a plot to a file; its ending says in which form.

    Raises:
        OSError: The file cannot be written.
        KeyError: The ending is none of ``WRITERS``.
    """
    path.write_bytes(WRITERS[path.suffix.lower()](canvas, title))


def _size_of(canvas: PlotCanvas) -> QSize:
    return QSize(canvas.width() + 2 * MARGIN_PX, canvas.height() + HEAD_PX + MARGIN_PX)


def _draw(device: QPaintDevice, canvas: PlotCanvas, title: str) -> None:
    size = _size_of(canvas)
    painter = QPainter(device)
    try:
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(canvas.tokens.panel))
        painter.setPen(QColor(canvas.tokens.text))
        painter.setFont(ui_font(13, QFont.Weight.DemiBold))
        painter.drawText(QPointF(MARGIN_PX, 20), title)
        painter.setFont(ui_font(12))
        canvas.render_on(painter, QRectF(canvas.rect()).translated(MARGIN_PX, HEAD_PX))
    finally:
        painter.end()
