"""Build: the parameters of a scenario as Base, Scenario and Sweep, and what is different."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from console.present.draft_rows import about_text, draft_note, draft_rows
from console.present.kpi_tiles import Tone
from console.present.plain_rows import Head
from console.present.scenario_draft import Problem
from console.qt.card import Card
from console.qt.draft_desk import DraftDesk
from console.qt.named import named
from console.qt.pane_layouts import fill_page, side_by_side, stacked
from console.qt.parameter_view import ParameterView
from console.qt.plain_table import PlainTable
from console.qt.theme import Theme


class BuildPage(QWidget):
    """The tree at the left; what is different, and what a parameter means, at the right."""

    command_wanted = Signal(str)
    """Id of a command that a button stands for."""

    def __init__(
        self, theme: Theme, desk: DraftDesk, scenarios: QComboBox, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._under_way: Problem | None = None
        self._trying = ""
        self.choice: Final = named(QComboBox(), self.tr("Scenario to build on"))
        self.choice.setModel(scenarios.model())
        self.search: Final = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find a parameter"))
        self.search.setAccessibleName(self.tr("Find a parameter by its words"))
        self.search.setClearButtonEnabled(True)
        self.tree: Final = ParameterView(theme)
        self.replicate: Final = self._button("build.replicate", self.tr("Replicate"))
        self.replicate.setObjectName("primary")
        self.compare: Final = self._button("build.compare", self.tr("Compare with its file"))
        self.save: Final = self._button("build.save", self.tr("Save as\N{HORIZONTAL ELLIPSIS}"))
        self.revert: Final = self._button("build.revert", self.tr("Take all back"))
        self.changes: Final = PlainTable(theme, self.tr("What is different"), self._heads())
        self._about: Final = QLabel()
        self._about.setWordWrap(True)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._about.setAccessibleName(self.tr("About the parameter"))
        self._lay_out()
        self._connect()
        self._on_opened()
        self._show()

    @property
    def first(self) -> QWidget:
        """What has the keyboard when the view is opened."""
        return self.tree

    @property
    def about(self) -> str:
        """What is told of the current parameter."""
        return self._about.text()

    def _button(self, id_: str, text: str) -> QPushButton:
        button = named(QPushButton(text), text)
        button.clicked.connect(lambda _checked: self.command_wanted.emit(id_))
        return button

    def _heads(self) -> tuple[Head, ...]:
        return (
            Head(""),
            Head(self.tr("Parameter")),
            Head(self.tr("Base")),
            Head(self.tr("Scenario")),
            Head(self.tr("Sweep")),
            Head(self.tr("What is wrong")),
        )

    def _lay_out(self) -> None:
        self._parameters = Card(self.tr("Parameters"))
        row = QHBoxLayout()
        row.addWidget(self.choice, 1)
        row.addWidget(self.search, 1)
        self._parameters.body.addLayout(row)
        self._parameters.body.addWidget(self.tree, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.replicate)
        buttons.addWidget(self.compare)
        buttons.addWidget(self.save)
        buttons.addWidget(self.revert)
        buttons.addStretch(1)
        self._parameters.body.addLayout(buttons)
        self._different = Card(self.tr("What is different"))
        self._different.body.addWidget(self.changes)
        meaning = Card(self.tr("About the parameter"))
        column = QVBoxLayout()
        column.addWidget(self._about, 1)
        meaning.body.addLayout(column)
        right = stacked((self._different, meaning), (420, 240))
        fill_page(self, side_by_side((self._parameters, right), (760, 560)))

    def _connect(self) -> None:
        self.search.textChanged.connect(self.tree.show_only)
        self.tree.path_chosen.connect(lambda _: self._show_about())
        self.tree.typed.connect(self._on_typed)
        self.tree.typing.connect(self._on_typing)
        self.changes.row_opened.connect(self.tree.choose)
        self._desk.opened.connect(self._on_opened)
        self._desk.changed.connect(self._show)
        self._desk.checked.connect(self._show)
        self._desk.tried.connect(self._on_tried)

    def _on_opened(self) -> None:
        card = self._desk.card
        if card is not None:
            self.choice.setCurrentIndex(self.choice.findText(card.name))
        self.tree.show_groups(self._desk.groups)
        self.tree.show_only(self.search.text())
        if self._desk.why_not:
            self._parameters.show_empty(f"{Tone.BAD.value} {self._desk.why_not}")
        elif card is None:
            self._parameters.show_empty(self.tr("Choose a scenario in Scenarios first."))
        else:
            self._parameters.show_content()

    def _show(self) -> None:
        desk = self._desk
        self.tree.show_draft(desk.draft, desk.problems)
        rows = draft_rows(desk.draft, desk.parameters, desk.problems)
        self.changes.show_rows(rows)
        note = draft_note(desk.draft, desk.problems) if desk.card is not None else ""
        self._parameters.set_note(note)
        if rows:
            self._different.show_content()
        else:
            self._different.show_empty(
                self.tr(
                    "Nothing is changed. Press Enter on a parameter and type another value, or"
                    " several under Sweep: 1, 2, 5 or from:to:step."
                )
            )
        self.replicate.setEnabled(desk.is_sound)
        for button in (self.save, self.compare):
            button.setEnabled(desk.is_sound and bool(desk.draft.changes))
        self.revert.setEnabled(bool(desk.draft.changes or desk.draft.sweeps))
        self._under_way = None
        self._show_about()

    def _show_about(self) -> None:
        parameter = self._desk.parameters.get(self.tree.path)
        if parameter is None:
            self._about.setText(self.tr("Choose a parameter to read what it means."))
            return
        known = (one for one in self._desk.problems if one.path == parameter.path)
        problem = next(known, None) if self._under_way is None else self._under_way
        self._about.setText(about_text(parameter, problem))

    def _on_typed(self, path: str, is_sweep: bool, text: str) -> None:  # noqa: FBT001 (a signal's)
        self._trying = ""
        if is_sweep:
            self._desk.sweep(path, text)
        else:
            self._desk.change(path, text)
        self._under_way = None
        self._show_about()

    def _on_typing(self, path: str, is_sweep: bool, text: str) -> None:  # noqa: FBT001 (a signal's)
        self._trying = path
        self._desk.try_value(path, text, is_sweep=is_sweep)

    def _on_tried(self, problems: tuple[Problem, ...]) -> None:
        """What is being typed may be, or not: said beside the tree, before it is finished."""
        if self._trying:
            mine = (one for one in problems if one.path in {self._trying, ""})
            self._under_way = next(mine, None)
            self._show_about()
