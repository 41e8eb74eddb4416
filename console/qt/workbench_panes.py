"""Where the parts of the tariff workbench stand: three columns, with places kept for the plots."""

from typing import Final

from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from console.qt.card import Card
from console.qt.cdr_pane import CdrPane
from console.qt.pane_layouts import side_by_side, stacked
from console.qt.session_sliders import SessionSliders
from console.qt.story_view import StoryView
from console.qt.tab_bar import tab_bar
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
        self.tabs: Final = tab_bar(
            self.tr("Price curve, or a CDR"), self.tr("Price curve"), self.tr("CDR")
        )
        middle = stacked((self.week_slot, self._lower(cdr)), (390, 330))
        right = stacked((self.session, self.steps_slot, words), (180, 240, 300))
        columns = side_by_side((text, middle, right), (400, 580, 420))
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
