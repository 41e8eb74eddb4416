"""The filter line: completes, says at once whether it can be read, keeps its history.

Enter applies; Up and Down go through what was applied before; Esc gives back what is applied.
Whether a filter can be read is said by glyph and words; the colour only repeats it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.present.filter_completion import Completion, completion_of, example_of
from console.qt.candidate_list import CandidateList
from console.qt.problem_mark import ProblemMark
from console.qt.theme import FONT_PIXELS, Theme, mono_font
from core.domain.filter_parse import FilterProblem, parse_filter
from core.domain.filter_print import printed
from core.domain.filter_tree import Filter, FilterField, all_of

HISTORY_KEPT: Final = 100
PATIENCE_MS: Final = 700
"""So long after the last letter a mistake is marked; Enter marks it at once."""


class _Line(QLineEdit):
    """A line that knows where its letters are on screen, and passes Up and Down on."""

    stepped = Signal(int)
    """-1: what was before; 1: what came after."""
    completion_wanted = Signal()
    given_up = Signal()
    entered = Signal(bool)
    """Enter, or (True) Tab while something is offered."""
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_offered: Callable[[], bool] = lambda: False

    def letter_x(self, position: int) -> int:
        """Where the letter at a position begins, in px from the left of the line."""
        metrics, text = self.fontMetrics(), self.text()
        to_cursor = metrics.horizontalAdvance(text[: self.cursorPosition()])
        cursor_x = self.cursorRect().center().x()
        return cursor_x + metrics.horizontalAdvance(text[:position]) - to_cursor

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down, Esc, Ctrl+Space."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(False)
        elif key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.completion_wanted.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tab takes what is offered, before it would leave the line."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self.is_offered()
        ):
            self.entered.emit(True)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is offered to a line that is left."""
        super().focusOutEvent(event)
        self.left.emit()


