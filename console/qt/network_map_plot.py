"""The map of a scenario: a glyph a class or price, a colour a class, use or price; all reach."""

from math import isnan
from typing import Final

import pyqtgraph as pg
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import QWidget

from console.present.map_outlines import Outlines
from console.present.network_dots import (
    IMPUTED,
    NOT_REACHED,
    PUBLISHED,
    Colouring,
    NetworkDot,
    dots_summary,
    dots_table,
)
from console.present.plot_table import PlotTable
from console.present.site_map import drawing_order
from console.qt.map_glyphs import FAINTEST
from console.qt.map_plot import USE_STEPS, MapPlot
from console.qt.plot_colours import line_colour, ramp_colour, see_through
from console.qt.plot_key import Entry
from console.qt.theme import Theme, Tokens

_GLYPHS: Final = ("o", "s", "t1", "d", "star", "t", "p", "h")
_IMPUTED_SHARE: Final = 0.4
"""How much an imputed site covers where its glyph is that of its class."""
_PALE: Final = "pale: price imputed"
_SIZES_PX: Final = (11.0, 7.0)
"""Of a glyph, where they are few and where they are many."""
_MANY: Final = 400


class NetworkMapPlot(MapPlot):
    """Sites of a scenario on outlines."""

    def __init__(
        self, theme: Theme, name: str, outlines: Outlines, parent: QWidget | None = None
    ) -> None:
        self._colouring, self._top, self._currency = Colouring.CLASS, 0.0, ""
        self._seen: tuple[NetworkDot, ...] = ()
        self._explained: tuple[tuple[NetworkDot, ...], Tokens] | None = None
        super().__init__(theme, name, outlines, parent)

    def show_network(
        self, dots: tuple[NetworkDot, ...], colouring: Colouring, top: float, currency: str
    ) -> None:
        """Replace the sites.

        Args:
            dots: The sites.
            colouring: What the colours say.
            top: The price of the last colour.
            currency: Of prices.
        """
        self._colouring, self._top, self._currency = colouring, top, currency
        self._seen = tuple(sorted(dots, key=drawing_order))
        self.show_sites(*self._seen)

    @property
    def dots(self) -> tuple[NetworkDot, ...]:
        """The sites in the order in which they are drawn."""
        return self._seen

    @property
    def unit(self) -> str:
        """What the colours are, and in which unit."""
        price = self.tr("price with VAT, {currency}/kWh, the top or more")
        titles: dict[Colouring, str] = {
            Colouring.CLASS: self.tr("class of charge point"),
            Colouring.USE: self.tr("connected, %"),
            Colouring.PRICE: price.format(currency=self._currency),
        }
        return titles[self._colouring]

    @property
    def top(self) -> float:
        """What the last colour stands for; 0: colours are no scale."""
        return {Colouring.CLASS: 0.0, Colouring.USE: 100.0}.get(self._colouring, self._top)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What glyphs say, in the order of their glyphs."""
        if self._colouring is not Colouring.CLASS:
            return (PUBLISHED, IMPUTED)
        return tuple(sorted({one.charge_point_class for one in self.dots}))

    def draw_sites(self) -> None:
        """Glyphs that look alike share pen and brush: pyqtgraph draws each kind once."""
        tokens, dots = self.tokens, self.dots
        if self._drawn == (self._sites, tokens):
            return
        self._drawn = (self._sites, tokens)
        kinds = self.kinds
        looks = [self._look_of(one) for one in dots]
        made = {look: self._drawn_as(look, tokens) for look in set(looks)}
        self._dots_of_sites.setData(
            x=self._places[:, 0],
            y=self._places[:, 1],
            size=_SIZES_PX[len(dots) > _MANY],
            symbol=[_GLYPHS[kinds.index(one.kind) % len(_GLYPHS)] for one in dots],
            pen=[made[look][0] for look in looks],
            brush=[made[look][1] for look in looks],
        )

    def _look_of(self, dot: NetworkDot) -> tuple[str, bool, bool, int]:
        step = -1 if isnan(dot.shade) else round(dot.shade * USE_STEPS)
        return dot.kind, dot.is_imputed, dot.is_reached, step

    def _drawn_as(self, look: tuple[str, bool, bool, int], tokens: Tokens) -> tuple[QPen, QBrush]:
        kind, is_imputed, is_reached, step = look
        if not is_reached:
            return pg.mkPen(tokens.faint, width=1.0), QBrush(see_through(QColor(tokens.panel), 0.2))
        if self._colouring is Colouring.CLASS:
            colour = line_colour(tokens, self.kinds.index(kind))
            share = _IMPUTED_SHARE if is_imputed else 0.95
            return pg.mkPen(colour, width=1.0), QBrush(see_through(colour, share))
        if step < 0:
            return pg.mkPen(tokens.muted, width=1.2), QBrush(see_through(QColor(tokens.faint), 0.3))
        colour = ramp_colour(tokens, FAINTEST + (1 - FAINTEST) * step / USE_STEPS)
        return pg.mkPen(tokens.window, width=0.8), QBrush(see_through(colour, 0.95))

    def draw_legend(self) -> None:
        """Each glyph that is on the map."""
        now = (self._seen, self.tokens)
        if self._explained != now:
            self._explained = now
            self._legend.show_glyphs(self._entries(), self.tokens)
        pixels = self.pixels() - (self.area.left(), self.area.top())
        self._legend.stand_clear(pixels, self.area.size())

    def _entries(self) -> list[Entry]:
        kinds, is_class = self.kinds, self._colouring is Colouring.CLASS
        there = {one.kind for one in self._seen}
        step = -1 if is_class else USE_STEPS // 2
        entries = [
            self._entry(kind, (kind, False, True, step), number)
            for number, kind in enumerate(kinds)
            if kind in there
        ]
        if is_class and any(one.is_imputed for one in self._seen):
            entries.append(self._entry(_PALE, (kinds[0], True, True, -1), 0))
        if any(not one.is_reached for one in self._seen):
            entries.append(self._entry(NOT_REACHED, (kinds[0], False, False, -1), 0))
        return entries

    def _entry(self, text: str, look: tuple[str, bool, bool, int], glyph: int) -> Entry:
        pen, brush = self._drawn_as(look, self.tokens)
        return Entry(text, pen, brush, _GLYPHS[glyph % len(_GLYPHS)])

    def table(self) -> PlotTable:
        """A row a site."""
        return dots_table(self.dots)

    def summary(self) -> str:
        """The map in words."""
        return dots_summary(self.dots)
