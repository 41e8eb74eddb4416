"""The map of the sites: sized and coloured by use, with a glyph for their status."""

from math import isnan
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF, QWheelEvent
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
from console.qt.map_legend import FAINTEST, draw_glyph, draw_legend, draw_scale_bar
from console.qt.map_view import view_of
from console.qt.plot_canvas import PlotCanvas
from console.qt.plot_colours import ramp_colour, see_through
from console.qt.plot_painting import metrics, polygon_of, text_width
from console.qt.theme import Theme

OUTLINES_FILE: Final = Path("map", "europe.npz")
"""In the folder of the resources."""
REACH_PX: Final = 11.0
"""How near the pointer must be to a site."""
ZOOM_A_NOTCH: Final = 1.25
NAMED_SITES: Final = 60
"""Up to so many sites on screen are named."""


def load_outlines(resources: Path) -> Outlines:
    """The outlines that come with the program."""
    return outlines_from((resources / OUTLINES_FILE).read_bytes())


class MapPlot(PlotCanvas):
    """Sites on outlines; wheel zooms, drag moves, double click or 0 shows all sites."""

    site_chosen = Signal(str)
    """The key of the site (``NL*ABC:L1``) that was clicked, or on which Enter was pressed."""

    def __init__(
        self, theme: Theme, name: str, outlines: Outlines, parent: QWidget | None = None
    ) -> None:
        self._sites: tuple[SiteDot, ...] = ()
        self._places = places_of(())
        self._land = land_of(outlines)
        self._dragged_from: QPointF | None = None
        self._pressed_at = QPointF()
        self._fits = True
        super().__init__(theme, name, parent)
        self._view = view_of(self._places, QRectF(self.rect()))

    def show_sites(self, *sites: SiteDot) -> None:
        """Replace the sites; the view stays if somebody moved it."""
        self._sites = tuple(sorted(sites, key=drawing_order))
        self._places = places_of(self._sites)
        self.figures_changed()

    def fit(self) -> None:
        """Show all sites."""
        self._fits = True
        self.redraw()

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw all but the cursor."""
        if self._fits:
            self._view = view_of(self._places, area)
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, QColor(self.tokens.window))
        self._draw_land(painter, area)
        for site, (x, y) in zip(self._sites, self._pixels(area).tolist(), strict=True):
            if area.adjusted(-9, -9, 9, 9).contains(x, y):
                self._draw_site(painter, site, QPointF(x, y))
        latitude = degrees_of(self._view.east, self._view.north)[1]
        draw_scale_bar(painter, area, self.tokens, self._view.scale, latitude)
        if self._sites:
            shown = {site.status for site in self._sites}
            kinds = [one for one in SiteStatus if one in shown]
            box = draw_legend(painter, area, self.tokens, kinds, self._pixels(area))
            self._draw_names(painter, area, box.translated(-area.topLeft()))
        painter.restore()

    def _draw_land(self, painter: QPainter, area: QRectF) -> None:
        view = self._view
        shown = QRectF(view.place_at(area.bottomLeft(), area), view.place_at(area.topRight(), area))
        painter.save()
        painter.translate(area.center())
        painter.scale(view.scale, -view.scale)
        painter.translate(-view.east, -view.north)
        pen = QPen(QColor(self.tokens.border), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(QColor(self.tokens.raised))
        for polygon, around in self._land:
            if around.intersects(shown):
                painter.drawPolygon(polygon)
        painter.restore()

    def _pixels(self, area: QRectF) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        return self._view.pixels_of(self._places, area)

    def _draw_site(self, painter: QPainter, site: SiteDot, at: QPointF) -> None:
        known = not isnan(site.utilisation)
        colour = (
            ramp_colour(self.tokens, FAINTEST + (1 - FAINTEST) * site.utilisation)
            if known
            else QColor(self.tokens.faint)
        )
        painter.setPen(QPen(QColor(self.tokens.window), 1))
        painter.setBrush(see_through(colour, 0.95))
        draw_glyph(painter, site.status, at, dot_radius(site), self.tokens)

    def _draw_names(self, painter: QPainter, area: QRectF, legend: QRectF) -> None:
        """Names beside the sites, where few enough are on screen."""
        places = self._pixels(area).tolist()
        seen = [
            (site, x - area.left(), y - area.top())
            for site, (x, y) in zip(self._sites, places, strict=True)
            if area.contains(x, y)
        ]
        if not 0 < len(seen) <= NAMED_SITES:
            return
        names = [site.name or site.location_id for site, _, _ in seen]
        dots = [(x, y, dot_radius(site)) for site, x, y in seen]
        widths = [text_width([name]) for name in names]
        size = (area.width(), area.height())
        painter.setPen(QColor(self.tokens.muted))
        free = (legend.left(), legend.top(), legend.width(), legend.height())
        boxes = label_places(dots, widths, metrics().height(), size, [free])
        for index, box in boxes.items():
            baseline = area.top() + box[1] + metrics().ascent()
            painter.drawText(QPointF(area.left() + box[0], baseline), names[index])

    def site_at(self, at: QPointF) -> SiteDot | None:
        """The site nearest to a pixel, if it is near enough."""
        if not self._sites:
            return None
        away = np.hypot(*(self._pixels(QRectF(self.rect())) - (at.x(), at.y())).T)
        nearest = int(away.argmin())
        return self._sites[nearest] if away[nearest] <= REACH_PX else None

    def text_at(self, at: QPointF) -> str:
        """The site under the pointer, and how many more are as near."""
        site = self.site_at(at)
        if site is None:
            return ""
        away = np.hypot(*(self._pixels(QRectF(self.rect())) - (at.x(), at.y())).T)
        others = int((away <= REACH_PX).sum()) - 1
        return site.readout() + (f"\nand {others:,} more here: zoom in" if others else "")

    def draw_cursor(self, painter: QPainter, at: QPointF) -> None:
        """A ring around the site."""
        site = self.site_at(at)
        if site is None:
            return
        area = QRectF(self.rect())
        x, y = self._pixels(area)[self._sites.index(site)].tolist()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self.tokens.text), 1.5))
        radius = dot_radius(site) + 3
        painter.drawEllipse(QPointF(x, y), radius, radius)

    def moved(self, at: QPointF | None, across: int, down: int) -> QPointF:
        """To the next site in a direction, among those on screen."""
        area = QRectF(self.rect())
        pixels = self._pixels(area)
        seen = pixels[[area.contains(x, y) for x, y in pixels.tolist()]] if len(pixels) else pixels
        if not len(seen):
            return super().moved(at, across, down)
        if at is None:
            return QPointF(
                *seen[np.hypot(*(seen - (area.center().x(), area.center().y())).T).argmin()]
            )
        offset = seen - (at.x(), at.y())
        ahead = offset[:, 0] * across + offset[:, 1] * down
        aside = np.abs(offset[:, 0] * down) + np.abs(offset[:, 1] * across)
        cost = np.where(ahead > 0.5, ahead + 2 * aside, np.inf)
        return at if np.isinf(cost).all() else QPointF(*seen[cost.argmin()])

    def _look(self, factor: float, at: QPointF) -> None:
        self._fits = False
        self._view = self._view.zoomed(factor, at, QRectF(self.rect()))
        self.redraw()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        self._look(ZOOM_A_NOTCH ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag, or choose."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = self._pressed_at = event.position()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the sheet, or read off."""
        if self._dragged_from is not None:
            shift = event.position() - self._dragged_from
            self._dragged_from = event.position()
            self._fits = False
            self._view = self._view.moved(shift.x(), shift.y())
            self.redraw()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop dragging; a press that did not move chooses the site."""
        still = (event.position() - self._pressed_at).manhattanLength() < 4
        if self._dragged_from is not None and still:
            self._choose(event.position())
        self._dragged_from = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all sites."""
        self.fit()
        super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus, minus and 0 zoom; Enter chooses; arrows go from site to site."""
        at = self.pointer or QPointF(QRectF(self.rect()).center())
        if event.text() in ("+", "="):
            self._look(ZOOM_A_NOTCH, at)
        elif event.text() == "-":
            self._look(1 / ZOOM_A_NOTCH, at)
        elif event.text() == "0":
            self.fit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(at)
        else:
            super().keyPressEvent(event)

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


def land_of(outlines: Outlines) -> tuple[tuple[QPolygonF, QRectF], ...]:
    """Each ring on the sheet (north up), and the rectangle around it."""
    polygons = (polygon_of(ring) for ring in outlines.rings)
    return tuple((polygon, polygon.boundingRect()) for polygon in polygons)
