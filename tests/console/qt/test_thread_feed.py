"""What is told of books in this process is told whole, whatever goes wrong meanwhile."""

import pytest

from console.present.book_feed import Arrived, Lost, Used
from console.qt import thread_feed
from console.qt.errand import Errands
from console.qt.thread_feed import ThreadFeed
from core.domain.errors import StoreError
from tests.console.present.builders import HandMadeBooks

LONG_MS = 20_000


class Flaky(HandMadeBooks):
    """The hours of its sites cannot be asked for the first time."""

    def __init__(self, error):
        super().__init__()
        self.errors = [error]

    def site_hours(self):
        if self.errors:
            raise self.errors.pop()
        return super().site_hours()


@pytest.fixture
def errands(qapp):  # noqa: ARG001 (the application must be there)
    errands = Errands()
    yield errands
    errands.close()


@pytest.fixture
def told_of(errands, qtbot, monkeypatch):
    """All that is told of books until their use is told."""
    monkeypatch.setattr(thread_feed, "back_off_s", lambda _: 0.0)

    def told_of(books):
        feed, told = ThreadFeed(books, errands), []

        def is_used():
            told.extend(feed.drain())
            return any(isinstance(one, Used) for one in told)

        qtbot.waitUntil(is_used, timeout=LONG_MS)
        feed.close()
        return told

    return told_of


def test_entries_that_were_read_before_a_failure_are_told_after_it(told_of):
    told = told_of(Flaky(StoreError("the server went away")))
    assert [one.problem for one in told if isinstance(one, Lost)] == ["the server went away"]
    arrived = [one.rows["seq"].tolist() for one in told if isinstance(one, Arrived)]
    assert arrived == [[1]]


def test_after_a_bug_in_the_books_they_are_asked_again(told_of, qtbot):
    with qtbot.capture_exceptions() as caught:
        told = told_of(Flaky(ZeroDivisionError("nobody thought of this")))
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert any(isinstance(one, Lost) for one in told)
    assert [one.rows["seq"].tolist() for one in told if isinstance(one, Arrived)] == [[1]]
