"""Analyse: choose a scenario, run it, watch it, and read what it came to."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.present.run_results import currencies_by_size, kpi_table, waterfall_of
from console.present.scenario_choice import ScenarioCard
from console.qt.card import Card
from console.qt.pane_layouts import fill_page, side_by_side, stacked
from console.qt.run_panel import RunPanel
from console.qt.theme import Theme, mono_font
from core.service.snapshot import Summary
from simulation.feed import Failed, Finished

WaterfallMaker = Callable[[Theme], Any]
PicturesMaker = Callable[[Theme, Card], QWidget]


class AnalysePage(QWidget):
    """The analyst's workspace."""

    run_wanted = Signal(object, object)
    """A ``ScenarioCard`` and a seed, or None for the scenario's own."""
    ended = Signal()
    """The books of a run are complete."""

    def __init__(
        self, theme: Theme, scenarios: Sequence[ScenarioCard], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scenarios = tuple(scenarios)
        self._summary: Summary | None = None
        self._waterfall: Any = None
        self.pictures: QWidget | None = None
        """Of what a run came to; None until pyqtgraph is loaded."""
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Scenario"))
        self.choice.addItems([card.name for card in self._scenarios])
        self.seed = QLineEdit()
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.setPlaceholderText(self.tr("the scenario's own"))
        self.seed.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,7}")))
        self.run = QPushButton(self.tr("Run"))
        self.run.setObjectName("primary")
        self.run.setAccessibleName(self.tr("Run the scenario"))
        self.run.setToolTip(self.tr("Run the scenario in a process of its own (Ctrl+R)"))
        self._title = _label("heading")
        self._description = _label("muted")
        self._problem = _label("problem")
        self._parameters = _table(self.tr("Parameters of the scenario"), 2)
        self._parameters.setHorizontalHeaderLabels([self.tr("Parameter"), self.tr("Value")])
        self._parameters.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.panel = RunPanel()
        self._kpis = _table(self.tr("Results of the run"), 0)
        self._currency = QComboBox()
        self._currency.setAccessibleName(self.tr("Currency of the waterfall"))
        self._failure = QPlainTextEdit()
        self._failure.setAccessibleName(self.tr("Why the run failed"))
        self._failure.setReadOnly(True)
        self._failure.setFont(mono_font())
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self.run.clicked.connect(self._on_run)
        self.seed.returnPressed.connect(self._on_run)
        self._currency.currentTextChanged.connect(self._draw_waterfall)
        self.show_nothing()
        self._on_chosen(self.choice.currentIndex())

    def choose(self, name: str) -> None:
        """Choose a scenario by its name, if there is one of that name."""
        index = self.choice.findText(name)
        if index >= 0:
            self.choice.setCurrentIndex(index)

    @property
    def card(self) -> ScenarioCard | None:
        """The scenario that is chosen; None where there is none."""
        index = self.choice.currentIndex()
        return self._scenarios[index] if index >= 0 else None

    def offer(self, card: ScenarioCard) -> None:
        """Choose a scenario, which is listed from now on; one of the same file is replaced."""
        paths = [each.path for each in self._scenarios]
        if card.path in paths:
            index = paths.index(card.path)
            cards = list(self._scenarios)
            cards[index] = card
            self._scenarios = tuple(cards)
        else:
            index = len(paths)
            self._scenarios = (*self._scenarios, card)
            self.choice.addItem(card.name)
        self.choice.setCurrentIndex(index)
        self._on_chosen(index)

    def make_plots(self, make: WaterfallMaker, make_pictures: PicturesMaker) -> None:
        """Build the plots, once pyqtgraph is loaded; the window is on screen by then."""
        self._waterfall = make(self._theme)
        self._money_card.body.addWidget(self._waterfall)
        sizes = self._right.sizes()
        self.pictures = make_pictures(self._theme, self._money_card)
        self._right.insertWidget(0, self.pictures)
        self._right.setSizes(sizes)
        self._draw_waterfall()

    def show_nothing(self) -> None:
        """No run yet, or a run that has just begun."""
        self._summary = None
        self._money_card.set_note("")
        self._currency.setVisible(False)
        self._kpis_card.set_title(self.tr("Results"))
        self._kpis_card.show_empty(
            self.tr("No results yet. Choose a scenario and press Run; figures appear at its end.")
        )
        self._money_card.show_empty(
            self.tr("No money has moved yet. It is shown from gross at tariff to the CPO's net.")
        )

    def show_summary(self, summary: Summary) -> None:
        """Show where the money went so far."""
        self._summary = summary
        wanted = currencies_by_size(summary)
        shown = [self._currency.itemText(index) for index in range(self._currency.count())]
        if sorted(wanted) != sorted(shown):
            self._currency.clear()
            self._currency.addItems(wanted)
        self._currency.setVisible(len(wanted) > 1)
        self._draw_waterfall()

    def show_finished(self, finished: Finished) -> None:
        """Show the figures of a run."""
        self.show_summary(finished.summary)
        table = kpi_table(finished.kpis)
        if not table.rows:
            self._kpis_card.show_empty(self.tr("The run ended before there was a figure to show."))
            return
        self._kpis_card.body.replaceWidget(self._failure, self._kpis)
        self._failure.setVisible(False)
        self._kpis.setVisible(True)
        heads = [each or self.tr("Value") for each in table.variants]
        self._kpis.setColumnCount(len(heads) + 2)
        self._kpis.setHorizontalHeaderLabels([self.tr("Figure"), *heads, self.tr("Unit")])
        rows = [(name, *texts, unit) for name, unit, texts in table.rows]
        _fill(self._kpis, rows, numeric=range(1, len(heads) + 1))
        self._kpis_card.set_title(self.tr("Results"))
        self._kpis_card.show_content()
        self._money_card.set_note(table.variants[0])  # Only the first variant is in the books.
        self.ended.emit()

    def show_failed(self, failed: Failed) -> None:
        """Show why a run died, in full."""
        self._kpis_card.body.replaceWidget(self._kpis, self._failure)
        self._kpis.setVisible(False)
        self._failure.setVisible(True)
        self._failure.setPlainText(f"{failed.message}\n\n{failed.traceback}".strip())
        self._kpis_card.set_title(self.tr("\N{MULTIPLICATION SIGN} The run failed"))
        self._kpis_card.show_content()

    def _lay_out(self) -> None:
        scenario_card = Card(self.tr("Scenario"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&Scenario"), self.choice)
        form.addRow(self.tr("S&eed"), self.seed)
        scenario_card.body.addLayout(form)
        for widget in (self._title, self._description, self._problem):
            scenario_card.body.addWidget(widget)
        scenario_card.body.addWidget(self._parameters, 1)
        scenario_card.body.addWidget(self.run)
        run_card = Card(self.tr("Run"))
        run_card.body.addWidget(self.panel)
        self._kpis_card = Card(self.tr("Results"))
        self._kpis_card.body.addWidget(self._kpis)
        self._money_card = Card(self.tr("Where the money went"))
        self._money_card.head.addWidget(self._currency)
        right = self._right = stacked((self._money_card, self._kpis_card), (330, 330))
        side = QWidget()
        side_layout = QVBoxLayout(side)
        side_layout.setContentsMargins(0, 0, 0, 0)
        side_layout.setSpacing(8)
        side_layout.addWidget(run_card)
        side_layout.addWidget(right, 1)
        fill_page(self, side_by_side((scenario_card, side), (470, 860)))

    def _may_run(self) -> bool:
        index = self.choice.currentIndex()
        return index >= 0 and not self._scenarios[index].problem

    def _on_chosen(self, index: int) -> None:
        if index < 0:
            self._title.setText(self.tr("No scenarios found"))
            self._description.setText(self.tr("Put a scenario file into resources/scenarios."))
            self.run.setEnabled(False)
            return
        card = self._scenarios[index]
        self._title.setText(card.title)
        self._description.setText(card.description)
        self._problem.setText(f"{chr(0xD7)} {card.problem}" if card.problem else "")
        self._problem.setVisible(bool(card.problem))
        _fill(self._parameters, card.parameters, numeric=())
        self._parameters.setColumnWidth(0, min(220, self._parameters.columnWidth(0)))
        self.run.setEnabled(self._may_run())

    def _on_run(self) -> None:
        if self.run.isEnabled():
            text = self.seed.text()
            card = self._scenarios[self.choice.currentIndex()]
            self.run_wanted.emit(card, int(text) if text else None)

    def _draw_waterfall(self) -> None:
        currency = self._currency.currentText()
        if self._waterfall is None or self._summary is None:
            return
        totals = self._summary.by_currency.get(currency)
        if totals is not None:
            self._waterfall.show_bars(waterfall_of(totals, currency), currency)
            self._money_card.show_content()


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _table(name: str, columns: int) -> QTableWidget:
    table = QTableWidget(0, columns)
    table.setAccessibleName(name)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().setVisible(False)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(22)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setResizeContentsPrecision(50)
    header.setStretchLastSection(True)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return table


def _fill(table: QTableWidget, rows: Sequence[tuple[str, ...]], numeric: Sequence[int]) -> None:
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    table.setRowCount(len(rows))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column in numeric:
                item.setTextAlignment(right)
            table.setItem(row, column, item)
    for column in numeric:
        head = table.horizontalHeaderItem(column)
        if head is not None:
            head.setTextAlignment(right)
    table.resizeColumnsToContents()
