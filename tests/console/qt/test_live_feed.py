"""A window on real books that another process writes to, from the first entry to every loss."""

import os
import signal

import numpy as np
import pytest
from sqlalchemy import text

from console.application.feed_reader import follow_in_worker
from console.application.opened_books import OpenedBooks
from console.qt.reader_feed import ReaderFeed
from core.domain.environment import Environment
from tests.books import now
from tests.made_books import books_in
from tests.writing_books import another_process_writes, books_with

LONG_MS = 60_000


@pytest.fixture
def follow(make_window, qtbot):
    """A window on books, once it has been told of their last entry; and all it was told."""

    def begin(url):
        window = make_window(read_books=follow_in_worker)
        told = []
        window.shown._follower.rows.connect(lambda rows: told.extend(rows["seq"].tolist()))
        window.shown.begin(OpenedBooks(url), url, Environment.LIVE)
        qtbot.waitUntil(lambda: bool(told), timeout=LONG_MS)
        return window, told

    return begin


def rows_shown(window):
    return window.operate.ledger.rowCount()


def test_what_another_process_writes_is_shown_and_verified(follow, database_url, qtbot):
    books_with(database_url, 5)
    window, told = follow(database_url)
    with another_process_writes(database_url, 6, 200):
        qtbot.waitUntil(lambda: rows_shown(window) == 205, timeout=LONG_MS)
        status = window.status
        wanted = "\N{CHECK MARK} ledger verified to seq 205"
        qtbot.waitUntil(lambda: status.chain.said == wanted, timeout=LONG_MS)
        qtbot.waitUntil(lambda: "seq 205" in status.ledger.text(), timeout=LONG_MS)
    assert told == list(range(5, 206))
    assert status.chain.isVisible()
    # nothing of it is cut off, once it has the room that it asked for
    qtbot.waitUntil(lambda: status.chain.text() == wanted, timeout=LONG_MS)
    assert "205 are as they were booked" in status.chain.toolTip()
    assert "last entry  2026-06-" in window.top_bar.texts[1]
    assert "LIVE" in window.top_bar.texts[0]


def test_a_reader_that_is_killed_is_shown_as_lost_and_misses_nothing(follow, tmp_path, qtbot):
    url = f"sqlite:///{tmp_path / 'books.db'}"
    books_with(url, 5)
    window, told = follow(url)
    feed = window.shown._follower.feed
    assert isinstance(feed, ReaderFeed)
    killed = feed.pid
    with another_process_writes(url, 6, 100):
        with qtbot.waitSignal(window.shown._follower.lost, timeout=LONG_MS):
            os.kill(killed, signal.SIGKILL)
        assert "connection lost" in window.status.ledger.text()
        assert "next try at" in window.status.ledger.text()
        assert window.status.ledger.objectName() == "problem"
        assert f"the reader process {killed} ended: signal 9" in window.status.ledger.toolTip()
        assert "connection lost" in window.top_bar.texts[2]
        problem = window.operate.tables.pane._problem
        assert "next try at" in problem.text()
        qtbot.waitUntil(lambda: told[-1] == 105, timeout=LONG_MS)
    assert told == list(range(5, 106))
    assert feed.pid != killed
    qtbot.waitUntil(lambda: "seq 105" in window.status.ledger.text(), timeout=LONG_MS)
    assert window.status.ledger.objectName() == ""
    assert "connection lost" not in window.top_bar.texts[2]
    assert not problem.isVisible()
    qtbot.waitUntil(lambda: rows_shown(window) == 105, timeout=LONG_MS)


def test_a_file_that_is_gone_is_shown_and_comes_back(follow, tmp_path, qtbot):
    url = f"sqlite:///{tmp_path / 'books.db'}"
    books_with(url, 5)
    window, _ = follow(url)
    with qtbot.waitSignal(window.shown._follower.lost, timeout=LONG_MS):
        (tmp_path / "books.db").rename(tmp_path / "aside.db")
    ledger = window.status.ledger
    qtbot.waitUntil(lambda: "No such file" in ledger.toolTip(), timeout=LONG_MS)
    with qtbot.waitSignal(window.shown._follower.found, timeout=LONG_MS):
        (tmp_path / "aside.db").rename(tmp_path / "books.db")
    qtbot.waitUntil(lambda: "seq 5" in ledger.text(), timeout=LONG_MS)
    assert "connection lost" not in ledger.text()


def test_a_ledger_that_was_tampered_with_is_shown_in_red_and_in_words(follow, tmp_path, qtbot):
    url = f"sqlite:///{tmp_path / 'books.db'}"
    books_with(url, 20)
    runtime = books_in(url, now)
    with runtime.database.unguarded() as connection:
        connection.execute(text("DROP TRIGGER entry_no_update"))
        connection.execute(text("UPDATE entry SET terms = 'x' WHERE entry_id = 'cdr:NL*ABC:9'"))
    runtime.database.close()
    window, _ = follow(url)
    chain = window.status.chain
    qtbot.waitUntil(lambda: "wrong" in chain.said, timeout=LONG_MS)
    assert chain.said == (
        "\N{MULTIPLICATION SIGN} ledger wrong after seq 7: cdr:NL*ABC:9 is not as it was booked"
    )
    assert chain.objectName() == "problem"


def test_closed_books_are_followed_no_more(follow, tmp_path, qtbot):
    url = f"sqlite:///{tmp_path / 'books.db'}"
    books_with(url, 5)
    window, told = follow(url)
    follower = window.shown._follower
    assert window.registry.run("books.close")
    assert follower.feed is None
    qtbot.waitUntil(lambda: not follower._clock.is_going, timeout=LONG_MS)
    assert not window.status.chain.isVisible()
    assert window.top_bar.texts[1:3] == ["", ""]
    assert np.array_equal(told, [5])
