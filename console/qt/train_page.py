"""Train: one session stepped as a sequence diagram, with what each step means and moves."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from console.present.ledger_effect import accounts_of, effect_rows
from console.present.sequence_layout import layout_of
from console.present.sequence_steps import Step, steps_of
from console.qt.card import Card
from console.qt.named import named
from console.qt.pane_layouts import fill_page, side_by_side, stacked
from console.qt.section_tree import SectionTree
from console.qt.sequence_view import SequenceView
from console.qt.theme import Theme
from core.service.snapshot import Story

PLAY_EVERY_MS: Final = 1200


class TrainPage(QWidget):
    """The trainer's workspace."""

    balances_wanted = Signal(int, object)
    """Number of an entry and the accounts whose balances before it are to be shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self._current = 0
        self.diagram = SequenceView(theme)
        self.inspector = SectionTree(theme, self.tr("Fields of the step"))
        self.effect = _effect_table(self.tr("Ledger effect of the step"))
        self._meaning = QLabel()
        self._meaning.setWordWrap(True)
        self._counter = QLabel()
        self._counter.setObjectName("cardNote")
        self._player = QTimer(self)
        self._player.setInterval(PLAY_EVERY_MS)
        self._player.timeout.connect(self._on_play_tick)
        self.reset = named(QPushButton(self.tr("Reset  Home")), self.tr("Go before the first step"))
        self.back = named(
            QPushButton(self.tr("Back  \N{LEFTWARDS ARROW}")), self.tr("One step back")
        )
        self.step = named(
            QPushButton(self.tr("Step  \N{RIGHTWARDS ARROW}")), self.tr("One step on")
        )
        self.play = named(QPushButton(self.tr("Play  Space")), self.tr("Play or pause the steps"))
        self.reset.clicked.connect(lambda: self.go_to(0))
        self.back.clicked.connect(lambda: self.go_to(self._current - 1))
        self.step.clicked.connect(lambda: self.go_to(self._current + 1))
        self.play.clicked.connect(self._on_play)
        self.diagram.step_chosen.connect(self.go_to)
        self._lay_out()
        self.show_nothing()

    @property
    def current(self) -> int:
        """The step that is shown, counted from 1; 0 is before the first."""
        return self._current

    @property
    def is_shown(self) -> bool:
        """Whether there is a session to step."""
        return bool(self._steps)

    def show_nothing(self) -> None:
        """No session was chosen."""
        self._player.stop()
        self._steps = ()
        self._current = 0
        why = self.tr(
            "No session yet. Run a scenario in Analyse (Alt+2); its first session is stepped here,"
            " or choose one in Operate (Alt+1) and press Open in Train."
        )
        self._flow_card.show_empty(why)
        self._flow_card.set_note("")
        self._inspector_card.show_empty(self.tr("The fields of a step are shown here."))
        self._effect_card.show_empty(self.tr("The accounts that a step moves are shown here."))

    def show_story(self, story: Story) -> None:
        """Take a session from its beginning."""
        self._player.stop()
        self._steps = steps_of(story)
        self.diagram.show_layout(layout_of(self._steps, story.cdr))
        self._flow_card.set_title(self.tr("Flow \N{MIDDLE DOT} {key}").format(key=story.cdr.key))
        self._flow_card.set_note(self.tr("recorded from {source}").format(source=story.cdr.source))
        self._flow_card.show_content()
        self.go_to(0)

    def go_to(self, number: int) -> None:
        """Show a step, counted from 1; numbers beyond the ends stay at the ends."""
        self._current = max(0, min(number, len(self._steps)))
        self.diagram.show_step(self._current)
        total = len(self._steps)
        self._counter.setText(self.tr("step {n} of {total}").format(n=self._current, total=total))
        self.back.setEnabled(self._current > 0)
        self.reset.setEnabled(self._current > 0)
        self.step.setEnabled(self._current < total)
        self.play.setText(
            self.tr("Pause  Space") if self._player.isActive() else self.tr("Play  Space")
        )
        if self._current:
            self._inspect(self._steps[self._current - 1])
        else:
            self._inspector_card.set_title(self.tr("Step inspector"))
            self._inspector_card.show_empty(self.tr("Press Step or \N{RIGHTWARDS ARROW} to begin."))
            self._effect_card.show_empty(self.tr("No account has moved yet."))

    def show_balances(self, seq: int, before: Mapping[tuple[str, str], int]) -> None:
        """Show the balances before an entry, if its step is still the current one."""
        booked = self._steps[self._current - 1].booked if self._current else None
        if booked is not None and booked.seq == seq:
            rows = effect_rows(booked.entry, before)
            self.effect.setRowCount(len(rows))
            for number, row in enumerate(rows):
                texts = (row.account, row.currency, row.before, row.change, row.after)
                for column, text in enumerate(texts):
                    item = QTableWidgetItem(text)
                    item.setToolTip(text)
                    if column >= 2:
                        item.setTextAlignment(_RIGHT)
                    if row.is_sum:
                        font = item.font()
                        font.setWeight(font.Weight.DemiBold)
                        item.setFont(font)
                    self.effect.setItem(number, column, item)
            self._effect_card.show_content()

    def _inspect(self, step: Step) -> None:
        self._inspector_card.set_title(f"#{self._current} {step.title}")
        self._inspector_card.show_content()
        self._meaning.setText(step.meaning)
        self.inspector.show_sections(step.sections)
        if step.booked is None:
            self._effect_card.show_empty(self.tr("This step moves no account."))
        else:
            self.balances_wanted.emit(step.booked.seq, accounts_of(step.booked.entry))

    def _on_play(self) -> None:
        if self._player.isActive():
            self._player.stop()
        elif self._steps:
            if self._current == len(self._steps):
                self._current = 0
            self._player.start()
        self.go_to(self._current)

    def _on_play_tick(self) -> None:
        if self._current + 1 >= len(self._steps):
            self._player.stop()
        self.go_to(self._current + 1)

    def _lay_out(self) -> None:
        self._flow_card = Card(self.tr("Flow"))
        controls = QHBoxLayout()
        controls.setSpacing(8)
        for button in (self.reset, self.back, self.step, self.play):
            controls.addWidget(button)
        controls.addStretch(1)
        controls.addWidget(self._counter)
        self._flow_card.body.addLayout(controls)
        self._flow_card.body.addWidget(self.diagram, 1)
        self._inspector_card = Card(self.tr("Step inspector"))
        self._inspector_card.body.addWidget(self._meaning)
        self._inspector_card.body.addWidget(self.inspector, 1)
        self._effect_card = Card(self.tr("Ledger effect of this step"))
        self._effect_card.body.addWidget(self.effect)
        right = stacked((self._inspector_card, self._effect_card), (430, 240))
        fill_page(self, side_by_side((self._flow_card, right), (880, 540)))


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _effect_table(name: str) -> QTableWidget:
    table = QTableWidget(0, 5)
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(["Account", "Cur.", "Before", "Change", "After"])
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.verticalHeader().setVisible(False)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(22)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(_RIGHT)
    first = table.horizontalHeaderItem(0)
    if first is not None:
        first.setTextAlignment(_LEFT)
    for column, width in ((1, 46), (2, 82), (3, 78), (4, 82)):
        header.resizeSection(column, width)
    return table
