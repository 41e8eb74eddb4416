"""Measures of the text on plots, for whatever must know how much room it takes."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from console.qt.theme import ui_font

TEXT_PX: Final = 12


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


def wrapped(text: str, width: float) -> str:
    """A text of several words in two lines, if one is too wide: as even as the words allow."""
    if text_width([text]) <= width or " " not in text:
        return text
    words = text.split(" ")
    breaks = [
        "\n".join((" ".join(words[:count]), " ".join(words[count:])))
        for count in range(1, len(words))
    ]
    return min(breaks, key=lambda one: text_width(one.split("\n")))
