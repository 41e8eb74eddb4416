"""The glyphs of the map's sites: disc, triangle, crossed square or ring, never by colour alone."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QBrush, QColor, QPainterPath, QPen

from console.present.site_map import SiteStatus
from console.qt.plot_colours import ramp_colour, see_through
from console.qt.plot_key import Entry, Key
from console.qt.text_measures import TEXT_PX
from console.qt.theme import Tokens, ui_font

FAINTEST: Final = 0.42
"""Where on the ramp a site without use stands: it must be seen on land and sea."""


def _crossed_square() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(-0.45, -0.45, 0.9, 0.9))
    for start, end in ((-0.3, 0.3), (0.3, -0.3)):
        path.moveTo(-0.3, start)
        path.lineTo(0.3, end)
    return path


SYMBOLS: Final[dict[SiteStatus, str | QPainterPath]] = {
    SiteStatus.IN_SERVICE: "o",
    SiteStatus.UNKNOWN: "o",
    SiteStatus.DEGRADED: "t1",
    SiteStatus.OUT_OF_SERVICE: _crossed_square(),
}
"""As pyqtgraph's scatter plots name them; drawn in a box of one by one."""


def pen_of(status: SiteStatus, tokens: Tokens) -> QPen:
    """The edge of a glyph."""
    colour, width = {
        SiteStatus.IN_SERVICE: (tokens.window, 1.0),
        SiteStatus.UNKNOWN: (tokens.muted, 1.4),
        SiteStatus.DEGRADED: (tokens.warning, 1.6),
        SiteStatus.OUT_OF_SERVICE: (tokens.bad, 1.6),
    }[status]
    return QPen(pg.mkPen(colour, width=width))


def brush_of(status: SiteStatus, utilisation: float, tokens: Tokens) -> QBrush:
    """The inside of a glyph: the use of the site, faint where its status is not known.

    Args:
        status: Whether the site works.
        utilisation: From 0 to 1; below 0 if it is not known.
        tokens: The colours of the theme.
    """
    known = utilisation >= 0
    place = FAINTEST + (1 - FAINTEST) * utilisation if known else 0.0
    colour = ramp_colour(tokens, place) if known else QColor(tokens.faint)
    return QBrush(see_through(colour, 0.25 if status is SiteStatus.UNKNOWN else 0.95))


class MapLegend(Key):
    """What the glyphs mean, in the corner of the map that covers fewest sites."""

    def __init__(self, view: Any) -> None:  # noqa: ANN401 (pyqtgraph has no types)
        super().__init__(view, columns=1)

    def show_kinds(self, kinds: Sequence[SiteStatus], tokens: Tokens) -> None:
        """Explain the glyphs of these."""
        entries = [
            Entry(kind.value, pen_of(kind, tokens), brush_of(kind, 0.3, tokens), SYMBOLS[kind])
            for kind in kinds
        ]
        self.show_glyphs(entries, tokens)

    def show_glyphs(self, entries: Sequence[Entry], tokens: Tokens) -> None:
        """Explain glyphs of any kind."""
        self.setVisible(bool(entries))
        self.setPen(pg.mkPen(tokens.border, width=1))
        self.setBrush(pg.mkBrush(see_through(QColor(tokens.panel), 0.9)))
        self.show_entries(entries, QColor(tokens.muted), ui_font(TEXT_PX).pixelSize())

    def stand_clear(self, places: NDArray[np.float64], size: QSizeF) -> None:
        """Move to the best corner.

        Args:
            places: Array of shape (site, 2), in pixels of the map.
            size: Of the map.
        """
        box = self.boundingRect()
        corners = [
            QRectF(left, top, box.width(), box.height())
            for top in (size.height() - box.height() - 8, 8.0)
            for left in (8.0, size.width() - box.width() - 8)
        ]
        self.setPos(min(corners, key=lambda corner: _covered(corner, places)).topLeft())


def _covered(box: QRectF, places: NDArray[np.float64]) -> int:
    """How many places a box would cover; array of shape (place, 2), in pixels."""
    x, y = places.T
    across = (x > box.left() - 8) & (x < box.right() + 8)
    return int((across & (y > box.top() - 8) & (y < box.bottom() + 8)).sum())
