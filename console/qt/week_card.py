"""The use of the sites by hour of the week in its card; a click goes to the EVSEs of a site."""

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from console.present.heat_grid import grid_of_week
from console.qt.grid_plot import GridPlot
from console.qt.plot_card import PlotCard
from console.qt.theme import Theme
from core.service.week_use import WeekUse


class WeekCard(PlotCard):
    """A heatmap of sites, and of the EVSEs of one."""

    evses_wanted = Signal(str)
    """Key of the site (``NL*ABC:L1``) whose EVSEs are to be read and given to ``show_evses``."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        self.plot = GridPlot(theme, title)
        super().__init__(title, self.plot, parent)
        self._sites: WeekUse | None = None
        self._titles: Mapping[str, str] = {}
        self._wanted = ""
        self.back = QPushButton(self.tr("All sites"))
        self.back.setAccessibleName(self.tr("Back to the use of all sites"))
        self.back.setVisible(False)
        self.back.clicked.connect(self._show_sites)
        self.head.insertWidget(2, self.back)
        self.plot.row_chosen.connect(self._on_row)
        self._say_nothing()

    def show_sites(self, use: WeekUse, titles: Mapping[str, str]) -> None:
        """Show other figures of the sites; whoever looks at the EVSEs of one stays there.

        Args:
            use: By key of the site.
            titles: Names by key of the site, as far as they are known.
        """
        self._sites = use
        uses = Counter(titles.get(key, key) for key in use.names)
        self._titles = {
            key: titles[key] if uses[titles[key]] == 1 else f"{titles[key]} ({key})"
            for key in use.names
            if key in titles
        }
        if not self.back.isVisibleTo(self):
            self._show_sites()

    def show_evses(self, site: str, use: WeekUse) -> None:
        """Show the EVSEs of a site, if that is still the one that was asked for."""
        if site != self._wanted or not use.names:
            return
        self.back.setVisible(True)
        self.set_note(self._titles.get(site, site))
        self.plot.show_grid(grid_of_week(use))
        self.show_plot()

    def forget(self) -> None:
        """The figures are of books that are not shown any more."""
        self._sites = None
        self._show_sites()

    def _show_sites(self) -> None:
        self._wanted = ""
        self.back.setVisible(False)
        self.set_note("")
        if self._sites is None or not self._sites.names:
            self._say_nothing()
            return
        self.plot.show_grid(grid_of_week(self._sites, self._titles))
        self.show_plot()

    def _say_nothing(self) -> None:
        self.show_nothing(
            self.tr("No vehicle was connected yet. Run a scenario, or import sessions, first.")
        )

    def _on_row(self, title: str) -> None:
        """A site was chosen; a click on an EVSE leads no deeper."""
        if self.back.isVisibleTo(self) or self._sites is None:
            return
        keys = {self._titles.get(key, key): key for key in self._sites.names}
        self._wanted = keys[title]
        self.evses_wanted.emit(self._wanted)
