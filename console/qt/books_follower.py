"""Follows books that others write: asks once a second for what is new, beside the window's thread.

Entries come by page from the last one on that was there at the beginning (tables page through the
others by themselves); the use of the sites is read only at the end, because it is a question to
all sessions.
"""

from typing import Any, Final

from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from console.present.books import Books
from console.present.utilisation_heat import Heat, heat_of_books
from console.qt.errand import Errands
from core.service.snapshot import Summary

POLL_EVERY_MS: Final = 1000
PAGE_ROWS: Final = 4096
"""Entries read from the books at a time."""


class BooksFollower(QObject):
    """Reads one database after the other."""

    summary = Signal(object)
    rows = Signal(object)
    """Array of dtype ``LEDGER_ROW``: entries that were not told before."""
    heat = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._books: Books | None = None
        self._seq: int | None = None
        self._heat_seq = 0
        self._reading = False
        self._errands = Errands(self)
        self._errands.failed.connect(self._on_failed)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_EVERY_MS)
        self._poll.timeout.connect(self._read)

    def follow(self, books: Books) -> None:
        """Begin with these books."""
        self._books = books
        self._seq, self._heat_seq = None, 0
        self._read()
        self._poll.start()

    def leave(self) -> None:
        """Follow nothing; what is under way is not told any more."""
        self._poll.stop()
        self._books = None

    def close(self) -> None:
        """Leave, and wait for the question under way."""
        self.leave()
        self._errands.close()

    def _read(self) -> None:
        books, after, heat_seq = self._books, self._seq, self._heat_seq
        if books is None or self._reading:
            return
        self._reading = True

        def read() -> tuple[Summary, NDArray[Any], Heat | None]:
            summary = books.summary()
            start = max(0, summary.last_seq - 1) if after is None else after
            rows = books.ledger_after(start, PAGE_ROWS)
            at_end = len(rows) < PAGE_ROWS and start + len(rows) > heat_seq
            heat = heat_of_books(books.site_hours()) if at_end else None
            return summary, rows, heat

        self._errands.ask(read, lambda answer: self._on_read(books, *answer))

    def _on_read(
        self, books: Books, summary: Summary, rows: NDArray[Any], heat: Heat | None
    ) -> None:
        self._reading = False
        if books is not self._books:
            self._read()
            return
        self.summary.emit(summary)
        if len(rows):
            self._seq = int(rows[-1]["seq"])
            self.rows.emit(rows)
        if heat is not None:
            self._heat_seq = self._seq or 0
            self.heat.emit(heat)
        if len(rows) == PAGE_ROWS:
            self._read()

    def _on_failed(self, message: str) -> None:
        self._reading = False
        self.failed.emit(message)
