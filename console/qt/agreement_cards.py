"""The cards of the view of agreements: versions, and what is told of one below its waterfall."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from console.present.agreement_deeds import TermsDeed
from console.present.plain_rows import Head
from console.qt.card import Card
from console.qt.deed_buttons import DeedButtons
from console.qt.plain_table import PlainTable
from console.qt.tab_bar import tab_bar
from console.qt.theme import Theme


class VersionsCard(Card):
    """The versions, where the chosen one stands, and what can be done with it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(self.tr("Agreements"))
        heads = (
            Head(""),
            Head(self.tr("Agreement")),
            Head(self.tr("State")),
            Head(self.tr("Scope")),
            Head(self.tr("From")),
            Head(self.tr("To")),
            Head(self.tr("Hash")),
        )
        self.table: Final = PlainTable(theme, self.tr("Versions of the agreements"), heads)
        self.standing: Final = QLabel()
        self.standing.setObjectName("muted")
        self.standing.setWordWrap(True)
        self.standing.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open: Final = QPushButton(self.tr("Open a draft\N{HORIZONTAL ELLIPSIS}"))
        self.open.setAccessibleName(self.tr("Open a file of terms (TOML) as a draft"))
        self.open.setToolTip(self.open.accessibleName())
        self.deeds: Final = DeedButtons(
            {
                TermsDeed.KEEP.command_id: self.tr("Keep"),
                TermsDeed.PROPOSE.command_id: self.tr("Propose"),
                TermsDeed.APPROVE.command_id: self.tr("Approve"),
                TermsDeed.REJECT.command_id: self.tr("Reject"),
                TermsDeed.ACTIVATE.command_id: self.tr("Activate"),
            }
        )
        self.again: Final = QPushButton(self.tr("Try again"))
        self.again.setAccessibleName(self.tr("Read the agreements again"))
        self.head.addWidget(self.again)
        self.head.addWidget(self.open)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.standing)
        self.body.addWidget(self.deeds)


class ToldCard(Card):
    """Steps as a table, and the difference from another version, behind tabs."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("")
        self.bar: Final = tab_bar(self.tr("What is told of the agreement"))
        self.head.insertWidget(0, self.bar)
        self._front = QStackedLayout()
        self.body.addLayout(self._front, 1)
        self.steps: Final = PlainTable(theme, self.tr("Steps of the waterfall"), self._step_heads())
        self.add(self.tr("Steps"), self.steps)
        self.difference: Final = DifferencePane(theme)
        self.add(self.tr("Difference"), self.difference)
        self.examples: Final = PlainTable(
            theme, self.tr("Golden examples of the agreement"), self._example_heads()
        )
        self.add(self.tr("Examples"), self.examples)
        self.bar.currentChanged.connect(self._front.setCurrentIndex)

    def add(self, title: str, widget: QWidget) -> int:
        """Have another tab; its number."""
        self._front.addWidget(widget)
        return self.bar.addTab(title)

    def show_tab(self, widget: QWidget) -> None:
        """Bring a tab to the front."""
        self.bar.setCurrentIndex(self._front.indexOf(widget))

    def _example_heads(self) -> tuple[Head, ...]:
        return (
            Head(""),
            Head(self.tr("Example")),
            Head(self.tr("Session")),
            Head(self.tr("What")),
            Head(self.tr("Wanted"), is_number=True),
            Head(self.tr("Found"), is_number=True),
            Head(self.tr("Difference"), is_number=True),
        )

    def _step_heads(self) -> tuple[Head, ...]:
        return (
            Head(""),
            Head(self.tr("Step")),
            Head(self.tr("From, to")),
            Head(self.tr("How much")),
            Head(self.tr("Of"), is_number=True),
            Head(self.tr("Amount"), is_number=True),
            Head(self.tr("VAT"), is_number=True),
            Head(self.tr("Terms")),
        )


class DifferencePane(QWidget):
    """Another version to compare with: per party in the sample session, and field by field."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.choice: Final = QComboBox()
        self.choice.setAccessibleName(self.tr("Version to compare with"))
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(24)
        self.sentence: Final = QLabel()
        self.sentence.setObjectName("muted")
        heads = (Head(""), Head(self.tr("Party")), *self._versions(is_number=True))
        change = Head(self.tr("Difference"), is_number=True)
        self.parties: Final = PlainTable(
            theme, self.tr("Who has what of the sample session"), (*heads, change)
        )
        heads = (Head(""), Head(self.tr("Term")), *self._versions(is_number=False))
        self.fields: Final = PlainTable(theme, self.tr("Terms of both versions"), heads)
        top = QHBoxLayout()
        compared = QLabel(self.tr("compared with"))
        compared.setObjectName("muted")
        for widget in (compared, self.choice, self.sentence):
            top.addWidget(widget)
        top.addStretch(1)
        tables = QHBoxLayout()
        tables.addWidget(self.parties, 47)
        tables.addWidget(self.fields, 53)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addLayout(tables, 1)

    def _versions(self, *, is_number: bool) -> tuple[Head, Head]:
        return (Head(self.tr("Other"), is_number), Head(self.tr("Chosen"), is_number))
