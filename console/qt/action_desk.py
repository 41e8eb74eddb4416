"""Actions on the shown books: said exactly beforehand, done beside the window's thread, logged.

What will be done is asked of the books first; nothing is done that the user did not read. An
action that fails is told as one message, and logged too. Whoever was asked about some books acts
on those or on none: others may be shown by the time of the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.present.action_texts import (
    settled_text,
    settling_text,
    taking_back_text,
    windows_text,
)
from console.present.books import Books
from console.qt.arming_desk import ArmingDesk
from console.qt.errand import Errands
from console.qt.screens import Screens
from console.qt.window_setup import Setup
from core.domain.errors import RoamingError
from core.domain.operator_act import ActKind, OperatorAct
from core.service.preview_due import DueWork
from core.service.take_back import TakingBack

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What came of an action, and of the line about it."""

    is_done: bool
    result: str
    """What was done, or why it cannot be."""
    unwritten: str
    """Why the operator's log has no line of it; empty where it has."""


class ActionDesk(QObject):
    """Settles due cycles, and takes back one session."""

    logged = Signal()
    """The operator's log has another line."""
    done = Signal(str)
    """What came of an action."""

    def __init__(
        self,
        setup: Setup,
        screens: Screens,
        errands: Errands,
        arming: ArmingDesk,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._setup = setup
        self._screens = screens
        self._errands = errands
        self._arming = arming
        self._window = window
        self.books: Books | None = None
        screens.operate.books_shown.connect(self._on_books)
        self.done.connect(screens.status.say)

    def settle_due(self) -> None:
        """Ask what is due, show it, and settle it if the user agrees."""
        books = self.books
        assert books is not None
        self._ask(books, books.due_work, lambda due: self._confirm_settling(books, due))

    def take_back(self) -> None:
        """Ask why, show what will be posted, and take back the session that is shown."""
        books, detail = self.books, self._screens.operate.detail.detail
        assert books is not None
        assert detail is not None
        key = detail.session_key
        assert key is not None
        title = self.tr("Take back {key}").format(key=key)
        reason = self._setup.questions.text(self._window, title, self.tr("Reason"))
        if reason is not None and self.are_still_shown(books, title):
            self._ask(
                books,
                lambda: books.taking_back(key, reason),
                lambda planned: self._confirm_taking_back(books, planned, key, reason),
            )

    def _on_books(self, books: Books | None, _is_followed: bool) -> None:  # noqa: FBT001 (signal)
        self.books = books

    def _confirm_settling(self, books: Books, due: DueWork) -> None:
        title = self.tr("Settle due cycles")
        if due.is_nothing:
            told = "\n".join(filter(None, (self.tr("No cycle is due."), windows_text(due))))
            self._setup.questions.tell(self._window, title, told)
        elif self.agrees(books, title, settling_text(due), self.tr("Settle")):
            ids = [one.cycle_id for one in due.cycles] or [f"{due.until:%Y-%m-%d}"]
            subject = f"{ids[0]} to {ids[-1]}"

            def settle() -> str:
                return settled_text(books.settle_due(due.until))

            self.do(books, self.act(ActKind.SETTLED, subject), settle)

    def _confirm_taking_back(
        self, books: Books, planned: TakingBack, key: str, reason: str
    ) -> None:
        title = self.tr("Take back this session")
        if not self.agrees(books, title, taking_back_text(planned), self.tr("Take back")):
            return

        def take_back() -> str:
            return f"{key} taken back by {books.take_back(key, reason).key}"

        self.do(books, self.act(ActKind.TAKEN_BACK, key, reason), take_back)

    def agrees(self, books: Books, title: str, text: str, yes: str) -> bool:
        """Whether the user agrees, and may still act: on these books, and in time."""
        if not self._setup.questions.confirm(self._window, title, text, yes):
            return False
        if not self.are_still_shown(books, title):
            return False
        if not self._arming.may_act:
            self._setup.questions.tell(
                self._window, title, self.tr("The books are not armed any more; nothing was done.")
            )
        return self._arming.may_act

    def are_still_shown(self, books: Books, title: str) -> bool:
        """Whether the books that the user was asked about are shown; says so where not."""
        if books is not self.books:
            text = self.tr("{title} is not shown any more; nothing was done.")
            self._setup.questions.tell(self._window, title, text.format(title=books.title))
        return books is self.books

    def act(self, kind: ActKind, subject: str, reason: str = "") -> OperatorAct:
        """A line for the operator's log."""
        now, user = self._setup.now(), self._setup.user
        return OperatorAct(at=now, kind=kind, who=user, subject=subject, note=reason)

    def do(self, books: Books, act: OperatorAct | None, action: Callable[[], str]) -> None:
        """Act, and write down what came of it; None: the books themselves keep who did it."""

        def written(result: str) -> str:
            if act is None:
                return ""
            note = f"{act.note}: {result}" if act.note else result
            try:
                books.write_act(replace(act, note=note))
            except (RoamingError, OSError) as error:
                return str(error)
            return ""

        def outcome() -> _Outcome:
            try:
                result = action()
            except (RoamingError, OSError) as error:
                why = str(error)
                return _Outcome(is_done=False, result=why, unwritten=written(f"failed: {why}"))
            return _Outcome(is_done=True, result=result, unwritten=written(result))

        self._screens.status.say(self.tr("Working \N{HORIZONTAL ELLIPSIS}"))
        self._errands.ask(outcome, lambda told: self._on_outcome(books, told))

    def _on_outcome(self, books: Books, outcome: _Outcome) -> None:
        self.logged.emit()
        text = outcome.result
        if outcome.unwritten:
            words = self.tr("{result}; not written down: {problem}")
            text = words.format(result=text, problem=outcome.unwritten)
        if not outcome.is_done:
            self._tell_failed(text)
            return
        self.done.emit(text)
        if outcome.unwritten:
            title = self.tr("Done, but not written down")
            self._setup.questions.tell(self._window, title, text)
        card = self._screens.operate.detail
        if books is self.books and card.detail is not None:
            card.link_opened.emit(card.detail.link)  # it may have another entry now

    def _tell_failed(self, problem: str) -> None:
        self._setup.questions.tell(self._window, self.tr("This cannot be done"), problem)

    def _ask(self, books: Books, question: Callable[[], T], then: Callable[[T], None]) -> None:
        """Ask beside this thread; an error comes back as a value, for it must be read."""

        def ask() -> T | RoamingError:
            try:
                return question()
            except RoamingError as error:
                return error

        def answer(found: T | RoamingError) -> None:
            if isinstance(found, RoamingError):
                self._tell_failed(str(found))
            elif books is self.books:
                then(found)

        self._errands.ask(ask, answer)
