"""The utilisation heatmap: sites down, hours across; the exact figure under the pointer."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.present.utilisation_heat import HOURS, Heat
from console.qt.plot_style import style_axes
from console.qt.theme import Theme, Tokens

_NAME_PX = 12
_BELOW_PX = 80
COLOURS = "viridis"
"""Ordered in lightness, so that it reads without colour vision and on both themes."""


class HeatPlot(QWidget):
    """A heatmap with its scale."""

    pointed = Signal(str)
    """The exact figure under the pointer; empty where there is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heat: Heat | None = None
        self.setAccessibleName(self.tr("Utilisation by site and hour"))
        self._widget: Any = pg.PlotWidget(self)
        self._widget.setAccessibleName(self.tr("Heatmap"))
        self._plot: Any = self._widget.getPlotItem()
        self._image: Any = pg.ImageItem()
        self._image.setColorMap(pg.colormap.get(COLOURS))
        self._plot.addItem(self._image)
        self._plot.invertY(True)
        hours = [(hour + 0.5, f"{hour:02d}") for hour in range(0, HOURS, 3)]
        self._plot.getAxis("bottom").setTicks([hours])
        self._plot.getAxis("bottom").setLabel(self.tr("hour of the day, local time"))
        self._widget.scene().sigMouseMoved.connect(self._on_moved)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._widget, 1)
        self._scale = _Scale()
        layout.addWidget(self._scale)
        theme.changed.connect(self._restyle)
        self._restyle(theme.tokens)

    def show_heat(self, heat: Heat) -> None:
        """Replace the grid."""
        self._heat = heat
        self._image.setImage(
            np.ascontiguousarray(heat.values.T), autoLevels=False, levels=(0.0, heat.maximum)
        )
        self._image.setRect(0, 0, HOURS, len(heat.sites))
        self._name_sites()
        self._plot.setRange(xRange=(0, HOURS), yRange=(0, max(1, len(heat.sites))), padding=0)
        self._scale.set_top(heat.scale_text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name as many sites as there is room for."""
        super().resizeEvent(event)
        self._name_sites()

    def _name_sites(self) -> None:
        if self._heat is not None:
            sites = self._heat.sites
            room = max(1, (self.height() - _BELOW_PX) // _NAME_PX)
            step = max(1, -(-len(sites) // room))
            names = [(row + 0.5, sites[row]) for row in range(0, len(sites), step)]
            self._plot.getAxis("left").setTicks([names])

    def _on_moved(self, position: QPointF) -> None:
        point = self._plot.vb.mapSceneToView(position)
        site, hour = int(np.floor(point.y())), int(np.floor(point.x()))
        inside = self._heat is not None and 0 <= hour < HOURS and 0 <= site < len(self._heat.sites)
        text = self._heat.cell_text(site, hour) if inside and self._heat is not None else ""
        self.pointed.emit(text)

    def _restyle(self, tokens: Tokens) -> None:
        self._widget.setBackground(tokens.panel)
        style_axes(self._plot, tokens)


class _Scale(QWidget):
    """The legend: from nothing to the top of the scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._top = QLabel()
        self._top.setObjectName("muted")
        zero = QLabel("0")
        zero.setObjectName("muted")
        bar = _Gradient()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(zero)
        layout.addWidget(bar)
        layout.addWidget(self._top)

    def set_top(self, text: str) -> None:
        self._top.setText(text)


class _Gradient(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(140, 10)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)
        self._stops = [
            (at / 8, QColor(*map(int, pg.colormap.get(COLOURS).map(at / 8)))) for at in range(9)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        gradient = QLinearGradient(0, 0, self.width(), 0)
        for at, colour in self._stops:
            gradient.setColorAt(at, colour)
        painter = QPainter(self)
        painter.fillRect(event.rect(), gradient)
        painter.end()
