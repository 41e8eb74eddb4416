"""The map of the sites: sized and coloured by use, with a glyph for their status."""

from math import isnan
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from console.present.map_labels import label_places
from console.present.map_outlines import Outlines, degrees_of, outlines_from
from console.present.plot_table import PlotTable
from console.present.site_map import (
    SiteDot,
    SiteStatus,
    dot_radius,
    drawing_order,
    places_of,
    sites_summary,
    sites_table,
)
from console.qt.framed_plot import FramedPlot, added
from console.qt.map_glyphs import FAINTEST, SYMBOLS, MapLegend, brush_of, pen_of
from console.qt.map_land import CLOSEST, FARTHEST, DistanceBar, Land, shown_of
from console.qt.placed_texts import PlotTexts
from console.qt.plot_colours import ramp_of
from console.qt.plot_scale import ColourScale
from console.qt.text_measures import metrics, text_width
from console.qt.theme import Theme, Tokens

OUTLINES_FILE: Final = Path("map", "europe.npz")
"""In the folder of the resources."""
REACH_PX: Final = 11.0
"""How near the pointer must be to a site."""
ZOOM_A_NOTCH: Final = 1.25
NAMED_SITES: Final = 60
"""Up to so many sites on screen are named."""
USE_STEPS: Final = 50
"""So many colours from no use to all of it: nobody tells more apart on a dot."""
TEXT_MARGIN_PX: Final = 4.0
"""Around a text of pyqtgraph's."""


def load_outlines(resources: Path) -> Outlines:
    """The outlines that come with the program."""
    return outlines_from((resources / OUTLINES_FILE).read_bytes())


