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
    _returned = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="books")
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._open = True

    def ask(self, question: Callable[[], T], then: Callable[[T], None]) -> None:
        """Run ``question`` in the thread, then ``then`` with the answer in this one."""
        if self._open:
            future = self._threads.submit(question)
            future.add_done_callback(lambda done: self._bring(done, then))

    def close(self) -> None:
        """Wait for the question under way and ask no more."""
        self._open = False
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _bring(self, future: Future[Any], then: Callable[[Any], None]) -> None:
        if not future.cancelled():
            self._returned.emit(future, then)

    def _deliver(self, future: Future[Any], then: Callable[[Any], None]) -> None:
        if not self._open:
            return
        try:
            answer = future.result()
        except (RoamingError, OSError) as error:
            self.failed.emit(str(error))
            return
        then(answer)
