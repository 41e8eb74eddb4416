"""Follows books that others write, and tells the window at most once a frame what is new.

Books that another process can read are followed by a reader process, any others by a thread.
Entries come from the last one on that was there at the beginning: tables page through the others
by themselves.
"""

from collections.abc import Sequence
from time import monotonic
from typing import Final, Protocol

import numpy as np
from PySide6.QtCore import QObject, Signal

from console.present.book_feed import Arrived, FeedMessage, Found, Lost, Stood, Used, Verified
from console.present.books import Books
from console.qt.errand import Errands
from console.qt.frame_clock import FrameClock
from console.qt.reader_feed import ReadBooks, ReaderFeed
from console.qt.thread_feed import ThreadFeed

BEAT_S: Final = 1.0


class Feed(Protocol):
    """Somebody who follows one set of books; never blocks but to close."""

    def drain(self) -> list[FeedMessage]:
        """What was told since the last time, in order."""
        ...

    def leave(self) -> None:
        """Follow them no more."""
        ...

    @property
    def is_gone(self) -> bool:
        """Whether nothing is left of it, after ``leave``."""
        ...

    def close(self) -> None:
        """Leave, and wait until nothing is left."""
        ...


class BooksFollower(QObject):
    """Reads one database after the other."""

    summary = Signal(object)
    rows = Signal(object)
    """Array of dtype ``LEDGER_ROW``: entries that were not told before, all of a frame."""
    heat = Signal(object)
    verified = Signal(object)
    """``Verified``: how far the sealed chain is whole, and what is wrong after that."""
    lost = Signal(object)
    """``Lost``: the books do not answer."""
    found = Signal()
    """The books answer, for the first time or again."""
    beat = Signal()
    """About once a second while books are followed, whether they answer or not."""

    def __init__(
        self, read: ReadBooks | None, frames: FrameClock, parent: QObject | None = None
    ) -> None:
        """Get ready; ``read`` is what a reader process runs, None where there is to be none."""
        super().__init__(parent)
        self._read = read
        self._feed: Feed | None = None
        self._leaving: list[Feed] = []
        self._beat_s = 0.0
        self._errands = Errands(self)
        self._clock = frames.hand(self._on_frame)

    @property
    def feed(self) -> Feed | None:
        """Who follows the books now; None while none are followed."""
        return self._feed

    def follow(self, books: Books) -> None:
        """Begin with these books."""
        self.leave()
        if self._read is not None and books.feed_url:
            self._feed = ReaderFeed(self._read, books.feed_url)
        else:
            self._feed = ThreadFeed(books, self._errands)
        self._clock.start()

    def leave(self) -> None:
        """Follow nothing; what is under way is not told any more."""
        if self._feed is not None:
            self._feed.leave()
            self._leaving.append(self._feed)
            self._feed = None

    def close(self) -> None:
        """Leave, and wait until no process and no thread is left."""
        self.leave()
        self._clock.stop()
        for feed in self._leaving:
            feed.close()
        self._leaving.clear()
        self._errands.close()

    def _on_frame(self) -> None:
        self._leaving = [feed for feed in self._leaving if not feed.is_gone]
        if self._feed is not None:
            self._tell(self._feed.drain())
        elif not self._leaving:
            self._clock.stop()

    def _tell(self, messages: Sequence[FeedMessage]) -> None:
        """Pass on what came in a frame: all entries at once, of anything else the latest."""
        feed = self._feed
        pages = [message.rows for message in messages if isinstance(message, Arrived)]
        latest = {type(message): message for message in messages}
        states = [message for message in messages if isinstance(message, Lost | Found)]
        if states and isinstance(states[-1], Found):
            self.found.emit()
        for kind in (Stood, Used, Verified):
            self._tell_one(latest.get(kind))
        if pages:
            self.rows.emit(np.concatenate(pages) if len(pages) > 1 else pages[0])
        if states and isinstance(states[-1], Lost):
            self.lost.emit(states[-1])
        if self._feed is feed and monotonic() >= self._beat_s:
            self._beat_s = monotonic() + BEAT_S
            self.beat.emit()

    def _tell_one(self, message: FeedMessage | None) -> None:
        match message:
            case Stood(summary):
                self.summary.emit(summary)
            case Used(heat):
                self.heat.emit(heat)
            case Verified():
                self.verified.emit(message)
            case _:
                pass
