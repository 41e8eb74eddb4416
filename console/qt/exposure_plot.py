"""What a Demand Partner used over the days, against what it might use."""

from PySide6.QtWidgets import QWidget

from console.present.peak_series import Series
from console.qt.plot_card import PlotCard
from console.qt.series_plot import SeriesPlot
from console.qt.shared_time import SharedTime
from console.qt.theme import Theme


class ExposurePlot(SeriesPlot):
    """The limit is often the highest of all figures."""

    room_above = 0.05


class ExposureCard(PlotCard):
    """Two lines: used, and the limit with what is lodged."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._time = SharedTime()
        self.plot = ExposurePlot(theme, "Exposure over days", self._time)
        super().__init__("Exposure over days", self.plot, parent)
        self._time.setParent(self)
        self.show_days("", ())

    def show_days(self, partner: str, series: tuple[Series, ...]) -> None:
        """Show the lines of another partner, or that there are none."""
        title = self.tr("At the end of each day")
        self.set_title(f"{title}: {partner}" if partner else title)
        if series:
            self.plot.show_series(*series)
            self._time.show_all()
            self.show_plot()
        else:
            self.show_nothing(self.tr("Choose a partner to see what it used day by day."))
