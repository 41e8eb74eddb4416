"""Entry of the process that follows books for the window; it never imports Qt.

It reads one database, only reads, and sends the messages of ``console.present.book_feed``. Books
that do not answer are told, and asked again after a while, from the last entry on that was told:
nothing is told twice and nothing is missed. It ends when it is told to, or when the window is gone.
"""

import signal
from dataclasses import replace
from multiprocessing.connection import Connection
from time import monotonic
from traceback import format_exc
from typing import Final

from console.present.book_feed import (
    Arrived,
    FeedMessage,
    FollowOrder,
    Found,
    Lost,
    ReaderDied,
    Stood,
    Used,
    Verified,
)
from console.present.feed_plan import Agenda, Step, back_off_s
from console.present.utilisation_heat import heat_of_books
from core.domain.errors import RoamingError
from core.service.follow_books import FollowedBooks
from core.service.hour_sums import UseWalk
from core.service.report import RunningSummary, ledger_after
from core.service.snapshot import Summary
from core.store.chain_walk import ChainPoint
from simulation.ledger_array import ledger_array

PAGE_ROWS: Final = 4096
"""Entries read and told at a time."""
SLICE_ENTRIES: Final = 500
"""Entries verified at a time; a few hundredths of a second."""
VERIFIED_EVERY_S: Final = 0.5
"""While a long chain is verified."""
MOST_WAIT_S: Final = 60.0


def follow_in_worker(connection: Connection, order: FollowOrder) -> None:
    """Follow books until the other end says stop or closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the window's; its end closes the pipe
    with connection:
        try:
            _follow(connection, order)
        except (BrokenPipeError, ConnectionResetError, EOFError):
            return  # Nobody is left to tell.
        except Exception as error:  # noqa: BLE001 (the process ends here; the window must know why)
            died = ReaderDied(message=f"{type(error).__name__}: {error}", traceback=format_exc())
            connection.send(died)


def _follow(connection: Connection, order: FollowOrder) -> None:
    attempt = order.attempt
    while True:
        reading = _Reading(connection, order)
        try:
            reading.run()
        except (RoamingError, OSError) as error:
            if isinstance(error, BrokenPipeError | ConnectionResetError):
                raise
            attempt = 1 if reading.has_read else attempt + 1
            order = reading.order
            retry_in_s = back_off_s(attempt)
            connection.send(Lost(problem=str(error), retry_in_s=retry_in_s, attempt=attempt))
            if connection.poll(retry_in_s):
                return
        else:
            return


class _Reading:
    """One connection to the books, from its opening to its end."""

    def __init__(self, connection: Connection, order: FollowOrder) -> None:
        self.order = order
        """What to go on with after this one."""
        self.has_read = False
        """Whether the books have answered."""
        self._pipe = connection
        self._after = 0
        self._agenda = Agenda()
        self._running = RunningSummary()
        self._summary: Summary | None = None
        self._use: UseWalk | None = None
        self._use_from = 0
        self._verified: Verified | None = None
        self._told_verified_s = 0.0

    def run(self) -> None:
        """Read until the other end wants no more.

        Raises:
            RoamingError: The books do not answer.
        """
        found = self.order.verified
        point = ChainPoint(found.block, found.seq, found.hash)
        with FollowedBooks(self.order.url, after=self.order.after or 0, point=point) as books:
            after = self.order.after
            self._after = max(0, books.first_last_seq - 1) if after is None else after
            while not self._pipe.poll():
                wait_s = self._agenda.wait_s(monotonic(), MOST_WAIT_S)
                if books.wait(wait_s, self._pipe):
                    self._agenda = self._agenda.with_news()
                step = self._agenda.next_step(monotonic())
                if step is not None:
                    self._take(step, books)

    def _take(self, step: Step, books: FollowedBooks) -> None:
        began_s = monotonic()
        has_more = {
            Step.ENTRIES: self._read_entries,
            Step.SUMMARY: self._read_summary,
            Step.USE: self._read_use,
            Step.VERIFY: self._verify,
        }[step](books)
        self._agenda = self._agenda.done(step, began_s, monotonic(), has_more=has_more)
        if step is Step.USE and not has_more and self._use_from < self._after:
            self._agenda = self._agenda.wanting(Step.USE)  # it may have missed what came meanwhile

    def _send(self, message: FeedMessage) -> None:
        self._pipe.send(message)

    def _read_entries(self, books: FollowedBooks) -> bool:
        rows = ledger_array(ledger_after(books.runtime, self._after, PAGE_ROWS))
        if not self.has_read:
            self.has_read = True
            self._send(Found(self._after))
        if len(rows):
            self._send(Arrived(rows))
            self._after = int(rows[-1]["seq"])
            self._agenda = self._agenda.wanting(Step.USE, Step.VERIFY)
        self.order = replace(self.order, after=self._after)
        return len(rows) == PAGE_ROWS

    def _read_summary(self, books: FollowedBooks) -> bool:
        summary = self._running.read(books.runtime)
        if summary != self._summary:
            self._summary = summary
            self._send(Stood(summary))
        return False

    def _read_use(self, books: FollowedBooks) -> bool:
        if self._use is None:
            self._use, self._use_from = UseWalk(), self._after
        hours = self._use.step(books.runtime)
        if hours is None:
            return True
        self._use = None
        self._send(Used(heat_of_books(hours)))
        return False

    def _verify(self, books: FollowedBooks) -> bool:
        has_more = books.verify_on(SLICE_ENTRIES)
        point = books.verified
        verified = Verified(point.seq, point.block, point.hash, books.problem)
        self.order = replace(self.order, verified=verified)
        is_due = not has_more or monotonic() >= self._told_verified_s + VERIFIED_EVERY_S
        if is_due and verified != self._verified:
            self._verified, self._told_verified_s = verified, monotonic()
            self._send(verified)
        return has_more
