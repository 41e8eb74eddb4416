"""Replications: the built scenario again and again, until its figures are known well enough."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from console.present.draft_rows import draft_note
from console.present.kpi_tiles import Tone
from console.present.result_rows import (
    Choice,
    counted,
    estimate_heads,
    estimate_rows,
    names_shown,
)
from console.qt.card import Card
from console.qt.draft_desk import DraftDesk
from console.qt.experiment_page import ExperimentPage
from console.qt.experiment_run import ExperimentRun
from console.qt.named import named
from console.qt.pane_layouts import fill_page, side_by_side, stacked
from console.qt.plain_table import PlainTable
from console.qt.result_views import ResultViews
from console.qt.theme import Theme
from simulation.experiment.order import Order, Target, replicate_order
from simulation.experiment.point import EngineName, Point
from simulation.kpis import kpi_of
from simulation.outputs.subject import Question
from simulation.scenario_money import BooksKind

_TARGETS: Final = (
    "sessions",
    "energy_kwh",
    "served_share_pct",
    "charging_success_rate_pct",
    "cpo_net_minor_eur",
)
"""Figures until whose interval is narrow enough replications may be added."""


class ReplicationPage(ExperimentPage):
    """What is run at the left; figures, and how their intervals close, at the right."""

    order_wanted = Signal(object)
    """An ``Order``."""

    def __init__(
        self,
        theme: Theme,
        run: ExperimentRun,
        draft: DraftDesk,
        scenarios: QComboBox,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(run, parent)
        self._draft = draft
        self.choice: Final = named(QComboBox(), self.tr("Scenario to replicate"))
        self.choice.setModel(scenarios.model())
        self.variant: Final = named(QComboBox(), self.tr("Variant of the scenario"))
        self.variant.setPlaceholderText(self.tr("the scenario has none"))
        self.engine: Final = named(QComboBox(), self.tr("Engine"))
        self.engine.addItem(self.tr("simpy: event by event"), EngineName.SIMPY)
        self.engine.addItem(self.tr("numpy: whole columns, fast"), EngineName.NUMPY)
        self.until: Final = QCheckBox(self.tr("Add until known to \N{PLUS-MINUS SIGN}"))
        self.until.setAccessibleName(self.tr("Add replications until the interval is narrow"))
        self.tolerance: Final = named(QDoubleSpinBox(), self.tr("Half the interval, % of the mean"))
        self.tolerance.setRange(0.1, 50.0)
        self.tolerance.setDecimals(1)
        self.tolerance.setValue(3.0)
        self.tolerance.setSuffix(" %")
        self.target: Final = named(QComboBox(), self.tr("Figure that is to be known"))
        for name in _TARGETS:
            self.target.addItem(kpi_of(name).title, name)
        self.what: Final = QLabel()
        self.what.setObjectName("muted")
        self.what.setWordWrap(True)
        self.figures: Final = named(QComboBox(), self.tr("Figures that are shown"))
        self.figures.addItem(self.tr("Of the whole network"), Choice.NETWORK)
        self.figures.addItem(self.tr("By party, class and site"), Choice.KEYED)
        self.table: Final = PlainTable(theme, self.tr("Figures"), estimate_heads())
        self.told: Final = QLabel()
        self.told.setObjectName("muted")
        self.told.setWordWrap(True)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.pictures: Final = ResultViews(theme, is_comparison=False)
        self._lay_out()
        self._connect()
        self._show_draft()
        self.show_tally()

    def _lay_out(self) -> None:
        what = Card(self.tr("Replications"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&Scenario"), self.choice)
        form.addRow("", self.what)
        form.addRow(self.tr("&Variant"), self.variant)
        form.addRow(self.tr("&Engine"), self.engine)
        form.addRow(self.tr("Re&plications"), self.replications)
        row = QHBoxLayout()
        row.addWidget(self.tolerance)
        row.addWidget(self.target, 1)
        form.addRow(self.until, row)
        what.body.addLayout(form)
        what.body.addLayout(self.button_row())
        what.body.addWidget(self.panel)
        what.body.addStretch(1)
        self._results = Card(self.tr("Figures: mean with interval, and quantiles of runs"))
        self._results.head.addWidget(self.figures)
        self._results.body.addWidget(self.table, 1)
        self._results.body.addWidget(self.told)
        right = stacked((self._results, self.pictures), (360, 340))
        fill_page(self, side_by_side((what, right), (400, 850)))

    def _connect(self) -> None:
        self._draft.opened.connect(self._show_draft)
        self._draft.changed.connect(self._show_draft)
        self._draft.checked.connect(self._show_draft)
        self.figures.currentIndexChanged.connect(lambda _: self._show_table())
        self.table.row_chosen.connect(self._on_figure)
        self.until.toggled.connect(lambda _: self._show_until())
        self._show_until()

    def _show_until(self) -> None:
        for widget in (self.tolerance, self.target):
            widget.setEnabled(self.until.isChecked())

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view is opened."""
        return self.start

    @property
    def why_not(self) -> str:
        """Why nothing can be run; empty where it can."""
        if self._draft.is_sound:
            return ""
        problems = self._draft.problems
        return problems[0].reason if problems else self._draft.why_not or self.tr("being checked")

    def order(self) -> Order:
        """What is to be run; the draft is sound."""
        draft = self._draft
        base = Point(
            scenario=draft.draft.text,
            source=draft.draft.source,
            changes=draft.changes(),
            variant=self.variant.currentText(),
            engine=self.engine.currentData(),
            books=BooksKind.COLUMNS,
            seed=draft.seed,
        )
        targets: tuple[Target, ...] = ()
        if self.until.isChecked():
            width = self.tolerance.value() / 100
            targets = (Target(kpi=self.target.currentData(), half_width=width),)
        return replicate_order(base, self.replications.value(), targets)

    def run_shown(self) -> None:
        """Run what is built."""
        self.order_wanted.emit(self.order())

    def question(self) -> Question:
        """There is none: the report says what was found."""
        return Question()

    def show_tally(self) -> None:
        """Show what was played so far."""
        tally = self.run.tally
        if tally is None or not tally.done:
            self._results.show_empty(
                self.tr("No replications yet. Press Run: each has random numbers of its own.")
            )
            self._results.set_note("")
            self.pictures.show_tally(None)
            return
        self._results.set_note(counted(tally))
        self._show_table()
        self._results.show_content()
        self.pictures.show_tally(tally, self.run.about.currency)

    def _show_table(self) -> None:
        tally = self.run.tally
        if tally is not None and tally.done:
            names = names_shown(tally, self.figures.currentData())
            self.table.show_rows(estimate_rows(tally, 0, names))
            self._on_figure(self.table.key)

    def _on_figure(self, name: str) -> None:
        self.told.setText(self.told_of(name))
        self.pictures.show_kpi(name)

    def _show_draft(self) -> None:
        draft = self._draft
        if draft.card is not None:
            self.choice.setCurrentIndex(self.choice.findText(draft.card.name))
        variants = draft.variants
        if [self.variant.itemText(at) for at in range(self.variant.count())] != list(variants):
            self.variant.clear()
            self.variant.addItems(variants)
        self.variant.setEnabled(bool(variants))
        note = draft_note(draft.draft, draft.problems)
        sign = f"{Tone.BAD.value} {draft.why_not}" if draft.why_not else ""
        self.what.setText(sign or self.tr("{note} (see Build)").format(note=note))
        self.what.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.show_deeds()
