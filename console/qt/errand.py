"""Errands: questions to the books that run beside the window's thread and come back by signal."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from core.domain.errors import RoamingError

T = TypeVar("T")


class Errands(QObject):
    """One thread that asks, one queued signal that brings the answers home."""

    failed = Signal(str)
    """The books could not answer: one clear message."""
    _returned = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="books")
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._open = True

    def ask(
        self,
        question: Callable[[], T],
        then: Callable[[T], None],
        otherwise: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run ``question`` in the thread, then ``then`` with the answer in this one.

        Args:
            question: May raise whatever it likes.
            then: Hears the answer.
            otherwise: Hears of any failure instead of ``failed``, so that who waits for the answer
                waits no longer; a failure that is a bug of ours is raised as well.
        """
        if self._open:
            future = self._threads.submit(question)
            future.add_done_callback(lambda done: self._bring(done, then, otherwise))

    def close(self) -> None:
        """Wait for the question under way and ask no more."""
        self._open = False
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _bring(
        self,
        future: Future[Any],
        then: Callable[[Any], None],
        otherwise: Callable[[BaseException], None] | None,
    ) -> None:
        if not future.cancelled():
            self._returned.emit(future, then, otherwise)

    def _deliver(
        self,
        future: Future[Any],
        then: Callable[[Any], None],
        otherwise: Callable[[BaseException], None] | None,
    ) -> None:
        if not self._open:
            return
        error = future.exception()
        if error is None:
            then(future.result())
            return
        if otherwise is not None:
            otherwise(error)
        elif is_of_the_world(error):
            self.failed.emit(str(error))
        if not is_of_the_world(error):
            raise error


def is_of_the_world(error: BaseException) -> bool:
    """Whether it is to be told in words; else it is a bug of ours, for the crash report."""
    return isinstance(error, RoamingError | OSError)
