"""The parts of the window that show the books and the runs, for those who fill them."""

from dataclasses import dataclass

from console.qt.analyse_page import AnalysePage
from console.qt.analyse_tabs import AnalyseTabs
from console.qt.operate_page import OperatePage
from console.qt.operate_tabs import OperateTabs
from console.qt.status_line import StatusLine
from console.qt.top_bar import TopBar
from console.qt.train_page import TrainPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Screens:
    """What a database and a run are shown on."""

    operate: OperatePage
    operate_tabs: OperateTabs
    analyse: AnalysePage
    analyse_tabs: AnalyseTabs
    train: TrainPage
    top_bar: TopBar
    status: StatusLine
