"""How long a plot takes to be drawn anew: CPU time of one frame, without the cursor.

Each is drawn into its picture at 1000 x 500 (the map at 1100 x 650); the figure is the median of
nine frames. The limits are those of the product.
"""

import os
from statistics import median
from time import process_time
from typing import Any

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF

from console.application.compose_window import FONTS
from console.present.cycle_sankey import money_sankey
from console.present.fan_bands import fan_of
from console.present.heat_grid import week_grid
from console.present.peak_series import Series
from console.present.site_map import SiteDot, SiteStatus
from console.qt.fan_plot import FanPlot
from console.qt.grid_plot import GridPlot
from console.qt.launch import application
from console.qt.map_plot import MapPlot, load_outlines
from console.qt.plot_canvas import PlotCanvas
from console.qt.sankey_plot import SankeyPlot
from console.qt.series_plot import SeriesPlot
from console.qt.shared_time import SharedTime
from console.qt.theme import DARK, Theme
from core.service.flows import CycleFlows, money_flows
from core.service.resources import RESOURCES

FRAMES = 9
POINTS = 1_000_000
SITES, HOURS = 1_000, 168
DOTS = 2_000
T0 = 1_780_000_000.0


def run() -> list[dict[str, Any]]:
    """One frame of each plot, and one reading of the largest."""
    application(FONTS)
    theme = Theme()
    theme.use(DARK)
    rng = np.random.default_rng(4711)
    noise, walk = _series(theme, rng.normal(size=POINTS)), _series(theme, _walk(rng))
    grid = _grid(theme, rng)
    plots = {
        "1 M points, noise": (noise, 20.0),
        "1 M points, random walk": (walk, 20.0),
        "heatmap 1,000 x 168": (grid, 15.0),
        "map, 2,000 sites": (_map(theme, rng), None),
        "Sankey, 20 DPs, 40 CPOs": (_sankey(theme, rng), None),
        "fan, 365 days": (_fan(theme, rng), None),
    }
    figures = [
        _figure(f"plot: {name}", _frame_ms(plot), limit) for name, (plot, limit) in plots.items()
    ]
    return [*figures, _figure("plot: reading off 1 M points", _reading_ms(walk), None)]


def _figure(name: str, value_ms: float, limit_ms: float | None) -> dict[str, Any]:
    return {
        "name": name,
        "value": value_ms,
        "unit": "ms",
        "baseline": None if limit_ms is None else f"limit {limit_ms:g}",
        "ratio": None if limit_ms is None else value_ms / limit_ms,
    }


def _frame_ms(plot: PlotCanvas) -> float:
    return 1000 * median(_seconds(plot) for _ in range(FRAMES))


def _seconds(plot: PlotCanvas) -> float:
    plot._picture = None
    began = process_time()
    plot._current_picture()
    return process_time() - began


def _reading_ms(plot: PlotCanvas) -> float:
    began = process_time()
    for pixel in range(100, 900):
        plot.point_at(QPointF(pixel, 200))
    return (process_time() - began) / 800 * 1000


def _walk(rng: np.random.Generator) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.cumsum(rng.normal(size=POINTS))


def _series(theme: Theme, values: np.ndarray[Any, np.dtype[np.float64]]) -> SeriesPlot:
    plot = SeriesPlot(theme, "series", SharedTime(parent=theme))
    plot.resize(1000, 500)
    plot.show_series(Series(name="a", at_s=T0 + np.arange(POINTS), values=values, unit="x"))
    return plot


def _grid(theme: Theme, rng: np.random.Generator) -> GridPlot:
    plot = GridPlot(theme, "grid")
    plot.resize(1000, 500)
    names = tuple(f"NL-{number:04d} site" for number in range(SITES))
    plot.show_grid(week_grid(names, rng.random((SITES, HOURS)), "%", "connected"))
    return plot


def _map(theme: Theme, rng: np.random.Generator) -> MapPlot:
    plot = MapPlot(theme, "map", load_outlines(RESOURCES))
    plot.resize(1100, 650)
    places = rng.normal((50.5, 6.0), (3.5, 5.0), (DOTS, 2)).tolist()
    plot.show_sites(
        *(
            SiteDot(
                location_id=f"S{number}",
                name="",
                cpo="NL*ABC",
                latitude=latitude,
                longitude=longitude,
                evses=4,
                utilisation=use,
                status=SiteStatus.IN_SERVICE,
            )
            for number, ((latitude, longitude), use) in enumerate(
                zip(places, rng.random(DOTS).tolist(), strict=True)
            )
        )
    )
    return plot


def _sankey(theme: Theme, rng: np.random.Generator) -> SankeyPlot:
    plot = SankeyPlot(theme, "sankey")
    plot.resize(1000, 500)
    owed = {f"1200:NL*{n:03d}": int(amount) for n, amount in enumerate(rng.integers(1e5, 1e7, 20))}
    paid = {f"2100:DE*{n:03d}": -sum(owed.values()) // 40 for n in range(40)}
    paid["4200"] = -sum(owed.values()) - sum(paid.values())
    flows = money_flows(owed | paid, {})
    plot.show_money(money_sankey(CycleFlows(cycle_id="c", currency="EUR", flows=flows)))
    return plot


def _fan(theme: Theme, rng: np.random.Generator) -> FanPlot:
    plot = FanPlot(theme, "fan")
    plot.resize(1000, 500)
    values = np.cumsum(rng.normal(4, 3, (40, 365)), axis=1)
    plot.show_fan(fan_of(values, at=np.arange(1.0, 366.0), at_unit="day", unit="EUR"))
    return plot
