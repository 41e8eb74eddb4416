"""How plots look: colours and fonts of the theme on pyqtgraph's axes."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QColor

from console.qt.theme import Tokens, ui_font


def style_axes(plot: Any, tokens: Tokens) -> None:  # noqa: ANN401 (pyqtgraph ships no types)
    """Dress the axes of a ``PlotItem``; amounts never become ``k`` of something by themselves."""
    for name in ("left", "bottom"):
        axis = plot.getAxis(name)
        axis.enableAutoSIPrefix(False)
        axis.setPen(pg.mkPen(QColor(tokens.border), width=1))
        axis.setTextPen(pg.mkPen(QColor(tokens.muted)))
        axis.setStyle(tickFont=ui_font(12), tickLength=0)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
