"""Sessions that ended over time, with the alerts on it; a click opens the sessions of a point."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QPushButton, QWidget

from console.present.peak_series import Mark
from console.present.throughput_lines import rows_of_bucket, throughput_line
from console.qt.plot_card import PlotCard
from console.qt.series_plot import SeriesPlot
from console.qt.shared_time import SharedTime
from console.qt.theme import Theme
from core.service.recent_throughput import Throughput


class ThroughputCard(PlotCard):
    """One line; a button changes between sessions and energy."""

    rows_wanted = Signal(object)
    """The ``RowsLink`` of the point that was clicked, or on which Enter was pressed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._time = SharedTime()
        self._told = Throughput()
        self._pressed: QPointF | None = None
        self.plot = SeriesPlot(theme, "Throughput", self._time)
        super().__init__("Throughput", self.plot, parent)
        self._time.setParent(self)
        self.set_title(self.tr("Throughput"))
        self.energy = QPushButton(self.tr("kWh"))
        self.energy.setCheckable(True)
        self.energy.setAccessibleName(self.tr("Show energy instead of sessions"))
        self.energy.setFixedHeight(22)
        self.energy.setStyleSheet("padding: 0 8px;")
        self.energy.toggled.connect(lambda _: self._draw())
        self.head.insertWidget(2, self.energy)
        self.plot.installEventFilter(self)
        if isinstance(self.plot, QAbstractScrollArea):  # the pointer is its viewport's
            self.plot.viewport().installEventFilter(self)
        self.show_told(Throughput())

    def show_told(self, told: Throughput) -> None:
        """Show other figures."""
        self._told = told
        self._draw()

    def show_alerts(self, *marks: Mark) -> None:
        """Show when alerts were raised."""
        self.plot.show_marks(*marks)

    def _draw(self) -> None:
        self.energy.setVisible(len(self._told.buckets) > 1)
        if len(self._told.buckets) < 2:
            self.show_nothing(
                self.tr("No session has ended yet; the line begins with the second moment.")
            )
            return
        self.plot.show_series(throughput_line(self._told, is_energy=self.energy.isChecked()))
        self.show_plot()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click that is no drag, and Enter, open the sessions of the point that is read off."""
        if isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton:
            if event.type() is QEvent.Type.MouseButtonPress:
                self._pressed = event.position()
            elif event.type() is QEvent.Type.MouseButtonRelease and self._pressed is not None:
                moved = (event.position() - self._pressed).manhattanLength()
                self._pressed = None
                if moved < QApplication.startDragDistance():
                    self._open()
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open()
            return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return super().eventFilter(watched, event)

    def _open(self) -> None:
        at_s = self._time.cursor
        link = None if at_s is None else rows_of_bucket(self._told, at_s)
        if link is not None:
            self.rows_wanted.emit(link)
