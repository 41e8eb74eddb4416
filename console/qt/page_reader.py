"""Reads keys and pages beside the window's thread, one step at a time, what is seen first.

The window's thread decides each next step when the last one is done: pages that are on screen go
before further keys, keys before growth, and a newer question before anything older.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from console.present.row_source import Keys, RowSource
from core.domain.errors import RoamingError
from core.domain.filter_tree import Filter
from core.service.pages import RowOrder

Step = Callable[[], Any]


class PageReader(QObject):
    """One thread, one step under way, one queued signal that brings it home."""

    keys_arrived = Signal(object)
    """The next ``Keys`` of the present question."""
    keys_ended = Signal()
    page_arrived = Signal(int, object)
    """(page, structured array)."""
    grown = Signal(object, object)
    """(new ``Keys``, the highest key there is)."""
    known = Signal(object)
    """Values worth offering in the filter line, by field."""
    failed = Signal(str)
    """The source could not answer: one clear message. ``retry`` asks again."""
    _returned = Signal(object, object, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pages")
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._question = 0
        self._source: RowSource | None = None
        self._chunks: Iterator[Keys] | None = None
        self._pages: dict[int, Keys] = {}
        self._grow_after: tuple[Filter | None, Callable[[], int]] | None = None
        self._is_asked_known = False
        self._is_busy = False
        self._is_open = True

    def ask(self, source: RowSource | None, tree: Filter | None, order: RowOrder) -> None:
        """Forget what was asked before, and read the keys of another question."""
        self._question += 1
        self._source = source
        self._pages.clear()
        self._grow_after = None
        if self._chunks is not None and self._is_open:
            self._thread.submit(_close, self._chunks)
        question = self._question
        self._chunks = (
            None
            if source is None
            else source.keys(tree, order, lambda: self._is_open and question == self._question)
        )
        self._step()

    def want(self, pages: dict[int, Keys]) -> None:
        """Read these pages; those that were wanted before and are not now, are not read."""
        self._pages = pages
        self._step()

    def grow(self, tree: Filter | None, after: Callable[[], int]) -> None:
        """Read the keys above the one that ``after`` names once all that is under way is here."""
        self._grow_after = (tree, after)
        self._step()

    def ask_known(self) -> None:
        """Read values worth offering, when there is nothing better to do."""
        self._is_asked_known = True
        self._step()

    @property
    def is_busy(self) -> bool:
        """Whether a step is under way."""
        return self._is_busy

    def close(self) -> None:
        """Wait for the step under way; read no more."""
        if not self._is_open:
            return
        self._is_open = False
        if self._chunks is not None:
            self._thread.submit(_close, self._chunks)
        self._thread.shutdown(wait=True)

    def _step(self) -> None:
        source = self._source
        if self._is_busy or not self._is_open or source is None:
            return
        if self._pages:
            page, keys = self._pages.popitem()
            self._run(lambda: source.rows(keys), lambda rows: self.page_arrived.emit(page, rows))
        elif self._chunks is not None:
            chunks = self._chunks
            self._run(lambda: next(chunks, None), self._take_chunk)
        elif self._grow_after is not None:
            tree, after = self._grow_after
            self._grow_after = None
            start = after()
            self._run(lambda: source.new_keys(tree, start), lambda new: self.grown.emit(*new))
        elif self._is_asked_known:
            self._is_asked_known = False
            self._run(source.known_values, self.known.emit)

    def _take_chunk(self, keys: Keys | None) -> None:
        if keys is None:
            self._chunks = None
            self.keys_ended.emit()
        else:
            self.keys_arrived.emit(keys)

    def _run(self, step: Step, then: Callable[[Any], None]) -> None:
        self._is_busy = True
        question = self._question
        future = self._thread.submit(step)
        future.add_done_callback(lambda done: self._returned.emit(done, then, question))

    def _deliver(self, future: Future[Any], then: Callable[[Any], None], question: int) -> None:
        self._is_busy = False
        if not self._is_open:
            return
        if question == self._question:
            try:
                answer = future.result()
            except (RoamingError, OSError) as error:
                self._chunks = None
                self._pages.clear()
                self.failed.emit(str(error))
            else:
                then(answer)
        self._step()


def _close(chunks: Iterator[Keys]) -> None:
    """End a generator, and with it its read transaction, in the thread that ran it."""
    close = getattr(chunks, "close", None)
    if close is not None:
        close()
