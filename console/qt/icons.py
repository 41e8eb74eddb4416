"""Icons of Material Design in the colours of a theme, from the font that qtawesome's wheel carries.

qtawesome itself is not imported: by way of qtpy it takes in and patches every module of Qt, and it
loads eleven fonts where one is needed; together that was 0.15 s of the first window.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

GLYPHS: Final = {
    "chart-timeline-variant": "\U000f0e93",
    "cog-outline": "\U000f08bb",
    "contrast-circle": "\U000f0197",
    "menu": "\U000f035c",
    "monitor-dashboard": "\U000f0a07",
    "progress-clock": "\U000f0996",
    "school-outline": "\U000f1180",
    "weather-night": "\U000f0594",
    "weather-sunny": "\U000f0599",
}
"""Name in Material Design -> character of the font."""
_SHARE: Final = 0.875
"""Of the height of an icon that the type size is; the rest is what a glyph stands apart."""


def icon(name: str, colour: str, colour_on: str | None = None) -> QIcon:
    """An icon in one colour, or in another while what it stands on is checked."""
    return QIcon(_Glyph(GLYPHS[name], colour, colour_on or colour))


def icon_font() -> Path:
    """The file of the font."""
    package = find_spec("qtawesome")
    assert package is not None, "qtawesome is not installed"
    assert package.origin is not None, package
    (file,) = (Path(package.origin).parent / "fonts").glob("materialdesignicons6-webfont-*.ttf")
    return file


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(icon_font()))
    assert number >= 0, icon_font()
    return QFontDatabase.applicationFontFamilies(number)[0]


class _Glyph(QIconEngine):
    """Draws one character at whatever size is asked for."""

    def __init__(self, glyph: str, colour: str, colour_on: str) -> None:
        super().__init__()
        self._glyph = glyph
        self._colours = {QIcon.State.Off: QColor(colour), QIcon.State.On: QColor(colour_on)}

    def paint(self, painter: QPainter, rect: QRect, _mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.save()
        font = QFont(_family())
        font.setPixelSize(max(1, round(_SHARE * rect.height())))
        painter.setFont(font)
        painter.setPen(self._colours[state])
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._glyph)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture
