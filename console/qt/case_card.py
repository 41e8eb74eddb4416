"""One case: session, CDR and our price side by side, its history, and what can be done."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from console.present.case_deeds import CaseDeed
from console.present.plain_rows import Head
from console.qt.card import Card
from console.qt.deed_buttons import DeedButtons
from console.qt.pane_layouts import stacked
from console.qt.plain_table import PlainTable
from console.qt.tab_bar import tab_bar
from console.qt.theme import Theme


class CaseCard(Card):
    """Tables of one case, or why there is none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(self.tr("Case"))
        self.told: Final = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sides: Final = PlainTable(
            theme, self.tr("Session, CDR and our price side by side"), self._side_heads()
        )
        self.figures: Final = PlainTable(
            theme, self.tr("Figures of the CDR beside ours"), self._figure_heads()
        )
        self.history: Final = PlainTable(
            theme, self.tr("What was done about the case"), self._history_heads()
        )
        self.to_session: Final = QPushButton(self.tr("Show in the ledger"))
        self.to_session.setAccessibleName(self.tr("Show the session of the case in the ledger"))
        self.bar: Final = tab_bar(
            self.tr("What is compared"), self.tr("Side by side"), self.tr("Figures")
        )
        self.deeds: Final = DeedButtons(
            {
                CaseDeed.ASSIGN.command_id: self.tr("Assign"),
                CaseDeed.PROPOSE.command_id: self.tr("Propose"),
                CaseDeed.APPROVE.command_id: self.tr("Approve"),
                CaseDeed.REJECT.command_id: self.tr("Reject"),
                CaseDeed.RETRY.command_id: self.tr("Try again"),
            }
        )
        self._lay_out()

    def _lay_out(self) -> None:
        self.head.addWidget(self.to_session)
        upper, lower = QWidget(), QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.told)
        column.addWidget(self.bar)
        front = QStackedLayout()
        front.addWidget(self.sides)
        front.addWidget(self.figures)
        self.bar.currentChanged.connect(front.setCurrentIndex)
        column.addLayout(front, 1)
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        title = QLabel(self.tr("What was done about it"))
        title.setObjectName("cardTitle")
        column.addWidget(title)
        column.addWidget(self.history, 1)
        self.body.addWidget(stacked((upper, lower), (420, 220)), 1)
        self.body.addWidget(self.deeds)

    def _side_heads(self) -> tuple[Head, ...]:
        return (
            Head(""),
            Head(self.tr("Field")),
            Head(self.tr("Session")),
            Head(self.tr("CDR")),
            Head(self.tr("Our price")),
        )

    def _figure_heads(self) -> tuple[Head, ...]:
        return (
            Head(""),
            Head(self.tr("What")),
            Head(self.tr("CDR"), is_number=True),
            Head(self.tr("Ours"), is_number=True),
            Head(self.tr("Difference"), is_number=True),
            Head(self.tr("Kind")),
        )

    def _history_heads(self) -> tuple[Head, ...]:
        return (
            Head(self.tr("When (UTC)")),
            Head(self.tr("Who")),
            Head(self.tr("What")),
            Head(self.tr("Note")),
        )
