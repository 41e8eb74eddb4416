"""Questions of one kind of which only the latest matters: one at a time, those between left out."""

from collections.abc import Callable
from typing import Generic, TypeVar

from console.qt.errand import Errands, is_of_the_world

T = TypeVar("T")


class LatestErrand(Generic[T]):
    """While one question is under way the next waits, and a newer one takes its place."""

    def __init__(
        self, errands: Errands, then: Callable[[T], None], failed: Callable[[str], None]
    ) -> None:
        self._errands = errands
        self._then = then
        self._failed = failed
        self._is_asking = False
        self._next: Callable[[], T] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether every question was answered."""
        return not self._is_asking and self._next is None

    def ask(self, question: Callable[[], T]) -> None:
        """Run it beside the window's thread; its answer is delivered unless a newer one waits."""
        self._next = question
        if not self._is_asking:
            self._go_on()

    def _go_on(self) -> None:
        question, self._next = self._next, None
        if question is not None:
            self._is_asking = True
            self._errands.ask(question, self._deliver, self._fail)

    def _deliver(self, answer: T) -> None:
        self._is_asking = False
        if self._next is not None:
            self._go_on()
        else:
            self._then(answer)

    def _fail(self, error: BaseException) -> None:
        """Whatever it was, the next question is asked."""
        self._is_asking = False
        if self._next is not None:
            self._go_on()
        elif is_of_the_world(error):
            self._failed(str(error))
