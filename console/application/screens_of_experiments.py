"""The screens of Sweep, Validate and Map, for ``render_screens``: how to get to each."""

from typing import Final, TypeVar

from PySide6.QtCore import QObject

from console.application.screen_waiting import WITHOUT_PLOTS, until
from console.present.analyse_views import AnalyseView
from console.present.network_dots import Colouring
from console.qt.console_window import ConsoleWindow
from console.qt.network_map_desk import NetworkMapDesk
from console.qt.sweep_page import SweepPage
from console.qt.validate_desk import ValidateDesk

T = TypeVar("T", bound=QObject)
_SWEPT: Final = {
    "demand.rapid_50.sessions_per_evse_per_day": "2, 4, 6, 8",
    "demand.hub_150.patience_median_min": "2, 5, 10",
}


def show_sweep(window: ConsoleWindow) -> None:
    """Two parameters over a grid."""
    window.registry.run(AnalyseView.SWEEP.command_id)
    draft = window.analyses.draft
    draft.revert()
    draft.change("days", "1")
    for path, typed in _SWEPT.items():
        if path in draft.parameters:
            draft.sweep(path, typed)
    until(lambda: draft.is_sound)
    page = window.analyse_tabs.pages[AnalyseView.SWEEP]
    if not isinstance(page, SweepPage):
        raise SystemExit(WITHOUT_PLOTS)
    page.replications.setValue(2)
    window.registry.run("experiment.run")
    until(lambda: page.run.is_done)


def show_checks(window: ConsoleWindow) -> None:
    """Every check, made."""
    window.registry.run("validate.run")
    desk = _desk(window, ValidateDesk)
    until(lambda: bool(desk.checks) and not desk.is_running)


def show_network(window: ConsoleWindow) -> None:
    """Sites by use, and the reach of a partner, of one run."""
    window.registry.run(AnalyseView.MAP.command_id)
    desk = _desk(window, NetworkMapDesk)
    until(lambda: desk.found is not None and desk.is_idle)
    desk.page.partner.setCurrentIndex(1)
    desk.page.colour.setCurrentIndex(desk.page.colour.findData(Colouring.USE))
    window.registry.run("map.run")
    until(lambda: desk.run is not None and desk.is_idle)


def _desk(window: ConsoleWindow, kind: type[T]) -> T:
    found = window.findChild(kind)
    if found is None:
        raise SystemExit(WITHOUT_PLOTS)
    return found


EXPERIMENT_SCREENS: Final = (
    ("sweep", show_sweep),
    ("validate", show_checks),
    ("network_map", show_network),
)
"""Name of each picture, and how to get to its view."""
