"""Reads what a view of Operate shows: while it is looked at, and when the books have changed.

One question at a time, beside the window's thread, and rests between two of them, so that large
books are not worn out. What was read stays on screen until the next answer is there.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer

from console.present.books import Books
from console.qt.operate_page import OperatePage
from console.qt.operate_tabs import OperateTab
from console.qt.sites_desk import Asking

REST_TO_COST: Final = 10
"""Between two questions at least so many times what the last one took."""
REST_MIN_MS: Final = 1000


class TabFace(Protocol):
    """What a view can show."""

    def show_no_books(self) -> None:
        """There is nothing to read."""
        ...

    def show_reading(self) -> None:
        """Nothing is known yet."""
        ...

    def show_problem(self, message: str, retry: Callable[[], None]) -> None:
        """The books cannot be read."""
        ...

    def show_answer(self, answer: Any) -> None:  # noqa: ANN401 (of whatever the view asked)
        """Show what was read."""
        ...


class TabReader(QObject):
    """Between one view and the books."""

    def __init__(
        self,
        tab: OperateTab,
        face: TabFace,
        question: Callable[[Books], Any],
        page: OperatePage,
        shown: Asking,
    ) -> None:
        super().__init__(tab)
        self._tab = tab
        self._face = face
        self._question = question
        self._page = page
        self._shown = shown
        self._books_number = 0
        self._is_asking = False
        self._is_stale = True
        self._has_answer = False
        self._since_asked = QElapsedTimer()
        self._rest_ms = 0
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._look)
        page.tables.books_changed.connect(self._forget)
        page.summary_shown.connect(lambda _: self.age())
        tab.installEventFilter(self)
        self._face.show_no_books()

    @property
    def is_idle(self) -> bool:
        """Whether what is shown is all that was asked."""
        return not self._is_asking and not self._is_stale

    def read(self) -> None:
        """Read now, without a rest, or once more after the answer that is under way."""
        self._rest_ms = 0
        self.age()

    def age(self) -> None:
        """The books say something else now."""
        self._is_stale = True
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read when the view is opened; rest no longer when nobody looks."""
        if watched is self._tab:
            if event.type() is QEvent.Type.Show:
                QTimer.singleShot(0, self, self._look)
            elif event.type() is QEvent.Type.Hide:
                self._rest.stop()
        return super().eventFilter(watched, event)

    def _forget(self) -> None:
        """Other books: what is shown, and the answer under way, are of the old ones."""
        self._books_number += 1
        self._is_asking = self._has_answer = False
        self._is_stale = True
        self._rest_ms = 0
        if self._page.tables.has_books:
            self._face.show_reading()
        else:
            self._face.show_no_books()
        self._look()

    def _look(self) -> None:
        if not self._is_stale or self._is_asking or not self._tab.isVisible():
            return
        if not self._page.tables.has_books:
            return
        left_ms = self._rest_ms - self._since_asked.elapsed() if self._since_asked.isValid() else 0
        if left_ms > 0:
            self._rest.start(left_ms)
        else:
            self._ask()

    def _ask(self) -> None:
        number = self._books_number
        self._is_asking, self._is_stale = True, False
        self._since_asked.start()
        if not self._has_answer:
            self._face.show_reading()

        def then(answer: Any) -> None:  # noqa: ANN401 (whatever was asked, or what went wrong)
            if number == self._books_number:
                self._take(answer)

        self._shown.ask(self._question, then, then)

    def _take(self, answer: Any) -> None:  # noqa: ANN401 (see above)
        self._is_asking = False
        self._rest_ms = max(REST_MIN_MS, REST_TO_COST * self._since_asked.elapsed())
        if isinstance(answer, BaseException):
            self._rest_ms = 0
            self._face.show_problem(str(answer), self.read)
        else:
            self._has_answer = True
            self._face.show_answer(answer)
        self._look()
