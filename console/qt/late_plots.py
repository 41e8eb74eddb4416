"""The plots, which are built when the window is on screen: pyqtgraph takes as long as the rest."""

from console.qt.agreement_picture import AgreementPicture
from console.qt.console_window import ConsoleWindow
from console.qt.exposure_plot import ExposureCard
from console.qt.pictures_desk import PicturesDesk
from console.qt.run_pictures import RunPictures
from console.qt.tariff_plots import TariffPlots
from console.qt.throughput_card import ThroughputCard
from console.qt.times_plot import TimesCard
from console.qt.use_card import UseCard
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
