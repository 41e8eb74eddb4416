"""Pictures of what a run came to, one in front: money by step, a cycle's money, and the use."""

from enum import IntEnum
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from console.present.occupancy_curve import occupancy_curve
from console.qt.card import Card
from console.qt.cycle_card import CycleCard
from console.qt.occupancy_plot import OccupancyPlot
from console.qt.plot_card import PlotCard
from console.qt.tab_bar import tab_bar
from console.qt.theme import Theme
from console.qt.week_card import WeekCard
from core.service.week_use import Occupancy


class Picture(IntEnum):
    """Its place in the bar of tabs."""

    WATERFALL = 0
    CYCLE = 1
    WEEK = 2
    OCCUPANCY = 3


class RunPictures(QWidget):
    """The waterfall comes with the run; the others are asked of the books when looked at."""

    wanted = Signal(int)
    """A ``Picture`` is in front whose figures are to be read."""

    def __init__(self, theme: Theme, waterfall: Card, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar: Final = tab_bar(self.tr("Pictures of the run"))
        self.cycle: Final = CycleCard(theme, self.tr("Money of the last cycle"))
        self.week: Final = WeekCard(theme, self.tr("Utilisation by hour of the week"))
        self.plot: Final = OccupancyPlot(theme, self.tr("Occupancy and how long it lasts"))
        self.occupancy: Final = PlotCard(self.tr("Occupancy and how long it lasts"), self.plot)
        self._stack: Final = QStackedLayout()
        titles = (self.tr("Waterfall"), self.tr("Cycle"), self.tr("Week"), self.tr("Occupancy"))
        cards = (waterfall, self.cycle, self.week, self.occupancy)
        for title, card in zip(titles, cards, strict=True):
            self.bar.addTab(title)
            self._stack.addWidget(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.bar)
        layout.addLayout(self._stack, 1)
        self.bar.currentChanged.connect(self._on_turned)
        self.show_occupancy(None)

    @property
    def in_front(self) -> Picture:
        """Which one is looked at."""
        return Picture(self.bar.currentIndex())

    def forget(self) -> None:
        """The figures are of books that are not shown any more."""
        self.cycle.show_flows(())
        self.week.forget()
        self.show_occupancy(None)

    def show_occupancy(self, found: Occupancy | None) -> None:
        """Show how often how many EVSEs were taken, or why that is not known."""
        if found is None:
            self.occupancy.show_nothing(
                self.tr("No vehicle was connected yet. Run a scenario, or import sessions, first.")
            )
            return
        name = self.tr("all sites")
        self.plot.show_curves(occupancy_curve(name, found.occupied, found.duration_s, found.evses))
        self.occupancy.show_plot()

    def _on_turned(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self.wanted.emit(number)
