"""Sweep: one or two parameters over a grid, or several alone at both ends, as results come."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from console.present.draft_rows import draft_note
from console.present.result_rows import Choice, counted, names_shown
from console.present.sweep_pictures import (
    AXES_MOST,
    axes_of,
    numeric_paths,
    spans_of,
    suggested_values,
    sweep_heads,
    sweep_rows,
)
from console.qt.card import Card
from console.qt.draft_desk import DraftDesk
from console.qt.experiment_page import ExperimentPage
from console.qt.experiment_run import ExperimentRun
from console.qt.named import named
from console.qt.pane_layouts import fill_page, side_by_side, stacked
from console.qt.plain_table import PlainTable
from console.qt.sweep_views import SweepDesign, SweepViews
from console.qt.theme import Theme
from core.domain.errors import RoamingError
from simulation.experiment.designs import grid_order, tornado_order
from simulation.experiment.order import Order
from simulation.experiment.point import EngineName, Point
from simulation.kpis import kpi_of
from simulation.outputs.subject import Question
from simulation.scenario_money import BooksKind

_FIRST: Final = ("cpo_net_minor_eur", "served_share_pct", "sessions")
"""Figures that are shown first, the first that there is."""
_REPLICATIONS: Final = 5


class SweepPage(ExperimentPage):
    """What is gone through at the left; the picture and its settings at the right."""

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
        self._asked = self._played = SweepDesign()
        self.replications.setValue(_REPLICATIONS)
        self.choice: Final = named(QComboBox(), self.tr("Scenario to sweep"))
        self.choice.setModel(scenarios.model())
        self.kind: Final = named(QComboBox(), self.tr("Design of the sweep"))
        self.kind.addItem(self.tr("Grid: every combination"))
        self.kind.addItem(self.tr("Tornado: each alone"))
        self.engine: Final = named(QComboBox(), self.tr("Engine of the sweep"))
        self.engine.addItem(self.tr("simpy: event by event"), EngineName.SIMPY)
        self.engine.addItem(self.tr("numpy: whole columns, fast"), EngineName.NUMPY)
        self._paths = [""] * AXES_MOST
        self.parameters: Final = [
            named(QComboBox(), self.tr("Parameter {n}").format(n=at + 1)) for at in range(AXES_MOST)
        ]
        self.values: Final = [
            named(QLineEdit(), self.tr("Values of parameter {n}").format(n=at + 1))
            for at in range(AXES_MOST)
        ]
        self.note: Final = _muted()
        self.figure: Final = named(QComboBox(), self.tr("Figure of the sweep"))
        self.pictures: Final = SweepViews(theme)
        self.table: Final = PlainTable(theme, self.tr("Settings"), sweep_heads("sessions"))
        self.settings: Final = Card(self.tr("Settings"))
        self.told: Final = _muted()
        self.open_cell: Final = named(
            QPushButton(self.tr("Open in Replications")),
            self.tr("Open the chosen setting in Replications"),
        )
        self._lay_out()
        self._connect()
        self._show_draft()
        self.show_tally()

    def _lay_out(self) -> None:
        what = Card(self.tr("Sweep"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&Scenario"), self.choice)
        form.addRow(self.tr("&Design"), self.kind)
        for at, (box, line) in enumerate(zip(self.parameters, self.values, strict=True)):
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            line.setPlaceholderText(self.tr("1, 2, 5 or from:to:step"))
            form.addRow(self.tr("Parameter &{n}").format(n=at + 1), box)
            form.addRow(self.tr("Values"), line)
        form.addRow(self.tr("&Engine"), self.engine)
        form.addRow(self.tr("Re&plications"), self.replications)
        what.body.addLayout(form)
        what.body.addWidget(self.note)
        what.body.addLayout(self.button_row())
        what.body.addWidget(self.panel)
        what.body.addStretch(1)
        self.settings.head.addWidget(self.figure)
        self.settings.head.addWidget(self.open_cell)
        self.settings.body.addWidget(self.table, 1)
        self.settings.body.addWidget(self.told)
        fill_page(
            self,
            side_by_side((what, stacked((self.pictures, self.settings), (430, 270))), (430, 820)),
        )

    def _connect(self) -> None:
        self.run.began.connect(self._on_design)
        for signal in (self._draft.opened, self._draft.changed, self._draft.checked):
            signal.connect(self._show_draft)
        for at, (box, line) in enumerate(zip(self.parameters, self.values, strict=True)):
            box.activated.connect(lambda _, at=at: self._on_parameter(at))
            line.editingFinished.connect(lambda at=at: self._on_values(at))
        self.kind.currentIndexChanged.connect(lambda _: self._show_draft())
        self.figure.currentIndexChanged.connect(lambda _: self._draw())
        self.open_cell.clicked.connect(lambda _: self.command_wanted.emit("sweep.open"))
        self.table.row_opened.connect(lambda _: self.command_wanted.emit("sweep.open"))
        self.pictures.grid.cell_chosen.connect(self._on_cell)

    def _on_design(self) -> None:
        """What was played before is shown by its own design until then."""
        self._played = self._asked

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view is opened."""
        return self.parameters[0]

    @property
    def is_tornado(self) -> bool:
        """Whether each parameter is moved alone."""
        return self.kind.currentIndex() == 1

    @property
    def why_not(self) -> str:
        """Why nothing can be run; empty where it can."""
        draft = self._draft
        if not draft.is_sound:
            first = draft.problems[0].reason if draft.problems else ""
            return first or draft.why_not or self.tr("being checked")
        swept = len(draft.draft.sweeps)
        if self.is_tornado or 1 <= swept <= AXES_MOST:
            return ""
        if swept:
            return self.tr("a grid has at most two parameters; Build goes through {n}").format(
                n=swept
            )
        return self.tr("choose a parameter to go through")

    def order(self) -> Order:
        """What is to be run; the draft is sound.

        Raises:
            RoamingError: The values make no sweep.
        """
        draft, parameters = self._draft, self._draft.parameters
        variants = draft.variants
        base = Point(
            scenario=draft.draft.text,
            source=draft.draft.source,
            changes=tuple(one for one in draft.changes() if one.path not in draft.draft.sweeps),
            variant=variants[0] if variants else "",
            engine=self.engine.currentData(),
            books=BooksKind.COLUMNS,
            seed=draft.seed,
        )
        if self.is_tornado:
            self._asked = SweepDesign(spans=spans_of(draft.draft, parameters, base))
            return tornado_order(base, self._asked.spans, self.replications.value())
        self._asked = SweepDesign(axes=axes_of(draft.draft, parameters))
        return grid_order(base, self._asked.axes, self.replications.value())

    def run_shown(self) -> None:
        """Run the sweep."""
        try:
            order = self.order()
        except RoamingError as error:
            self.panel.show_problem(str(error))
            return
        self.order_wanted.emit(order)

    def question(self) -> Question:
        """There is none: the report says what was found."""
        return Question()

    @property
    def cell(self) -> int | None:
        """The setting that is chosen, if it was played."""
        return int(self.table.key) if self.table.key else None

    def next_kind(self) -> None:
        """The other design."""
        self.kind.setCurrentIndex(1 - self.kind.currentIndex())

    def show_tally(self) -> None:
        """Show what was played so far."""
        tally = self.run.tally
        if tally is None or not tally.done:
            why = self.tr("Nothing was played yet. Choose a parameter and its values; press Run.")
            self.pictures.show_nothing(why)
            self.settings.show_empty(self.tr("No settings yet."))
            self.settings.set_note("")
            self.open_cell.setEnabled(False)
            return
        names = names_shown(tally, Choice.NETWORK)
        if [self.figure.itemData(at) for at in range(self.figure.count())] != list(names):
            kept = self.figure.currentData()
            wanted = next((one for one in (kept, *_FIRST) if one in names), names[0])
            self.figure.blockSignals(True)
            self.figure.clear()
            for name in names:
                self.figure.addItem(kpi_of(name).title, name)
            self.figure.setCurrentIndex(self.figure.findData(wanted))
            self.figure.blockSignals(False)
        self.settings.set_note(counted(tally))
        self.settings.show_content()
        self._draw()

    def _draw(self) -> None:
        tally, name = self.run.tally, self.figure.currentData()
        if tally is None or not tally.done or not name:
            return
        self.table.show_heads(sweep_heads(name))
        self.table.show_rows(sweep_rows(tally, name))
        self.told.setText(self.told_of(name))
        self.open_cell.setEnabled(self.cell is not None)
        self.pictures.show_sweep(tally, self._played, name)

    def _on_cell(self, row: int, column: int) -> None:
        """A click opens the runs of a setting, if they were played."""
        across = len(self._played.axes[1].values)
        key = f"{row * across + column}"
        if any(one.key == key for one in self.table.rows):
            self.table.choose(key)
            self.command_wanted.emit("sweep.open")

    def _on_parameter(self, at: int) -> None:
        path, before = self.parameters[at].currentData() or "", self._paths[at]
        if path == before:
            return
        if before:
            self._draft.sweep(before, "")
        if path:
            self._draft.sweep(path, suggested_values(self._draft.parameters[path]))

    def _on_values(self, at: int) -> None:
        path, typed = self._paths[at], self.values[at].text()
        if path and typed != self._draft.draft.sweeps.get(path, ""):
            self._draft.sweep(path, typed)

    def _show_draft(self) -> None:
        draft = self._draft
        if draft.card is not None:
            self.choice.setCurrentIndex(self.choice.findText(draft.card.name))
        sweeps = tuple(draft.draft.sweeps.items())
        paths = ["", *numeric_paths(draft.parameters)]
        for at, (box, line) in enumerate(zip(self.parameters, self.values, strict=True)):
            path, typed = sweeps[at] if at < len(sweeps) else ("", "")
            if [box.itemData(number) for number in range(box.count())] != paths:
                box.clear()
                for one in paths:
                    box.addItem(one or self.tr("none"), one)
            self._paths[at] = path
            box.setCurrentIndex(max(0, box.findData(path)))
            if not line.hasFocus() or line.text() != typed:
                line.setText(typed)
            line.setEnabled(bool(path))
        told = draft_note(draft.draft, draft.problems)
        self.note.setText(self.why_not or self.tr("{note} (see Build)").format(note=told))
        self.show_deeds()


def _muted() -> QLabel:
    label = QLabel()
    label.setObjectName("muted")
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
