"""The views of Analyse as they are drawn to files: what each is filled with."""

from typing import Final, TypeVar

from PySide6.QtWidgets import QWidget

from console.application.screen_waiting import WITHOUT_PLOTS, until
from console.present.analyse_views import AnalyseView
from console.qt.compare_page import ComparePage
from console.qt.console_window import ConsoleWindow
from console.qt.replication_page import ReplicationPage

PageT = TypeVar("PageT", bound=QWidget)


def page_of(window: ConsoleWindow, view: AnalyseView, kind: type[PageT]) -> PageT:
    """Open a view."""
    window.registry.run(view.command_id)
    page = window.analyse_tabs.pages.get(view)
    if not isinstance(page, kind):
        raise SystemExit(WITHOUT_PLOTS)
    return page


def _show_build(window: ConsoleWindow) -> None:
    """Two values that are changed, one that is gone through, and one that cannot be."""
    window.registry.run(AnalyseView.BUILD.command_id)
    desk = window.analyses.draft
    desk.change("demand.rapid_50.patience_median_min", "5")
    desk.change("demand.hub_150.sessions_per_evse_per_day", "9.5")
    desk.sweep("days", "7, 14, 28")
    desk.change("demand.street_11.idle_mean_min", "-3")
    window.analyses.build.tree.choose("demand.street_11.idle_mean_min")
    until(lambda: desk.is_idle)


def _show_replications(window: ConsoleWindow) -> None:
    """Some short replications of what is built."""
    page = page_of(window, AnalyseView.REPLICATIONS, ReplicationPage)
    desk = window.analyses.draft
    desk.revert()
    desk.change("days", "2")
    until(lambda: desk.is_sound)
    page.replications.setValue(8)
    window.registry.run("experiment.run")
    until(lambda: page.run.is_done)


def _show_replicated_week(window: ConsoleWindow) -> None:
    """The use by hour of the week, of the same."""
    page = page_of(window, AnalyseView.REPLICATIONS, ReplicationPage)
    page.pictures.bar.setCurrentIndex(3)


def _show_compare(window: ConsoleWindow) -> None:
    """A saved comparison that was run: waterfalls side by side."""
    page = page_of(window, AnalyseView.COMPARE, ComparePage)
    page.choose("reseller-or-networkcore")
    page.replications.setValue(4)
    window.registry.run("experiment.run")
    until(lambda: page.run.is_done)
    page.pictures.bar.setCurrentIndex(2)


def _show_compared_days(window: ConsoleWindow) -> None:
    """The fan over days, of the same."""
    page = page_of(window, AnalyseView.COMPARE, ComparePage)
    page.pictures.bar.setCurrentIndex(1)


ANALYSE_SCREENS: Final = (
    ("build", _show_build),
    ("replications", _show_replications),
    ("replicated-week", _show_replicated_week),
    ("compare", _show_compare),
    ("compared-days", _show_compared_days),
)
"""Name of each picture, and how to get there; in this order, as one goes on from another."""
