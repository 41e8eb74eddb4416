"""Where the parts of the tariff workbench stand: three columns, with places kept for the plots."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedLayout,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from console.qt.card import Card
from console.qt.cdr_pane import CdrPane
from console.qt.pane_layouts import begin_with
from console.qt.session_sliders import SessionSliders
from console.qt.story_view import StoryView
from console.qt.tariff_text_pane import TariffTextPane

CURVE_TAB: Final = 0
CDR_TAB: Final = 1


class WorkbenchPanes(QWidget):
    """The columns: text and findings; week and curves, or a CDR; a session and its price."""

    def __init__(
        self, text: TariffTextPane, sliders: SessionSliders, story: StoryView, cdr: CdrPane
    ) -> None:
        super().__init__()
        self.week_slot: Final = _slot()
        self.curve_slot: Final = _slot()
        self.steps_slot: Final = _slot()
        self.session: Final = Card(self.tr("Session"))
        self.session.body.addWidget(sliders)
        words = Card(self.tr("The price, line by line"))
        words.body.addWidget(story)
        self.tabs: Final = QTabBar()
        self.tabs.setAccessibleName(self.tr("Price curve, or a CDR"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab(self.tr("Price curve"))
        self.tabs.addTab(self.tr("CDR"))
        middle = _column(self.week_slot, self._lower(cdr), sizes=(390, 330))
        right = _column(self.session, self.steps_slot, words, sizes=(180, 240, 300))
        columns = QSplitter(Qt.Orientation.Horizontal)
        for part in (text, middle, right):
            columns.addWidget(part)
        begin_with(columns, [400, 580, 420])
        for number, stretch in enumerate((4, 6, 4)):
            columns.setStretchFactor(number, stretch)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(columns)

    def _lower(self, cdr: CdrPane) -> QWidget:
        cdr_card = Card(self.tr("What a CDR states, line by line"))
        cdr_card.body.addWidget(cdr)
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.tabs)
        front = QStackedLayout()
        front.addWidget(self.curve_slot)
        front.addWidget(cdr_card)
        column.addLayout(front, 1)
        self.tabs.currentChanged.connect(front.setCurrentIndex)
        return lower


def _slot() -> QWidget:
    """Where a plot comes when its library is loaded."""
    widget = QWidget()
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    return widget


def _column(*parts: QWidget, sizes: tuple[int, ...]) -> QSplitter:
    column = QSplitter(Qt.Orientation.Vertical)
    for part in parts:
        column.addWidget(part)
    begin_with(column, sizes)
    return column
