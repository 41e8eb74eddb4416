"""The scale of colours at the right of a plot: a bar from nothing to the top, with its figures."""

from typing import Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from console.present.axis_ticks import number_ticks
from console.qt.plot_axes import PlotAxis
from console.qt.theme import Tokens

BAR_PX: Final = 10.0
TICKS: Final = range(2, 13)
AWAY_PX: Final = 14.0
"""From the figures to the bar."""


class ColourScale(pg.GraphicsLayout):
    """A bar of colours and an axis."""

    def __init__(self) -> None:
        super().__init__()
        self._view = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self._view.disableAutoRange()
        self._image = pg.ImageItem()
        self._view.addItem(self._image, ignoreBounds=True)
        self._axis = PlotAxis("right", self._view)
        self.layout.setContentsMargins(AWAY_PX, 0, 0, 0)
        self.layout.setSpacing(0)
        self.layout.setColumnFixedWidth(0, BAR_PX)
        self.addItem(self._view, row=0, col=0)
        self.addItem(self._axis, row=0, col=1)

    def show_ramp(
        self, ramp: NDArray[np.uint8], top: float, tokens: Tokens, low: float = 0.0
    ) -> None:
        """Show colours from a low end to a top.

        Args:
            ramp: Array of shape (colour, 3), sRGB; nothing first.
            top: What the last colour stands for.
            tokens: The colours of the theme.
            low: What the first colour stands for.
        """
        steps = np.arange(len(ramp), dtype=np.uint8)[:, None]
        self._image.setImage(steps, levels=(0, len(ramp) - 1), lut=ramp)
        self._image.setRect(QRectF(0, low, 1, top - low))
        self._view.setRange(xRange=(0, 1), yRange=(low, top), padding=0)
        self._axis.dress(tokens)
        # How many ticks there are depends on the height: more of them may have more decimals.
        self._axis.room_for(
            [tick.text for wanted in TICKS for tick in number_ticks(low, top, wanted)]
        )
