"""The colours of plots, of any theme: lines, ramps, and how much a ribbon lets through."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from console.present.colour_ramp import RAMPS
from console.qt.theme import Tokens

_LINES: Final = {
    "dark": ("#4a9eff", "#3fb98a", "#e3a33c", "#c78bf0", "#5ccfd6", "#f08a8a"),
    "light": ("#1463c2", "#17793f", "#8a5a00", "#7a3aa8", "#0d7480", "#b23a48"),
    "contrast": ("#6cb8ff", "#5be0a6", "#ffcf5c", "#e0b0ff", "#7fe9f0", "#ffa8a8"),
}
_PATTERNS: Final[tuple[tuple[float, ...], ...]] = ((), (7, 3), (2, 3), (9, 3, 2, 3))
"""Lengths of dashes and gaps: after the last colour they tell the lines apart."""


def kind_of(tokens: Tokens) -> str:
    """Whether a theme is dark, light, or made for high contrast (which is dark)."""
    if "contrast" in tokens.name:
        return "contrast"
    return "dark" if QColor(tokens.panel).lightness() < 128 else "light"


def line_colour(tokens: Tokens, number: int) -> QColor:
    """The colour of the line of that number, counted from 0."""
    colours = _LINES[kind_of(tokens)]
    return QColor(colours[number % len(colours)])


def line_pen(tokens: Tokens, number: int, width: float = 1.0) -> QPen:
    """The pen of the line of that number; wider than 1 is slow with thousands of points."""
    pen = QPen(line_colour(tokens, number), width)
    pen.setCosmetic(True)
    pattern = _PATTERNS[number // len(_LINES["dark"]) % len(_PATTERNS)]
    if pattern:
        pen.setDashPattern(list(pattern))
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    return pen


def ramp_of(tokens: Tokens) -> NDArray[np.uint8]:
    """The ordered colours of a theme: array of shape (256, 3), sRGB."""
    return RAMPS[kind_of(tokens)]


def ramp_colour(tokens: Tokens, share: float) -> QColor:
    """The colour of a share from 0 to 1."""
    ramp = ramp_of(tokens)
    red, green, blue = ramp[round(min(1.0, max(0.0, share)) * (len(ramp) - 1))].tolist()
    return QColor(red, green, blue)


def see_through(colour: QColor, share: float) -> QColor:
    """The same colour, of which ``share`` covers what is behind."""
    faint = QColor(colour)
    faint.setAlphaF(share)
    return faint
