"""The use of the sites, by hour of the day or on the map; a click opens the sessions of a site."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedLayout, QWidget

from console.present.heat_grid import grid_of_week
from console.present.site_dots import (
    dots_of_use,
    rows_of_evse,
    rows_of_location,
    rows_of_site,
    unplaced_text,
    why_no_map,
)
from console.present.utilisation_heat import Heat
from console.qt.heat_plot import HeatPlot
from console.qt.map_plot import MapPlot, load_outlines
from console.qt.named import named
from console.qt.plot_card import PlotCard
from console.qt.theme import Theme
from core.service.resources import RESOURCES
from core.service.site_use import SiteUse
from core.service.week_use import WeekUse


class UseCard(QWidget):
    """Two cards, one of which is in front; the map is built when it is first looked at."""

    rows_wanted = Signal(object)
    """The ``RowsLink`` of the site that was clicked, or on which Enter was pressed."""
    sites_wanted = Signal()
    """The map is looked at, and has no sites yet or old ones: ``show_sites`` is to be called."""
    evses_wanted = Signal(str)
    """Id of a location whose EVSEs are to be read and given to ``show_evses``."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.heat: Final = HeatPlot(theme)
        self.hours: Final = PlotCard(self.tr("Utilisation by site and hour"), self.heat)
        self.map: MapPlot | None = None
        self.to_hours: QPushButton | None = None
        self.places: PlotCard | None = None
        self.to_map: Final = self._switch(self.tr("Map"), self.tr("Show the sites on a map"))
        self.to_map.clicked.connect(self.show_map)
        self.hours.head.insertWidget(2, self.to_map)
        self.all_sites: Final = self._switch(
            self.tr("All sites"), self.tr("Back to the use of all sites")
        )
        self.all_sites.clicked.connect(self.show_all_sites)
        self.hours.head.insertWidget(2, self.all_sites)
        self.heat.row_chosen.connect(self._on_row)
        self._heat: Heat | None = None
        self._location = ""
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.hours)
        self.show_nothing()

    def _switch(self, text: str, name: str) -> QPushButton:
        button = named(QPushButton(text), name)
        button.setFixedHeight(22)
        button.setStyleSheet("padding: 0 8px;")
        return button

    # --- the hours -----------------------------------------------------------------------------
    def show_heat(self, heat: Heat) -> None:
        """Show the use of the sites by hour; whoever looks at the EVSEs of one stays there.

        The map asks for other figures if it is in front.
        """
        self._heat = heat
        if not self.all_sites.isVisibleTo(self.hours):
            self.show_all_sites()
        if self.is_map:
            self.sites_wanted.emit()

    def show_all_sites(self) -> None:
        """Show the use of the sites that was told last."""
        self._location = ""
        self.all_sites.setVisible(False)
        self.hours.set_title(self.tr("Utilisation by site and hour"))
        if self._heat is not None and len(self._heat.sites):
            self.heat.show_heat(self._heat)
            self.hours.show_plot()
        else:
            self.hours.show_nothing(
                self.tr(
                    "No use of any site yet. The map of sites and hours fills while sessions end."
                )
            )

    def show_evses(self, location_id: str, use: WeekUse) -> None:
        """Show the EVSEs of a location, if that is still the one that was asked for."""
        if location_id != self._location or not use.names:
            return
        self.all_sites.setVisible(True)
        self.hours.set_title(self.tr("EVSEs of {site}").format(site=location_id))
        self.heat.show_grid(grid_of_week(use))
        self.hours.show_plot()

    def _on_row(self, name: str) -> None:
        """A site opens its sessions and its EVSEs; an EVSE its sessions."""
        if self.all_sites.isVisibleTo(self.hours):
            self.rows_wanted.emit(rows_of_evse(name))
            return
        self._location = name
        self.rows_wanted.emit(rows_of_location(name))
        self.evses_wanted.emit(name)

    def show_nothing(self) -> None:
        """No books, or nobody came yet."""
        self._heat = None
        self.show_all_sites()
        if self.places is not None:
            self.show_sites(())

    # --- the map -------------------------------------------------------------------------------
    @property
    def is_map(self) -> bool:
        """Whether the map is in front."""
        return self.places is not None and self._stack.currentWidget() is self.places

    def show_map(self) -> None:
        """Bring the map to the front, with figures of now."""
        if self.places is None:
            self._build_map()
        assert self.places is not None
        self._stack.setCurrentWidget(self.places)
        assert self.map is not None
        self.map.setFocus()
        self.sites_wanted.emit()

    def show_hours(self) -> None:
        """Bring the hours to the front."""
        self._stack.setCurrentWidget(self.hours)
        self.heat.setFocus()

    def turn(self) -> None:
        """The other of the two."""
        if self.is_map:
            self.show_hours()
        else:
            self.show_map()

    def _build_map(self) -> None:
        title = self.tr("Sites by utilisation")
        self.map = MapPlot(self._theme, title, load_outlines(RESOURCES))
        self.places = PlotCard(title, self.map)
        self.to_hours = self._switch(self.tr("Hours"), self.tr("Show the sites by hour"))
        self.to_hours.clicked.connect(self.show_hours)
        self.places.head.insertWidget(2, self.to_hours)
        self.map.site_chosen.connect(lambda key: self.rows_wanted.emit(rows_of_site(key)))
        self._stack.addWidget(self.places)
        self.show_sites(())

    def show_sites(self, sites: Sequence[SiteUse]) -> None:
        """Show the sites on the map, or why there are none on it."""
        if self.places is None or self.map is None:
            return
        dots = dots_of_use(sites)
        self.map.show_sites(*dots)
        if dots:
            self.places.set_note(unplaced_text(sites))
            self.places.show_plot()
        else:
            self.places.set_note("")
            self.places.show_nothing(why_no_map(sites))

    def show_problem(self, message: str, retry: Callable[[], None]) -> None:
        """The sites cannot be read."""
        if self.places is not None:
            self.places.show_problem(message, retry)
