"""The plots, which are built when the window is on screen: pyqtgraph takes as long as the rest."""

from functools import partial

from PySide6.QtWidgets import QWidget

from console.present.analyse_views import AnalyseView
from console.qt.agreement_picture import AgreementPicture
from console.qt.compare_page import ComparePage
from console.qt.console_window import ConsoleWindow
from console.qt.experiment_desk import ExperimentDesk
from console.qt.experiment_page import ExperimentPage
from console.qt.exposure_plot import ExposureCard
from console.qt.network_map_desk import NetworkMapDesk
from console.qt.network_map_page import NetworkMapPage
from console.qt.pictures_desk import PicturesDesk
from console.qt.replication_page import ReplicationPage
from console.qt.run_pictures import RunPictures
from console.qt.sweep_page import SweepPage
from console.qt.tariff_plots import TariffPlots
from console.qt.throughput_card import ThroughputCard
from console.qt.times_plot import TimesCard
from console.qt.use_card import UseCard
from console.qt.validate_desk import ValidateDesk
from console.qt.waterfall_plot import WaterfallPlot


def add_plots(window: ConsoleWindow) -> None:
    """Put the plots into their places."""
    window.operate.make_plots(UseCard, ThroughputCard)
    window.analyse.make_plots(WaterfallPlot, RunPictures)
    pictures = window.analyse.pictures
    assert isinstance(pictures, RunPictures)
    PicturesDesk(pictures, window.analyse, window.operate, window.shown)
    window.views.agreements.make_pictures(AgreementPicture)
    TariffPlots(window.tariffs.workbench)
    window.views.make_plots(TimesCard, ExposureCard)
    add_experiments(window)


def add_experiments(window: ConsoleWindow) -> None:
    """Add the views of Analyse that stand on plots and statistics."""
    analyses, tabs, scenarios = window.analyses, window.analyse_tabs, window.analyse.choice
    desk = ExperimentDesk(
        window.setup, tabs, window.theme, window.desk.jobs, analyses.draft, window
    )

    def make_replications() -> ReplicationPage:
        analyses.build_on_chosen(always=True)
        return desk.make_replications(scenarios)

    def make_compare() -> ComparePage:
        analyses.build_on_chosen(always=True)
        return desk.make_compare()

    def make_sweep() -> SweepPage:
        analyses.build_on_chosen(always=True)
        return desk.make_sweep(scenarios)

    def first(view: AnalyseView) -> QWidget:
        page = tabs.pages[view]
        assert isinstance(page, ExperimentPage)
        return page.first

    tabs.add(
        AnalyseView.REPLICATIONS,
        window.tr("Replications"),
        make_replications,
        partial(first, AnalyseView.REPLICATIONS),
    )
    tabs.add(AnalyseView.SWEEP, window.tr("Sweep"), make_sweep, partial(first, AnalyseView.SWEEP))
    tabs.add(
        AnalyseView.COMPARE,
        window.tr("Compare"),
        make_compare,
        partial(first, AnalyseView.COMPARE),
    )
    desk.command_wanted.connect(analyses.command_wanted)
    desk.told.connect(analyses.told)
    analyses.add_late(desk)
    add_validation(window)


def add_validation(window: ConsoleWindow) -> None:
    """Add the view of the checks."""
    analyses, tabs = window.analyses, window.analyse_tabs
    desk = ValidateDesk(window.setup, tabs, window.theme, window.desk.jobs, window)
    tabs.add(AnalyseView.VALIDATE, window.tr("Validate"), desk.make_page, lambda: desk.first)
    desk.command_wanted.connect(analyses.command_wanted)
    desk.told.connect(analyses.told)
    analyses.add_late(desk)
    add_map(window)


def add_map(window: ConsoleWindow) -> None:
    """Add the map of the built scenario."""
    analyses, tabs, scenarios = window.analyses, window.analyse_tabs, window.analyse.choice
    desk = NetworkMapDesk(
        window.setup, tabs, window.theme, window.desk.jobs, analyses.draft, window
    )

    def make_map() -> NetworkMapPage:
        analyses.build_on_chosen(always=True)
        return desk.make_page(scenarios)

    tabs.add(AnalyseView.MAP, window.tr("Map"), make_map, lambda: desk.page.first)
    desk.command_wanted.connect(analyses.command_wanted)
    desk.told.connect(analyses.told)
    analyses.add_late(desk)
