"""One plot of each kind with worked figures, for tests that are about all of them."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from console.present.cycle_sankey import money_sankey
from console.present.fan_bands import fan_of
from console.present.heat_grid import week_grid
from console.present.money_steps import MoneySteps
from console.present.occupancy_curve import occupancy_curve
from console.present.peak_series import Series
from console.present.run_results import waterfall_of
from console.present.site_map import SiteDot, SiteStatus
from console.present.tornado_bars import Factor, tornado_of
from console.qt.fan_plot import FanPlot
from console.qt.grid_plot import GridPlot
from console.qt.map_plot import MapPlot, load_outlines
from console.qt.occupancy_plot import OccupancyPlot
from console.qt.plot_canvas import PlotCanvas
from console.qt.sankey_plot import SankeyPlot
from console.qt.series_plot import SeriesPlot
from console.qt.shared_time import SharedTime
from console.qt.steps_plot import StepsPlot
from console.qt.theme import Theme
from console.qt.times_plot import TimesPlot
from console.qt.tornado_plot import TornadoPlot
from core.service.cycle_flows import CycleFlows, money_flows
from core.service.resources import RESOURCES
from core.service.snapshot import CurrencySummary
from core.settlement.time_to_money import time_to_money
from tests.builders import START

T0 = START.timestamp()
POSTINGS = {
    "1200:NL*XYZ": 800_000,
    "1200:DE*AAA": 410_000,
    "2100:NL*ABC": -700_000,
    "2100:NL*EVB": -401_000,
    "2500:NL": -9_000,
    "2310:NL*XYZ": -40_000,
    "4200": -60_000,
    "5450": 20_000,
    "1115": -20_000,
}


def series_plot(theme: Theme) -> SeriesPlot:
    minutes = np.arange(60)
    time = SharedTime()
    plot = SeriesPlot(theme, "Throughput", time)
    time.setParent(plot)
    at_s = T0 + 60.0 * minutes
    plot.show_series(
        Series(name="authorised", at_s=at_s, values=40 + minutes % 7.0, unit="sessions/min"),
        Series(name="settled", at_s=at_s, values=30 + minutes % 5.0, unit="sessions/min"),
    )
    return plot


def grid_plot(theme: Theme) -> GridPlot:
    plot = GridPlot(theme, "Utilisation")
    hours = np.arange(168)
    values = np.array([(hours % 24) / 24 * share for share in (1.0, 0.5, 0.25)])
    plot.show_grid(week_grid(("Utrecht", "Breda", "Zwolle"), values, "%", "connected"))
    return plot


def steps_plot(theme: Theme) -> StepsPlot:
    eur = CurrencySummary(
        gross_at_tariff=12100, gross=12100, vat=2100, cpo_net=9000, dp_share=500, commission=500
    )
    chf = CurrencySummary(gross_at_tariff=1000, gross=1000, cpo_net=1000)
    plot = StepsPlot(theme, "Where the money went")
    plot.show_steps(MoneySteps({"EUR": waterfall_of(eur, "EUR"), "CHF": waterfall_of(chf, "CHF")}))
    return plot


def sankey_plot(theme: Theme) -> SankeyPlot:
    plot = SankeyPlot(theme, "Money of a cycle")
    flows = money_flows(POSTINGS, {"NL*ABC": 120_000, "NL*EVB": 70_000})
    plot.show_money(money_sankey(CycleFlows(cycle_id="2026-06-03", currency="EUR", flows=flows)))
    return plot


def fan_plot(theme: Theme) -> FanPlot:
    plot = FanPlot(theme, "Cumulative margin")
    days = np.arange(1.0, 31.0)
    values = np.linspace(80, 120, 21)[:, None] * days
    plot.show_fan(fan_of(values, at=days, at_unit="day", unit="EUR", base=90 * days))
    return plot


def tornado_plot(theme: Theme) -> TornadoPlot:
    plot = TornadoPlot(theme, "Sensitivity")
    factors = [
        Factor(name=name, low_input="low", high_input="high", low_result=low, high_result=high)
        for name, low, high in (("CPO share", 80.0, 118.0), ("Roaming ratio", 59.0, 146.0))
    ]
    plot.show_tornado(tornado_of(factors, base=100.0, figure="margin", unit="kEUR"))
    return plot


def occupancy_plot(theme: Theme) -> OccupancyPlot:
    plot = OccupancyPlot(theme, "Occupancy")
    occupied = np.array([4, 2, 0])
    plot.show_curves(occupancy_curve("site", occupied, np.array([900.0, 1800.0, 900.0]), 4))
    return plot


def map_plot(theme: Theme) -> MapPlot:
    plot = MapPlot(theme, "Sites", load_outlines(RESOURCES))
    plot.show_sites(
        *(
            SiteDot(
                location_id=name[:3].upper(),
                name=name,
                cpo="NL*ABC",
                latitude=latitude,
                longitude=longitude,
                evses=4,
                utilisation=use,
                status=status,
            )
            for name, latitude, longitude, use, status in (
                ("Utrecht", 52.09, 5.12, 0.412, SiteStatus.IN_SERVICE),
                ("Paris", 48.86, 2.35, 0.8, SiteStatus.DEGRADED),
                ("Berlin", 52.52, 13.4, 0.1, SiteStatus.OUT_OF_SERVICE),
            )
        )
    )
    return plot


def times_plot(theme: Theme) -> TimesPlot:
    plot = TimesPlot(theme, "Time to money")
    minutes = {1440 + 30 * number: 1 + number % 7 for number in range(40)}
    plot.show_times(time_to_money(minutes, 3, 2880))
    return plot


KINDS: dict[str, Callable[[Theme], PlotCanvas]] = {
    "series": series_plot,
    "grid": grid_plot,
    "steps": steps_plot,
    "sankey": sankey_plot,
    "fan": fan_plot,
    "tornado": tornado_plot,
    "occupancy": occupancy_plot,
    "map": map_plot,
    "times": times_plot,
}
EMPTY: dict[str, Callable[[Theme], PlotCanvas]] = {
    "series": lambda theme: SeriesPlot(theme, "Throughput", SharedTime(parent=theme)),
    "grid": lambda theme: GridPlot(theme, "Utilisation"),
    "steps": lambda theme: StepsPlot(theme, "Money"),
    "sankey": lambda theme: SankeyPlot(theme, "Cycle"),
    "fan": lambda theme: FanPlot(theme, "Margin"),
    "tornado": lambda theme: TornadoPlot(theme, "Sensitivity"),
    "occupancy": lambda theme: OccupancyPlot(theme, "Occupancy"),
    "map": lambda theme: MapPlot(theme, "Sites", load_outlines(RESOURCES)),
    "times": lambda theme: TimesPlot(theme, "Time to money"),
}
"""Before anything is shown."""


def drag(surface: QWidget, to: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """A move with a button held; ``QTest`` has none, and leaves the pointer to the next test."""
    at = QPointF(to)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        surface.mapToGlobal(at),
        Qt.MouseButton.NoButton,
        button,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(surface, event)


def pointer_away() -> None:
    """Where no window is: a test before this one may have left it where a plot will be."""
    QCursor.setPos(5_000, 5_000)


def hover(surface: QWidget, to: QPoint) -> None:
    """A move without a button."""
    drag(surface, to, Qt.MouseButton.NoButton)
