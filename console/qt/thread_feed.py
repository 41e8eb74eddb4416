"""Books that are only in this process: asked once a second beside the window's thread."""

from collections import deque
from time import monotonic
from typing import Final

from console.present.book_feed import Arrived, FeedMessage, Found, Lost, Stood, Used
from console.present.books import Books
from console.present.feed_plan import back_off_s
from console.present.utilisation_heat import heat_of_books
from console.qt.errand import Errands
from core.domain.errors import RoamingError

ASK_EVERY_S: Final = 1.0
PAGE_ROWS: Final = 4096
"""Entries read from the books at a time."""


class ThreadFeed:
    """One set of books, one question at a time."""

    def __init__(self, books: Books, errands: Errands) -> None:
        """Follow books; ``errands`` is lent and stays open."""
        self._books = books
        self._errands = errands
        self._inbox: deque[FeedMessage] = deque()
        self._after: int | None = None
        self._used_at = -1
        self._attempt = 0
        self._is_reading = False
        self._ask_at_s = monotonic()
        self._has_left = False

    def drain(self) -> list[FeedMessage]:
        """What was told since the last time, in order."""
        if not self._is_reading and not self._has_left and monotonic() >= self._ask_at_s:
            self._is_reading = True
            self._errands.ask(
                self._read, self._on_read, lambda error: self._on_read([self._lost(error)])
            )
        told = list(self._inbox)
        self._inbox.clear()
        return told

    def leave(self) -> None:
        """Follow them no more; an answer under way is not told."""
        self._has_left = True

    @property
    def is_gone(self) -> bool:
        """There is nothing of its own to be left."""
        return True

    def close(self) -> None:
        """Leave."""
        self.leave()

    def _read(self) -> list[FeedMessage]:
        try:
            return self._ask()
        except (RoamingError, OSError) as error:
            return [self._lost(error)]

    def _lost(self, error: BaseException) -> Lost:
        self._attempt += 1
        retry_in_s = back_off_s(self._attempt)
        return Lost(problem=str(error), retry_in_s=retry_in_s, attempt=self._attempt)

    def _ask(self) -> list[FeedMessage]:
        summary = self._books.summary()
        after = max(0, summary.last_seq - 1) if self._after is None else self._after
        rows = self._books.ledger_after(after, PAGE_ROWS)
        newest = int(rows[-1]["seq"]) if len(rows) else after
        told: list[FeedMessage] = [Found(after), Stood(summary)]
        if len(rows):
            told.append(Arrived(rows))
        self._after = after
        if len(rows) < PAGE_ROWS and self._used_at < newest:
            told.append(Used(heat_of_books(self._books.site_hours())))
            self._used_at = newest
        # Only now, when nothing can go wrong any more: rows that are not told are read again.
        self._attempt, self._after = 0, newest
        return told

    def _on_read(self, told: list[FeedMessage]) -> None:
        self._is_reading = False
        if self._has_left:
            return
        self._inbox.extend(told)
        rest_s = ASK_EVERY_S
        for message in told:
            if isinstance(message, Lost):
                rest_s = message.retry_in_s
            elif isinstance(message, Arrived) and len(message.rows) == PAGE_ROWS:
                rest_s = 0.0
        self._ask_at_s = monotonic() + rest_s