class MapPlot(FramedPlot):
    """Sites on outlines; wheel zooms, drag moves, double click or 0 shows all sites."""

    site_chosen = Signal(str)
    """The key of the site (``NL*ABC:L1``) that was clicked, or on which Enter was pressed."""

    def __init__(
        self, theme: Theme, name: str, outlines: Outlines, parent: QWidget | None = None
    ) -> None:
        self._sites: tuple[SiteDot, ...] = ()
        self._places = places_of(())
        self._fits = True
        self._leads = False
        self._drawn: tuple[tuple[SiteDot, ...], Tokens] | None = None
        super().__init__(theme, name, parent)
        self.left.hide()
        self.bottom.hide()
        self.view.setAspectLocked(True)
        self.view.setMouseEnabled(x=True, y=True)
        self._land = added(self.view, Land(outlines))
        self._dots_of_sites = added(self.view, pg.ScatterPlotItem())
        self._ring = added(self.view, pg.ScatterPlotItem(brush=None))
        self._names = PlotTexts(self.view)
        self._distance = DistanceBar(self.view)
        self._scale = ColourScale()
        self.sheet.addItem(self._scale, row=1, col=2)
        self.sheet.layout.setContentsMargins(0, 0, 0, 8)
        self._legend = MapLegend(self.view)
        self.view.sigRangeChanged.connect(self._on_view)
        self.view.sigRangeChangedManually.connect(self._on_moved)
        self.scene().sigMouseClicked.connect(self._on_click)

    def show_sites(self, *sites: SiteDot) -> None:
        """Replace the sites; the view stays if somebody moved it."""
        self._sites = tuple(sorted(sites, key=drawing_order))
        self._places = places_of(self._sites)
        self.figures_changed()

    def fit(self) -> None:
        """Show all sites."""
        self._fits = True
        self.redraw()

    @property
    def scale_px(self) -> float:
        """Pixels a degree of longitude."""
        return float(self.area.width() / self.view.viewRect().width())

    @property
    def unit(self) -> str:
        """What the colours are, and in which unit."""
        title: str = self.tr("connected, %")
        return title

    @property
    def top(self) -> float:
        """What the last colour stands for; 0: colours are no scale."""
        return 100.0

    def draw(self) -> None:
        """Bring all items up to the figures, the colours and the size."""
        self.dress(self.unit if self._sites else "", grid=False)
        self.view.setBackgroundColor(self.tokens.window)
        self._land.dress(self.tokens)
        self._scale.setVisible(bool(self._sites) and self.top > 0)
        self._scale.show_ramp(
            ramp_of(self.tokens)[round(FAINTEST * 255) :], self.top or 1.0, self.tokens
        )
        self.settle()
        self._leads = True
        width = max(1.0, self.area.width())
        self.view.setLimits(minXRange=width / CLOSEST, maxXRange=width / FARTHEST)
        if self._fits:
            self.view.setRange(shown_of(self._places, self.area.size()), padding=0)
        self._leads = False
        self.draw_sites()
        self._draw_notes()

    def draw_sites(self) -> None:
        """Glyphs that look alike share pen and brush: pyqtgraph draws each kind once."""
        tokens, sites = self.tokens, self._sites
        if self._drawn == (sites, tokens):
            return
        self._drawn = (sites, tokens)
        kinds = [(site.status, _step_of(site.utilisation)) for site in sites]
        pens = {status: pen_of(status, tokens) for status in SiteStatus}
        brushes = {kind: brush_of(kind[0], kind[1] / USE_STEPS, tokens) for kind in set(kinds)}
        self._dots_of_sites.setData(
            x=self._places[:, 0],
            y=self._places[:, 1],
            size=[round(4 * dot_radius(site)) / 2 for site in sites],
            symbol=[SYMBOLS[site.status] for site in sites],
            pen=[pens[site.status] for site in sites],
            brush=[brushes[kind] for kind in kinds],
        )

    def _draw_notes(self) -> None:
        """What depends on the part of the sheet that is shown: legend, names, distance."""
        middle = self.view.viewRect().center()
        latitude = degrees_of(middle.x(), middle.y())[1]
        self._distance.show(self.scale_px, latitude, self.tokens)
        self.draw_legend()
        self._draw_names()

    def draw_legend(self) -> None:
        """Each glyph that is on the map."""
        kinds = {site.status for site in self._sites}
        pixels = self.pixels() - (self.area.left(), self.area.top())
        self._legend.show_kinds([kind for kind in SiteStatus if kind in kinds], self.tokens)
        self._legend.stand_clear(pixels, self.area.size())

    def _draw_names(self) -> None:
        """Names beside the sites, where few enough are on screen."""
        area, pixels = self.area, self.pixels()
        across = (pixels[:, 0] >= area.left()) & (pixels[:, 0] <= area.right())
        on_screen = across & (pixels[:, 1] >= area.top()) & (pixels[:, 1] <= area.bottom())
        found = on_screen.nonzero()[0].tolist() if on_screen.sum() <= NAMED_SITES else []
        seen = [
            (self._sites[at], pixels[at, 0] - area.left(), pixels[at, 1] - area.top())
            for at in found
        ]
        names = [site.name or site.location_id for site, _, _ in seen]
        dots = [(x, y, dot_radius(site)) for site, x, y in seen]
        widths = [text_width([name]) for name in names]
        box = self._legend.boundingRect().translated(self._legend.pos())
        free = (box.left(), box.top(), box.width(), box.height())
        size = (area.width(), area.height())
        placed = label_places(dots, widths, metrics().height(), size, [free])
        texts = []
        for index, (left, top, _, height) in placed.items():
            at = QPointF(area.left() + left - TEXT_MARGIN_PX, area.top() + top + height / 2)
            place = self.value_at(at)
            texts.append((place.x(), place.y(), names[index], (0.0, 0.5)))
        self._names.show(texts, self.tokens.muted)

    def pixels(self) -> NDArray[np.float64]:
        """Where the sites are: array of shape (site, 2), in the order in which they are drawn."""
        shown, area = self.view.viewRect(), self.area
        scale = self.scale_px
        across = area.left() + (self._places[:, 0] - shown.left()) * scale
        down = area.bottom() - (self._places[:, 1] - shown.top()) * scale
        return np.column_stack((across, down))

    def _near(self, at: QPointF) -> NDArray[np.float64]:
        """Array of shape (site,): how far each is from a pixel, in pixels."""
        self.freshen()
        return np.asarray(np.hypot(*(self.pixels() - (at.x(), at.y())).T), np.float64)

    def site_at(self, at: QPointF) -> SiteDot | None:
        """The site nearest to a pixel, if it is near enough."""
        if not self._sites or not self.area.contains(at):
            return None
        away = self._near(at)
        nearest = int(away.argmin())
        return self._sites[nearest] if away[nearest] <= REACH_PX else None

    def text_at(self, at: QPointF) -> str:
        """The site under the pointer, and how many more are as near."""
        site = self.site_at(at)
        if site is None:
            return ""
        others = int((self._near(at) <= REACH_PX).sum()) - 1
        return site.readout() + (f"\nand {others:,} more here: zoom in" if others else "")

    def mark(self, at: QPointF | None) -> None:
        """A ring around the site."""
        site = None if at is None else self.site_at(at)
        self._ring.setVisible(site is not None)
        if site is not None:
            x, y = self._places[self._sites.index(site)].tolist()
            self._ring.setData(
                x=[x], y=[y], size=2 * dot_radius(site) + 7, pen=self.firm_pen(), brush=None
            )

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next site in a direction, among those on screen."""
        self.freshen()
        area, pixels = self.area, self.pixels()
        seen = pixels[[area.contains(x, y) for x, y in pixels.tolist()]] if len(pixels) else pixels
        if not len(seen):
            return super().moved(at, across, down)
        if at is None:
            away = np.hypot(*(seen - (area.center().x(), area.center().y())).T)
            return QPointF(*seen[away.argmin()].tolist())
        offset = seen - (at.x(), at.y())
        ahead = offset[:, 0] * across + offset[:, 1] * down
        aside = np.abs(offset[:, 0] * down) + np.abs(offset[:, 1] * across)
        cost = np.where(ahead > 0.5, ahead + 2 * aside, np.inf)
        return at if np.isinf(cost).all() else QPointF(*seen[cost.argmin()].tolist())

    def _on_view(self, *_: object) -> None:
        """Another part of the sheet is shown."""
        if not self._leads:
            self._draw_notes()

    def _on_moved(self, *_: object) -> None:
        """Somebody looks at a part that they chose."""
        self._fits = False

    def _on_click(self, event: Any) -> None:  # noqa: ANN401 (pyqtgraph has no types)
        """A press that did not move chooses the site."""
        if event.button() == Qt.MouseButton.LeftButton and not event.double():
            self._choose(QPointF(event.scenePos()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all sites."""
        super().mouseDoubleClickEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus, minus and 0 zoom; Enter chooses; arrows go from site to site."""
        self.freshen()
        at = self.pointer or self.area.center()
        if event.text() in ("+", "="):
            self._look(1 / ZOOM_A_NOTCH, at)
        elif event.text() == "-":
            self._look(ZOOM_A_NOTCH, at)
        elif event.text() == "0":
            self.fit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(at)
        else:
            super().keyPressEvent(event)

    def _look(self, factor: float, at: QPointF) -> None:
        self._fits = False
        self.view.scaleBy((factor, factor), center=self.value_at(at))

    def _choose(self, at: QPointF) -> None:
        site = self.site_at(at)
        if site is not None:
            self.site_chosen.emit(site.key)

    def table(self) -> PlotTable:
        """A row a site."""
        return sites_table(self._sites)

    def summary(self) -> str:
        """The plot in words."""
        return sites_summary(self._sites)


def _step_of(utilisation: float) -> float:
    """The colour of a site, counted from 0 to ``USE_STEPS``; a use that is not known has none."""
    return -1.0 if isnan(utilisation) else round(utilisation * USE_STEPS)
