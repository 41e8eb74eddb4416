"""Arms books for actions, for a time: what is armed, until when, and that it is written down.

Books are armed only once the log has the line. They are disarmed by command, by time, by other
books and by the end of the window; each leaves a line too.
"""

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from console.present.books import Books
from console.qt.errand import Errands
from console.qt.screens import Screens
from console.qt.window_setup import Setup
from core.domain.environment import Environment
from core.domain.errors import RoamingError
from core.domain.operator_act import ActKind, OperatorAct

EVERY_MS: Final = 250


class ArmingDesk(QObject):
    """At most one database is armed: the one that is shown."""

    changed = Signal()
    """Armed or disarmed."""
    logged = Signal()
    """The operator's log has another line."""

    def __init__(self, setup: Setup, screens: Screens, errands: Errands, window: QWidget) -> None:
        super().__init__(window)
        self._setup = setup
        self._screens = screens
        self._errands = errands
        self._window = window
        self._books: Books | None = None
        self._is_followed = False
        self._until: datetime | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(EVERY_MS)
        self._clock.timeout.connect(self._tick)
        screens.operate.books_shown.connect(self._on_books)
        window.installEventFilter(self)

    @property
    def is_armed(self) -> bool:
        """Whether the shown books are armed."""
        return self._until is not None and self._setup.now() < self._until

    @property
    def can_arm(self) -> bool:
        """Whether the shown books are read-only until they are armed."""
        bar = self._screens.top_bar
        is_real = bar.environment is not Environment.SIMULATION
        return self._books is not None and is_real and not bar.is_read_only and not self.is_armed

    @property
    def may_act(self) -> bool:
        """Whether actions on the shown books can run; simulated money needs no arming."""
        bar = self._screens.top_bar
        is_play = bar.environment is Environment.SIMULATION and self._is_followed
        return self._books is not None and not bar.is_read_only and (self.is_armed or is_play)

    def ask(self) -> None:
        """Ask why and for how long, and arm."""
        books = self._books
        assert books is not None
        answer = self._setup.questions.arming(self._window, books.title)
        if answer is not None and books is self._books:
            self.arm(*answer)

    def arm(self, reason: str, minutes: int) -> None:
        """Arm the shown books once the log says so."""
        books = self._books
        assert books is not None
        now = self._setup.now()
        act = self._act(ActKind.ARMED, f"{minutes} min: {reason}")

        def write() -> str:
            try:
                books.write_act(act)
            except RoamingError as error:
                return str(error)
            return ""

        def begin(problem: str) -> None:
            if problem:
                title = self.tr("These books cannot be armed")
                self._setup.questions.tell(self._window, title, problem)
            elif books is self._books:
                self._until = now + timedelta(minutes=minutes)
                self._clock.start()
                self._tick()
                self.changed.emit()
                self.logged.emit()

        self._errands.ask(write, begin)

    def disarm(self, why: str) -> None:
        """Disarm; the line in the log follows."""
        books = self._books
        if self._until is None or books is None:
            return
        act = self._act(ActKind.DISARMED, why)
        self._end()
        self._errands.ask(lambda: books.write_act(act), lambda _: self.logged.emit())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that goes leaves nothing armed; one that is minimised stays as it is."""
        is_gone = event.type() is QEvent.Type.Hide and not event.spontaneous()
        if watched is self._window and is_gone:
            self._leave(self.tr("the window was closed"))
        return super().eventFilter(watched, event)

    def _on_books(self, books: Books | None, is_followed: bool) -> None:  # noqa: FBT001 (signal)
        left = self._leaving(self.tr("other books were shown"))
        if left is not None:
            self._errands.ask(lambda: _write_and_close(*left), lambda _: None)
        self._books, self._is_followed = books, is_followed

    def _leave(self, why: str) -> None:
        """The errands are over: write in this thread, which is about to end."""
        left = self._leaving(why)
        if left is not None:
            _write_and_close(*left)

    def _leaving(self, why: str) -> tuple[Books, OperatorAct] | None:
        books = self._books
        if self._until is None or books is None:
            return None
        act = self._act(ActKind.DISARMED, why)
        self._end()
        return books, act

    def _end(self) -> None:
        self._until = None
        self._clock.stop()
        self._screens.top_bar.show_armed(None)
        self.changed.emit()

    def _tick(self) -> None:
        if self._until is None:
            return
        left_s = (self._until - self._setup.now()).total_seconds()
        if left_s <= 0:
            self.disarm(self.tr("the time was over"))
        else:
            self._screens.top_bar.show_armed(int(left_s + 0.999))

    def _act(self, kind: ActKind, note: str) -> OperatorAct:
        return OperatorAct(at=self._setup.now(), kind=kind, who=self._setup.user, note=note)


def _write_and_close(books: Books, act: OperatorAct) -> None:
    """Whoever showed these books has let go of them; so must we."""
    try:
        books.write_act(act)
    except RoamingError:
        return  # they cannot be reached any more; the armed line says until when it held at most
    finally:
        books.close()
