"""A reader process as the window sees it: reported if it dies, started again, nothing missed."""

import os
import signal
from time import monotonic, sleep

import pytest

from console.application.feed_reader import follow_in_worker
from console.present.book_feed import Arrived, Found, Lost, Verified
from console.qt.reader_feed import ReaderFeed
from tests.writing_books import another_process_writes, books_with

LONG_S = 60


class Drained:
    """A feed that is drained as often as a window would."""

    def __init__(self, feed):
        self.feed = feed
        self.told = []

    def of(self, kind):
        return [message for message in self.told if isinstance(message, kind)]

    @property
    def seqs(self):
        return [int(seq) for message in self.of(Arrived) for seq in message.rows["seq"]]

    def until(self, is_enough):
        end_s = monotonic() + LONG_S
        while not is_enough():
            assert monotonic() < end_s, self.told[-5:]
            self.told += self.feed.drain()
            sleep(0.01)


@pytest.fixture
def follow():
    """Follow books; nothing is left of any feed."""
    feeds = []

    def begin(url, read=follow_in_worker):
        feeds.append(ReaderFeed(read, url))
        return Drained(feeds[-1])

    yield begin
    for feed in feeds:
        feed.close()
        assert feed.is_gone
        assert feed.pid is None


def test_a_reader_that_is_killed_again_and_again_misses_nothing(follow, database_url):
    books_with(database_url, 5)
    drained = follow(database_url)
    drained.until(lambda: drained.of(Found))
    for kill, first in enumerate((6, 106, 206), start=1):
        with another_process_writes(database_url, first, 100):
            drained.until(lambda first=first: drained.seqs[-1] >= first)
            os.kill(drained.feed.pid, signal.SIGKILL)
            drained.until(lambda kill=kill: len(drained.of(Lost)) >= kill)
        drained.until(lambda: drained.feed.pid is not None)
    drained.until(lambda: drained.seqs[-1] == 305)
    assert drained.seqs == list(range(5, 306))
    first = drained.of(Lost)[0]
    assert "ended: signal 9" in first.problem
    assert [lost.retry_in_s for lost in drained.of(Lost)] == [0.5, 1.0, 2.0]
    drained.until(lambda: drained.of(Verified)[-1].seq == 305)


def dies_by_a_mistake(connection, order):
    follow_in_worker(connection, 1 / 0 if order.attempt else "no order")


def test_a_reader_that_dies_is_reported_with_its_traceback(follow, tmp_path):
    drained = follow(f"sqlite:///{tmp_path / 'none.db'}", dies_by_a_mistake)
    drained.until(lambda: drained.of(Lost))
    (lost,) = drained.of(Lost)
    assert "died: AttributeError" in lost.problem
    assert "Traceback" in lost.traceback
    assert "feed_reader.py" in lost.traceback


def test_a_reader_that_is_left_is_gone_soon(follow, tmp_path):
    url = f"sqlite:///{tmp_path / 'books.db'}"
    books_with(url, 2)
    drained = follow(url)
    drained.until(lambda: drained.of(Found))
    drained.feed.leave()
    end_s = monotonic() + LONG_S
    while not drained.feed.is_gone:
        assert monotonic() < end_s
        sleep(0.01)
    assert drained.feed.pid is None
    assert drained.feed.drain() == []
