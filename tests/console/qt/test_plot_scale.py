"""The scale of colours has room for its own figures, whatever its top is."""

import numpy as np
import pytest

from console.present.heat_grid import HeatGrid
from console.qt.grid_plot import GridPlot
from console.qt.text_measures import text_width


@pytest.mark.parametrize("top", [0.2, 0.7, 1.0, 1.2, 3.0, 12.5, 60.0])
def test_every_figure_that_the_axis_finds_fits_beside_the_bar(theme, qtbot, top):
    plot = GridPlot(theme, "Prices")
    qtbot.addWidget(plot)
    plot.resize(520, 300)
    plot.show_grid(
        HeatGrid(
            rows=("Monday",),
            columns=("00:00",),
            column_marks=(),
            values=np.array([[top]]),
            unit="EUR",
            meaning="with taxes",
            across="hour",
        )
    )
    plot.show()
    plot.grab()
    axis = plot._scale._axis
    assert axis._strings
    assert axis.width() >= text_width(axis._strings)
