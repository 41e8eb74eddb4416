"""Actions on the shown books: said exactly beforehand, done beside the window's thread, logged.

What will be done is asked of the books first; nothing is done that the user did not read. An
action that fails is told as one message, and logged too.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.present.action_texts import settled_text, settling_text, taking_back_text
from console.present.books import Books
from console.qt.arming_desk import ArmingDesk
from console.qt.errand import Errands
from console.qt.screens import Screens
from console.qt.window_setup import Setup
from core.domain.errors import RoamingError
from core.domain.operator_act import ActKind, OperatorAct
from core.service.settle_cycles import DueCycle
from core.service.take_back import TakingBack

T = TypeVar("T")


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
        self._books: Books | None = None
        screens.operate.books_shown.connect(self._on_books)
        self.done.connect(screens.status.say)

    def settle_due(self) -> None:
        """Ask what is due, show it, and settle it if the user agrees."""
        books = self._books
        assert books is not None
        self._ask(books, books.due_cycles, self._confirm_settling)

    def take_back(self) -> None:
        """Ask why, show what will be posted, and take back the session that is shown."""
        books, detail = self._books, self._screens.operate.detail.detail
        assert books is not None
        assert detail is not None
        key = detail.session_key
        assert key is not None
        title = self.tr("Take back {key}").format(key=key)
        reason = self._setup.questions.text(self._window, title, self.tr("Reason"))
        if reason is not None:
            self._ask(
                books,
                lambda: books.taking_back(key, reason),
                lambda planned: self._confirm_taking_back(planned, key, reason),
            )

    def _on_books(self, books: Books | None, _is_followed: bool) -> None:  # noqa: FBT001 (signal)
        self._books = books

    def _confirm_settling(self, due: Sequence[DueCycle]) -> None:
        title = self.tr("Settle due cycles")
        if not due:
            self._setup.questions.tell(self._window, title, self.tr("No cycle is due."))
        elif self._agrees(title, settling_text(due), self.tr("Settle")):
            books, until = self._known(), due[-1].cut_off_at
            subject = f"{due[0].cycle_id} to {due[-1].cycle_id}"
            self._do(ActKind.SETTLED, subject, "", lambda: settled_text(books.settle_due(until)))

    def _confirm_taking_back(self, planned: TakingBack, key: str, reason: str) -> None:
        title = self.tr("Take back this session")
        if not self._agrees(title, taking_back_text(planned), self.tr("Take back")):
            return
        books = self._known()

        def take_back() -> str:
            return f"{key} taken back by {books.take_back(key, reason).key}"

        self._do(ActKind.TAKEN_BACK, key, reason, take_back)

    def _agrees(self, title: str, text: str, yes: str) -> bool:
        """Whether the user agrees, and may still act: the time may be over by then."""
        agreed = self._setup.questions.confirm(self._window, title, text, yes)
        if agreed and not self._arming.may_act:
            self._setup.questions.tell(
                self._window, title, self.tr("The books are not armed any more; nothing was done.")
            )
        return agreed and self._arming.may_act

    def _known(self) -> Books:
        assert self._books is not None
        return self._books

    def _do(self, kind: ActKind, subject: str, reason: str, action: Callable[[], str]) -> None:
        books, now, user = self._known(), self._setup.now(), self._setup.user

        def line(result: str) -> OperatorAct:
            note = f"{reason}: {result}" if reason else result
            return OperatorAct(at=now, kind=kind, who=user, subject=subject, note=note)

        def act() -> str:
            try:
                result = action()
            except RoamingError as error:
                books.write_act(line(f"failed: {error}"))
                raise
            books.write_act(line(result))
            return result

        self._screens.status.say(self.tr("Working \N{HORIZONTAL ELLIPSIS}"))
        self._ask(books, act, lambda result: self._on_done(books, result))

    def _on_done(self, books: Books, result: str) -> None:
        self.done.emit(result)
        if books is self._books:
            card = self._screens.operate.detail
            if card.detail is not None:
                card.link_opened.emit(card.detail.link)  # it may have another entry now

    def _ask(self, books: Books, question: Callable[[], T], then: Callable[[T], None]) -> None:
        """Ask beside this thread; an error comes back as a value, for it must be read."""

        def ask() -> T | RoamingError:
            try:
                return question()
            except RoamingError as error:
                return error

        def answer(found: T | RoamingError) -> None:
            self.logged.emit()
            if isinstance(found, RoamingError):
                title = self.tr("This cannot be done")
                self._setup.questions.tell(self._window, title, str(found))
            elif books is self._books:
                then(found)

        self._errands.ask(ask, answer)
