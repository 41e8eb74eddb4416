"""A CDR against our price of it: every figure that it states, ours, and what lies between."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.present.kpi_tiles import Tone
from console.present.tariff_differences import (
    DIFFERENCE_HEADS,
    DifferenceLine,
    difference_lines,
    differences_sentence,
)
from console.qt.theme import Theme, Tokens
from core.service.examine_cdr import ExaminedCdr, TariffSource

_NUMERIC = (2, 3, 4)
_SIGN_PX = 28
_WHAT_PX = 130
"""The kind of a difference, and why, take the rest."""
_COLOURED = (0, 4, 5)


class CdrPane(QWidget):
    """What a CDR states beside ours, or how to get one here."""

    asked_again = Signal()
    """Another CDR of the text, or another tariff for it, is wanted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: tuple[DifferenceLine, ...] = ()
        self._tone = Tone.CALM
        self.open = QPushButton(self.tr("Open a CDR\N{HORIZONTAL ELLIPSIS}"))
        self.open.setAccessibleName(self.tr("Open a CDR and hold it against our price"))
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Which CDR of the text"))
        self.source = QComboBox()
        self.source.setAccessibleName(self.tr("Whose tariff the CDR is priced by"))
        self.source.addItem(self.tr("by the tariff that it carries"), TariffSource.CDR)
        self.source.addItem(self.tr("by the tariff in the text"), TariffSource.TEXT)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = self._table()
        self._lay_out()
        self.choice.activated.connect(lambda _: self.asked_again.emit())
        self.source.activated.connect(lambda _: self.asked_again.emit())
        theme.changed.connect(self._recolour)
        self.show_nothing()

    @property
    def number(self) -> int:
        """Which CDR of the text, from 0."""
        return max(0, self.choice.currentIndex())

    @property
    def wanted(self) -> TariffSource:
        """Whose tariff."""
        return TariffSource(self.source.currentData())

    def show_nothing(self) -> None:
        """No CDR was opened."""
        self._show((), Tone.CALM, self.tr("Drop a CDR here, paste one, or open a file."))
        self.choice.setVisible(False)
        self.source.setVisible(False)

    def show_cdr(self, found: ExaminedCdr) -> None:
        """Show the figures, or what is wrong with the CDR."""
        if [self.choice.itemText(at) for at in range(self.choice.count())] != list(found.titles):
            self.choice.clear()
            self.choice.addItems(found.titles)
        self.choice.setCurrentIndex(found.number if found.titles else -1)
        self.choice.setVisible(len(found.titles) > 1)
        self.source.setVisible(found.carries_tariff)
        if found.problem is not None:
            self._show((), Tone.BAD, f"\N{MULTIPLICATION SIGN} {found.problem.message}")
            return
        assert found.source is not None
        assert found.tariff is not None
        self.source.setCurrentIndex(self.source.findData(found.source))
        tone, sentence = differences_sentence(found.differences)
        by = (
            self.tr("Priced by tariff {id}, which it carries.")
            if found.source is TariffSource.CDR
            else self.tr("Priced by tariff {id} of the text.")
        )
        cdr = self.tr("CDR {id}.").format(id=found.titles[found.number])
        told = f"{sentence} {cdr} {by.format(id=found.tariff.tariff_id)}"
        self._show(difference_lines(found.differences), tone, told)

    def _show(self, lines: tuple[DifferenceLine, ...], tone: Tone, sentence: str) -> None:
        self._lines, self._tone = lines, tone
        self.sentence.setText(sentence)
        self.table.setVisible(bool(lines))
        self.table.setRowCount(len(lines))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for at, line in enumerate(lines):
            for column, text in enumerate(line.cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column in _NUMERIC:
                    item.setTextAlignment(right)
                self.table.setItem(at, column, item)
        self.table.resizeColumnsToContents()
        self.table.setColumnWidth(0, _SIGN_PX)
        self.table.setColumnWidth(1, min(_WHAT_PX, self.table.columnWidth(1)))
        last = len(DIFFERENCE_HEADS) - 1
        self.table.setColumnWidth(last, max(_WHAT_PX, self.table.columnWidth(last)))
        self._recolour(self._theme.tokens)

    def _recolour(self, tokens: Tokens) -> None:
        self.sentence.setStyleSheet(f"color: {tokens.of_tone(self._tone)};")
        for at, line in enumerate(self._lines):
            for column in _COLOURED:
                item = self.table.item(at, column)
                if item is not None:
                    item.setForeground(QColor(tokens.of_tone(line.tone)))

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(DIFFERENCE_HEADS))
        table.setAccessibleName(self.tr("What the CDR states beside our price"))
        table.setHorizontalHeaderLabels(
            [self.tr(head) if head else "" for head in DIFFERENCE_HEADS]
        )
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.horizontalHeader().setMinimumSectionSize(_SIGN_PX)
        table.setTabKeyNavigation(False)
        table.setAlternatingRowColors(True)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.open)
        head.addWidget(self.choice)
        head.addWidget(self.source)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.sentence)
        column.addWidget(self.table, 1)
        column.addStretch(0)
