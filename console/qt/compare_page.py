"""Compare: saved comparisons that open, run and explain themselves, paired by random numbers."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from console.present.comparison_rows import comparison_heads, comparison_rows, comparison_text
from console.present.own_comparisons import Viewpoint
from console.present.result_rows import (
    Choice,
    counted,
    names_shown,
    paired_heads,
    paired_rows,
    verdict_legend,
)
from console.qt.card import Card
from console.qt.experiment_page import ExperimentPage
from console.qt.experiment_run import ExperimentRun
from console.qt.named import named
from console.qt.pane_layouts import fill_page, side_by_side, stacked
from console.qt.plain_table import PlainTable
from console.qt.result_views import ResultViews
from console.qt.theme import Theme
from simulation.experiment.comparison_file import Comparison
from simulation.experiment.comparison_words import told_in_words
from simulation.outputs.question import question_of
from simulation.outputs.subject import Question


class ComparePage(ExperimentPage):
    """The list and what one asks at the left, what came out at the right."""

    run_wanted = Signal(object, int)
    """A ``Comparison``, and how many replications of each setting."""

    def __init__(self, theme: Theme, run: ExperimentRun, parent: QWidget | None = None) -> None:
        super().__init__(run, parent)
        self._known: dict[str, Comparison] = {}
        self._problems: dict[str, str] = {}
        self._own: dict[str, Comparison] = {}
        self._played: Comparison | None = None
        self._shown = ""
        self.list: Final = PlainTable(theme, self.tr("Saved comparisons"), comparison_heads())
        self.seen_by: Final = named(QComboBox(), self.tr("Whose figures answer"))
        self.about: Final = _text(self.tr("What the comparison asks"))
        self.answer: Final = _text(self.tr("What came out, in words"))
        self.figures: Final = named(QComboBox(), self.tr("Figures that are shown"))
        for choice, title in (
            (Choice.WATCHED, self.tr("Those that answer")),
            (Choice.NETWORK, self.tr("Of the whole network")),
            (Choice.KEYED, self.tr("By party, class and site")),
        ):
            self.figures.addItem(title, choice)
        self.table: Final = PlainTable(theme, self.tr("Paired differences"), ())
        self.told: Final = QLabel()
        self.told.setObjectName("muted")
        self.told.setWordWrap(True)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pictures: Final = ResultViews(theme, is_comparison=True)
        self._lay_out()
        self.list.row_chosen.connect(lambda _: self._show_chosen())
        self.list.row_opened.connect(lambda _: self.command_wanted.emit("experiment.run"))
        self.figures.currentIndexChanged.connect(lambda _: self._show_table())
        self.table.row_chosen.connect(self._on_figure)
        self._show_chosen()
        self.show_tally()

    def _lay_out(self) -> None:
        found = Card(self.tr("Comparisons"))
        found.body.addWidget(self.list)
        asked = Card(self.tr("Question"))
        asked.body.addWidget(self.about, 1)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("See&n by"), self.seen_by)
        form.addRow(self.tr("Re&plications"), self.replications)
        self._form = form
        asked.body.addLayout(form)
        asked.body.addLayout(self.button_row())
        asked.body.addWidget(self.panel)
        self._answered = Card(self.tr("Answer"))
        self._answered.body.addWidget(self.answer)
        self._paired = Card(self.tr("Compare, paired by random numbers"))
        self._paired.head.addWidget(self.figures)
        self._paired.body.addWidget(self.table, 1)
        self._paired.body.addWidget(self.told)
        left = stacked((found, asked), (230, 470))
        right = stacked((self._answered, self._paired, self.pictures), (150, 220, 330))
        fill_page(self, side_by_side((left, right), (430, 820)))

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view is opened."""
        return self.list

    @property
    def chosen(self) -> Comparison | None:
        """The comparison that is chosen in the list."""
        return self._own.get(self.list.key) or self._known.get(self.list.key)

    @property
    def why_not(self) -> str:
        """Why nothing can be run; empty where it can."""
        if self.chosen is not None:
            return ""
        return self._problems.get(self.list.key) or self.tr("choose a comparison first")

    def show_comparisons(self, known: Sequence[Comparison], problems: Mapping[str, str]) -> None:
        """Replace the list; files that are wrong say why."""
        self._known = {one.name: one for one in known}
        self._problems = dict(problems)
        self._show_list()

    def show_own(self, own: Sequence[Comparison]) -> None:
        """Replace those of what is built."""
        self._own = {one.name: one for one in own}
        self._show_list()

    def show_viewpoints(self, found: Sequence[Viewpoint]) -> None:
        """Offer whose figures may answer; who was chosen stays if still there."""
        titles = [one.title for one in found]
        if [self.seen_by.itemText(at) for at in range(self.seen_by.count())] != titles:
            kept = self.seen_by.currentText()
            self.seen_by.blockSignals(True)
            self.seen_by.clear()
            for one in found:
                self.seen_by.addItem(one.title, one)
            self.seen_by.setCurrentIndex(max(0, self.seen_by.findText(kept)))
            self.seen_by.blockSignals(False)

    @property
    def viewpoint(self) -> Viewpoint | None:
        """Whose figures answer what is asked of what is built; None while nothing is."""
        found = self.seen_by.currentData()
        return found if isinstance(found, Viewpoint) else None

    def _show_list(self) -> None:
        problems = tuple(self._problems.items())
        rows = comparison_rows(tuple(self._known.values()), problems, tuple(self._own.values()))
        self.list.show_rows(rows)
        self._show_chosen()

    def add_comparison(self, one: Comparison) -> None:
        """List another comparison, and choose it."""
        rest = [known for known in self._known.values() if known.name != one.name]
        self.show_comparisons([*rest, one], self._problems)
        self.list.choose(one.name)

    def choose(self, name: str) -> None:
        """Choose a comparison by its name."""
        self.list.choose(name)

    def run_shown(self) -> None:
        """Run the chosen comparison."""
        if self.chosen is not None:
            self._played = self.chosen
            self.run_wanted.emit(self.chosen, self.replications.value())

    def question(self) -> Question:
        """What the comparison asks, with its answer."""
        tally = self.run.tally
        assert tally is not None
        return Question() if self._played is None else question_of(self._played, tally)

    def show_tally(self) -> None:
        """Show what was played so far: answer, table, pictures."""
        tally = self.run.tally
        if tally is None or not tally.done or self._played is None:
            why = self.tr("Choose a comparison and press Run; it explains itself as it goes on.")
            self._answered.show_empty(why)
            self._paired.show_empty(self.tr("No replications yet."))
            self._answered.set_title(self.tr("Answer"))
            self.pictures.show_tally(None)
            return
        self._answered.set_title(self._played.title)
        self._answered.set_note(counted(tally))
        bar = self.answer.verticalScrollBar().value()
        self.answer.setPlainText("\n".join(told_in_words(self._played, tally)))
        self.answer.verticalScrollBar().setValue(bar)
        self._answered.show_content()
        self._show_table()
        self.pictures.show_tally(tally, self.run.about.currency)

    def _show_chosen(self) -> None:
        chosen = self.chosen
        if chosen is None:
            self.about.setPlainText(self._problems.get(self.list.key, ""))
        else:
            self.about.setPlainText(comparison_text(chosen))
            if chosen.name != self._shown:
                self.replications.setValue(chosen.replications)
        self._shown = self.list.key
        self._form.setRowVisible(self.seen_by, self.list.key in self._own)
        self.show_deeds()

    def _show_table(self) -> None:
        tally, played = self.run.tally, self._played
        if tally is None or not tally.done or played is None:
            return
        watched = [one.kpi for one in played.watched]
        names = names_shown(tally, self.figures.currentData(), watched)
        self.table.show_heads(paired_heads(tally))
        marked = () if self.figures.currentData() is Choice.WATCHED else watched
        self.table.show_rows(paired_rows(tally, names, marked))
        self._paired.set_note(verdict_legend())
        self._paired.show_content()
        self._on_figure(self.table.key)

    def _on_figure(self, name: str) -> None:
        self.told.setText(self.told_of(name))
        self.pictures.show_kpi(name)


def _text(name: str) -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setAccessibleName(name)
    text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
    return text
