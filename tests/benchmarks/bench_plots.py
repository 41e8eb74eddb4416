"""How long a plot takes to be drawn anew: CPU time of one frame, without the cursor.

Each is on an offscreen screen at 1000 x 500 (the map at 1100 x 650); a frame gives all items the
size and the colours again and repaints the whole surface. The million points are also given
anew, and moved by a tenth of the range. The figure is the best of nine frames: others use the
machine too. The limits are those of the product.
"""

import os
from collections.abc import Callable
from itertools import cycle
from time import process_time
from typing import Any, TypeVar

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

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
from core.service.cycle_flows import CycleFlows, money_flows
from core.service.resources import RESOURCES

FRAMES = 9
POINTS = 1_000_000
SITES, HOURS = 1_000, 168
DOTS = 2_000
T0 = 1_780_000_000.0
Plot = TypeVar("Plot", bound=PlotCanvas)


def run() -> list[dict[str, Any]]:
    """One frame of each plot, and one reading of the largest."""
    application(FONTS)
    theme = Theme()
    theme.use(DARK)
    rng = np.random.default_rng(4711)
    noise, walk = _points(rng.normal(size=POINTS)), _points(np.cumsum(rng.normal(size=POINTS)))
    time = SharedTime(parent=theme)
    series, grid = _shown(SeriesPlot(theme, "series", time)), _grid(theme, rng)
    series.show_series(noise)
    figures = [_figure("1 M points, noise", _frame_ms(series), 20.0)]
    series.show_series(walk)
    figures += [
        _figure("1 M points, random walk", _frame_ms(series), 20.0),
        _figure("1 M points, moved", _frame_ms(series, _mover(time)), 20.0),
        _figure("1 M points, given anew", _frame_ms(series, _giver(series, noise, walk)), None),
        _figure("heatmap 1,000 x 168", _frame_ms(grid), 15.0),
        _figure("map, 2,000 sites", _frame_ms(_map(theme, rng)), None),
        _figure("Sankey, 20 DPs, 40 CPOs", _frame_ms(_sankey(theme, rng)), None),
        _figure("fan, 365 days", _frame_ms(_fan(theme, rng)), None),
        _figure("reading off 1 M points", _reading_ms(series), None),
    ]
    return figures


def _figure(name: str, value_ms: float, limit_ms: float | None) -> dict[str, Any]:
    return {
        "name": f"plot: {name}",
        "value": value_ms,
        "unit": "ms",
        "baseline": None if limit_ms is None else f"limit {limit_ms:g}",
        "ratio": None if limit_ms is None else value_ms / limit_ms,
    }


def _shown(plot: Plot, width: int = 1000, height: int = 500) -> Plot:
    plot.resize(width, height)
    plot.show()
    return plot


def _frame_ms(plot: PlotCanvas, change: Callable[[], None] | None = None) -> float:
    return 1000 * min(_seconds(plot, change or plot.redraw) for _ in range(FRAMES))


def _seconds(plot: PlotCanvas, change: Callable[[], None]) -> float:
    QApplication.processEvents()
    began = process_time()
    change()
    plot.viewport().repaint()
    return process_time() - began


def _mover(time: SharedTime) -> Callable[[], None]:
    """Half of the range, a tenth of it further each time."""
    places = cycle(T0 + POINTS * share / 10 for share in range(5))

    def move() -> None:
        low = next(places)
        time.show(low, low + POINTS / 2)

    return move


def _giver(plot: SeriesPlot, *series: Series) -> Callable[[], None]:
    turns = cycle(series)
    return lambda: plot.show_series(next(turns))


def _reading_ms(plot: PlotCanvas) -> float:
    began = process_time()
    for pixel in range(100, 900):
        plot.point_at(QPointF(pixel, 200))
    return (process_time() - began) / 800 * 1000


def _points(values: np.ndarray[Any, np.dtype[np.float64]]) -> Series:
    return Series(name="a", at_s=T0 + np.arange(POINTS), values=values, unit="x")


def _grid(theme: Theme, rng: np.random.Generator) -> GridPlot:
    plot = _shown(GridPlot(theme, "grid"))
    names = tuple(f"NL-{number:04d} site" for number in range(SITES))
    plot.show_grid(week_grid(names, rng.random((SITES, HOURS)), "%", "connected"))
    return plot


def _map(theme: Theme, rng: np.random.Generator) -> MapPlot:
    plot = _shown(MapPlot(theme, "map", load_outlines(RESOURCES)), 1100, 650)
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
    plot = _shown(SankeyPlot(theme, "sankey"))
    owed = {f"1200:NL*{n:03d}": int(amount) for n, amount in enumerate(rng.integers(1e5, 1e7, 20))}
    paid = {f"2100:DE*{n:03d}": -sum(owed.values()) // 40 for n in range(40)}
    paid["4200"] = -sum(owed.values()) - sum(paid.values())
    flows = money_flows(owed | paid, {})
    plot.show_money(money_sankey(CycleFlows(cycle_id="c", currency="EUR", flows=flows)))
    return plot


def _fan(theme: Theme, rng: np.random.Generator) -> FanPlot:
    plot = _shown(FanPlot(theme, "fan"))
    values = np.cumsum(rng.normal(4, 3, (40, 365)), axis=1)
    plot.show_fan(fan_of(values, at=np.arange(1.0, 366.0), at_unit="day", unit="EUR"))
    return plot
