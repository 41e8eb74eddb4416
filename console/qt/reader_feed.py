"""Books that a reader process follows: spawned, drained every frame, started again if it dies.

A thread waits for the pipe, so that no large message ever holds up the window. What was told last
goes into the order of the next process, which therefore tells nothing twice and misses nothing.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Thread
from time import monotonic
from typing import Final

from console.present.book_feed import (
    STOP,
    Arrived,
    FeedMessage,
    FollowOrder,
    Found,
    Lost,
    ReaderDied,
    Verified,
)
from console.present.feed_plan import attempt_after, back_off_s

ReadBooks = Callable[[Connection, FollowOrder], None]
"""What the reader process runs."""
_GRACE_S: Final = 1.0
"""How long a reader that was told to stop may take; it only reads, so it can be killed."""


class ReaderFeed:
    """One database, followed by one process at a time."""

    def __init__(self, read: ReadBooks, url: str) -> None:
        self._read = read
        self._order = FollowOrder(url=url)
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._thread: Thread | None = None
        self._inbox: deque[FeedMessage | None] = deque()
        self._last_word: ReaderDied | None = None
        self._attempt = 0
        self._started_s = 0.0
        self._start_at_s = monotonic()
        self._kill_at_s: float | None = None

    @property
    def pid(self) -> int | None:
        """Process id of the reader; None while there is none."""
        return None if self._process is None else self._process.pid

    def drain(self) -> list[FeedMessage]:
        """What was told since the last time, in order."""
        told: list[FeedMessage] = []
        if self._kill_at_s is not None:
            return told
        if self._process is None and monotonic() >= self._start_at_s:
            told += self._start()
        while self._inbox:
            message = self._inbox.popleft()
            if message is None:
                told.append(self._end())
            elif isinstance(message, ReaderDied):
                self._last_word = message
            else:
                self._remember(message)
                told.append(message)
        return told

    def leave(self) -> None:
        """Follow them no more; the process is gone a moment later, see ``is_gone``."""
        self._kill_at_s = monotonic() + _GRACE_S
        if self._pipe is not None:
            try:
                self._pipe.send(STOP)
            except OSError:  # It is gone already.
                return

    @property
    def is_gone(self) -> bool:
        """Whether nothing is left of what was begun, after ``leave``."""
        assert self._kill_at_s is not None, "leave comes first"
        if self._process is not None:
            if monotonic() > self._kill_at_s:
                self._process.kill()
            if self._process.is_alive():
                return False
            self._let_go()
        return True

    def close(self) -> None:
        """Leave, and wait until nothing is left."""
        self.leave()
        if self._process is not None:
            self._process.join(_GRACE_S)
            if self._process.is_alive():
                self._process.kill()
            self._let_go()

    def _start(self) -> list[FeedMessage]:
        context = get_context("spawn")
        here, there = context.Pipe()
        order = replace(self._order, attempt=self._attempt)
        process = context.Process(target=self._read, args=(there, order), daemon=True)
        self._started_s = monotonic()
        try:
            process.start()
        except OSError as error:
            here.close()
            return [self._lost(f"no reader process can be started: {error.strerror}")]
        finally:
            there.close()
        self._process, self._pipe, self._last_word = process, here, None
        self._thread = Thread(target=_receive, args=(here, self._inbox), daemon=True)
        self._thread.start()
        return []

    def _remember(self, message: FeedMessage) -> None:
        if isinstance(message, Found):
            self._order = replace(self._order, after=message.after)
        elif isinstance(message, Arrived):
            self._order = replace(self._order, after=int(message.rows[-1]["seq"]))
        elif isinstance(message, Verified):
            self._order = replace(self._order, verified=message)

    def _end(self) -> Lost:
        assert self._process is not None
        pid = self._process.pid
        self._process.join(_GRACE_S)
        if self._process.is_alive():  # it closed the pipe and yet goes on
            self._process.kill()
            self._process.join()
        code = self._process.exitcode or 0
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        self._let_go()
        word = self._last_word
        if word is None:
            return self._lost(f"the reader process {pid} ended: {how}")
        return self._lost(f"the reader process {pid} died: {word.message}", word.traceback)

    def _lost(self, problem: str, traceback: str = "") -> Lost:
        self._attempt = attempt_after(self._attempt, monotonic() - self._started_s)
        retry_in_s = back_off_s(self._attempt)
        self._start_at_s = monotonic() + retry_in_s
        return Lost(
            problem=problem, retry_in_s=retry_in_s, attempt=self._attempt, traceback=traceback
        )

    def _let_go(self) -> None:
        assert self._process is not None
        assert self._pipe is not None
        assert self._thread is not None
        self._process.join()
        self._thread.join()
        self._pipe.close()
        self._process = self._pipe = self._thread = None


def _receive(pipe: Connection, inbox: deque[FeedMessage | None]) -> None:
    """Move messages from the pipe to the inbox until the other end is closed; then a None."""
    try:
        while True:
            inbox.append(pipe.recv())
    except (EOFError, OSError):
        inbox.append(None)