class FilterLine(QWidget):
    """One filter line over the fields of one table."""

    applied = Signal(object)
    """The ``Filter``, or None for every row."""

    def __init__(
        self, theme: Theme, fields: tuple[FilterField, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fields = fields
        self._known: Mapping[str, Sequence[str]] = {}
        self._history: list[str] = []
        self._step_at = 0
        self._applied = ""
        self._completion = Completion(0, 0, ())
        self.line = _Line()
        self.line.setFont(mono_font(FONT_PIXELS))
        self.line.setPlaceholderText(f"{self.tr('Filter:')}  {example_of(fields)}")
        self.line.setAccessibleName(self.tr("Filter"))
        self.line.setClearButtonEnabled(True)
        for button in self.line.findChildren(QToolButton):
            button.setAccessibleName(self.tr("Clear the filter"))
        self.verdict = QLabel()
        self.verdict.setObjectName("filterVerdict")
        self.verdict.setAccessibleName(self.tr("Whether the filter can be read"))
        self.mark = ProblemMark(theme)
        self._list = CandidateList(self.tr("What may come next"), self)
        self._mark_timer = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._mark_timer.timeout.connect(self._mark_problem)
        self._lay_out()
        self._connect()
        self._judge()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.line, 1)
        top.addWidget(self.verdict)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addLayout(top)
        layout.addWidget(self.mark)

    def _connect(self) -> None:
        self.line.textEdited.connect(lambda _: self._offer())
        self.line.textChanged.connect(self._on_changed)
        self.line.entered.connect(self._on_enter)
        self.line.left.connect(self._list.hide)
        self._list.picked.connect(self._complete)
        self.line.is_offered = self._list.isVisible
        self.line.stepped.connect(self._step)
        self.line.given_up.connect(self._give_up)
        self.line.completion_wanted.connect(self._offer)
        self._theme.changed.connect(lambda _: self._wear())

    def _wear(self) -> None:
        self.line.setFont(mono_font(FONT_PIXELS))
        self._judge()

    @property
    def tree(self) -> Filter | FilterProblem | None:
        """What stands in the line, applied or not."""
        return parse_filter(self.line.text(), self._fields)

    @property
    def history(self) -> tuple[str, ...]:
        """What was applied, oldest first; for the settings."""
        return tuple(self._history)

    def remember(self, history: Sequence[str]) -> None:
        """Take over a history of earlier days."""
        self._history = list(history)[-HISTORY_KEPT:]
        self._step_at = len(self._history)

    def know(self, known: Mapping[str, Sequence[str]]) -> None:
        """Values worth offering, by field."""
        self._known = known

    def show_text(self, text: str) -> None:
        """Put a filter into the line and apply it, if it can be read."""
        self.line.setText(text)
        self.apply()

    def add(self, text: str) -> None:
        """Narrow the filter by another one."""
        present, more = self.tree, parse_filter(text, self._fields)
        parts = [one for one in (present, more) if one and not isinstance(one, FilterProblem)]
        self.show_text(printed(all_of(tuple(parts))) if parts else "")

    def apply(self) -> None:
        """Apply what stands in the line; what cannot be read is not applied."""
        tree = self.tree
        if isinstance(tree, FilterProblem):
            self._mark_problem()
            return
        text = self.line.text().strip()
        self._applied = text
        if text and (not self._history or self._history[-1] != text):
            self._history = [*self._history, text][-HISTORY_KEPT:]
        self._step_at = len(self._history)
        self._list.hide()
        self._judge()
        self.applied.emit(tree)

    def _on_enter(self, is_tab: bool) -> None:  # noqa: FBT001 (which key it was)
        choice = self._list.choice
        if choice is None and is_tab:
            choice = 0
        if choice is None:
            self.apply()
        elif self._list.isVisible():
            self._complete(choice)

    def _give_up(self) -> None:
        if self._list.isVisible():
            self._list.hide()
        else:
            self.line.setText(self._applied)

    def _on_changed(self, text: str) -> None:
        self._judge()
        if not text and self._applied:
            self.apply()  # cleared

    def _judge(self) -> None:
        tree, tokens = self.tree, self._theme.tokens
        text = self.line.text().strip()
        self._mark_timer.stop()
        if isinstance(tree, FilterProblem):
            said, colour = self.tr("\N{MULTIPLICATION X} not a filter yet"), tokens.bad
            if self.mark.isVisible():
                self._mark_problem()
            else:
                self._mark_timer.start()  # half a word is no mistake yet
        else:
            self.mark.say("")
            if not text:
                said, colour = self.tr("no filter"), tokens.muted
            elif text == self._applied:
                said, colour = self.tr("\N{CHECK MARK} applied"), tokens.good
            else:
                said, colour = self.tr("\N{CHECK MARK} Enter applies"), tokens.good
        self.verdict.setText(said)
        self.verdict.setStyleSheet(f"color: {colour};")
        border = "" if not text else f"QLineEdit {{ border-color: {colour}; }}"
        self.line.setStyleSheet(border)

    def _mark_problem(self) -> None:
        problem = self.tree
        if isinstance(problem, FilterProblem):
            left = self.line.letter_x(problem.position) + self.line.x()
            end = self.line.letter_x(problem.position + problem.length) + self.line.x()
            self.mark.say(problem.sentence, left, end - left)

    def _step(self, step: int) -> None:
        if self._list.isVisible():
            self._list.step(step)
            return
        at = self._step_at + step
        if 0 <= at <= len(self._history):
            self._step_at = at
            self.line.setText(self._history[at] if at < len(self._history) else "")

    def _offer(self) -> None:
        cursor = self.line.cursorPosition()
        self._completion = completion_of(self.line.text(), cursor, self._fields, self._known)
        left = max(0, self.line.letter_x(self._completion.start))
        self._list.offer(self._completion.candidates, self.line, left)

    def _complete(self, row: int) -> None:
        chosen = self._completion
        text = self.line.text()
        before = text[: chosen.start] + chosen.candidates[row].text
        self.line.setText(before + text[chosen.end :].lstrip())
        self.line.setCursorPosition(len(before))
        self._list.hide()
        if not before.endswith(" "):
            self._offer()

    def changeEvent(self, event: QEvent) -> None:
        """A font that changed moves the caret."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._judge()
