"""A reader process on real books: every entry once and in order, whatever happens to the books."""

import multiprocessing
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from console.application.feed_reader import follow_in_worker
from console.present.book_feed import (
    STOP,
    Arrived,
    FollowOrder,
    Found,
    Lost,
    ReaderDied,
    Stood,
    Used,
    Verified,
)
from core.service.open_books import open_books
from core.service.report import summary_of
from tests.books import now
from tests.writing_books import another_process_writes, books_with, write

LONG_S = 60


class Reader:
    """A reader process, and all it told."""

    def __init__(self, url, **order):
        context = multiprocessing.get_context("spawn")
        self.pipe, there = context.Pipe()
        arguments = (there, FollowOrder(url=url, **order))
        self.process = context.Process(target=follow_in_worker, args=arguments, daemon=True)
        self.process.start()
        there.close()
        self.told = []

    def of(self, kind):
        return [message for message in self.told if isinstance(message, kind)]

    @property
    def seqs(self):
        return [int(seq) for message in self.of(Arrived) for seq in message.rows["seq"]]

    def until(self, is_enough):
        """Read on until enough was told."""
        end_s = monotonic() + LONG_S
        while not is_enough():
            assert monotonic() < end_s, self.told[-5:]
            if self.pipe.poll(0.1):
                self.told.append(self.pipe.recv())
                assert not self.of(ReaderDied), self.told[-1].traceback

    def until_seq(self, seq):
        self.until(lambda: self.seqs[-1:] == [seq])


@contextmanager
def reading(url, **order):
    reader = Reader(url, **order)
    try:
        yield reader
    finally:
        reader.pipe.send(STOP)
        reader.process.join(LONG_S)
        reader.pipe.close()
    assert reader.process.exitcode == 0


@pytest.fixture
def file_url(tmp_path):
    url = f"sqlite:///{tmp_path / 'books.db'}"
    books_with(url, 20)
    return url


def path_of(url):
    return Path(url.removeprefix("sqlite:///"))


def test_every_entry_is_told_once_and_in_order_while_another_process_writes(database_url):
    books_with(database_url, 5)
    with reading(database_url) as reader:
        reader.until(lambda: reader.of(Found))
        with another_process_writes(database_url, 6, 300):
            reader.until_seq(305)
        assert reader.of(Found) == [Found(4)]
        assert reader.seqs == list(range(5, 306))
        reader.until(lambda: reader.of(Verified)[-1:] and reader.of(Verified)[-1].seq == 305)
        # Entries are posted before they are sealed, and a summary may be taken between the two.
        reader.until(lambda: reader.of(Stood)[-1:] and reader.of(Stood)[-1].summary.last_seq == 305)
        reader.until(lambda: reader.of(Used))
    runtime = open_books(database_url, now)
    assert reader.of(Stood)[-1].summary == summary_of(runtime)
    runtime.database.close()
    assert not reader.of(Lost)


def test_a_reader_goes_on_after_what_was_told_and_verified_before(database_url):
    books_with(database_url, 30)
    with reading(database_url, after=12) as first:
        first.until(lambda: first.of(Verified))
        first.until_seq(30)
        assert first.seqs == list(range(13, 31))
    verified = first.of(Verified)[-1]
    write(database_url, 31, 10)
    with reading(database_url, after=30, verified=verified) as second:
        second.until_seq(40)
        assert second.seqs == list(range(31, 41))
        second.until(lambda: second.of(Verified)[-1:] and second.of(Verified)[-1].seq == 40)
        assert not any(message.problem for message in second.of(Verified))


def test_books_without_an_entry_are_followed_from_the_first_one_on(database_url):
    books_with(database_url, 0)
    with reading(database_url) as reader:
        reader.until(lambda: reader.of(Stood))
        assert reader.of(Found) == [Found(0)]
        write(database_url, 1, 3)
        reader.until_seq(3)
        assert reader.seqs == [1, 2, 3]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_connections_that_the_server_ends_are_told_and_nothing_is_missed(database_url):
    books_with(database_url, 20)
    with reading(database_url) as reader:
        reader.until_seq(20)
        end_other_connections(database_url)
        reader.until(lambda: reader.of(Lost))
        assert "connection" in reader.of(Lost)[0].problem  # libpq words it in two ways
        write(database_url, 21, 30)
        reader.until_seq(50)
        assert [message.after for message in reader.of(Found)] == [19, 20]
        assert reader.seqs == list(range(20, 51))


def end_other_connections(url):
    plain = url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    assert ended


def test_a_file_that_is_gone_is_told_and_read_on_when_it_is_back(file_url, tmp_path):
    with reading(file_url) as reader:
        reader.until_seq(20)
        reader.until(lambda: reader.of(Verified)[-1:] and reader.of(Verified)[-1].seq == 20)
        aside = tmp_path / "aside"
        aside.mkdir()
        for path in tmp_path.glob("books.db*"):
            path.rename(aside / path.name)
        reader.until(lambda: len(reader.of(Lost)) >= 2)
        first, second = reader.of(Lost)[:2]
        assert "No such file" in first.problem
        assert (first.attempt, first.retry_in_s) == (1, 0.5)
        assert (second.attempt, second.retry_in_s) == (2, 1.0)
        for path in aside.iterdir():
            path.rename(tmp_path / path.name)
        write(file_url, 21, 5)
        reader.until_seq(25)
        assert reader.seqs == list(range(20, 26))
        assert reader.of(Found)[-1] == Found(20)


def test_a_file_that_was_put_in_its_place_is_not_taken_for_it(file_url, tmp_path):
    other = f"sqlite:///{tmp_path / 'other.db'}"
    books_with(other, 3)
    with reading(file_url) as reader:
        reader.until_seq(20)
        path_of(other).replace(path_of(file_url))
        for rest in ("-wal", "-shm"):
            Path(f"{path_of(file_url)}{rest}").unlink(missing_ok=True)
        reader.until(lambda: len(reader.of(Lost)) >= 2)
        assert "replaced" in reader.of(Lost)[0].problem
        assert "it ends with entry 3, but entry 20 was read" in reader.of(Lost)[1].problem
        assert reader.seqs == [20]


def test_other_books_that_are_longer_fail_the_verification(file_url, tmp_path):
    with reading(file_url) as reader:
        reader.until(lambda: reader.of(Verified)[-1:] and reader.of(Verified)[-1].seq == 20)
    verified = reader.of(Verified)[-1]
    other = f"sqlite:///{tmp_path / 'other.db'}"
    books_with(other, 1)
    write(other, 2, 30)
    with reading(other, after=20, verified=verified) as reader:
        reader.until(lambda: reader.of(Verified))
        assert "these are other books" in reader.of(Verified)[-1].problem


def test_a_locked_file_is_told_and_read_on_when_it_is_free(file_url):
    path = path_of(file_url)
    with sqlite3.connect(path) as writer:  # in its old mode a writer keeps readers out
        assert writer.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    writer.close()
    with reading(file_url) as reader:
        reader.until_seq(20)
        locker = sqlite3.connect(path, isolation_level=None)
        locker.execute("BEGIN EXCLUSIVE")
        reader.until(lambda: reader.of(Lost))
        assert "locked" in reader.of(Lost)[0].problem
        locker.execute("ROLLBACK")
        locker.close()
        write(file_url, 21, 5)
        reader.until_seq(25)
        assert reader.seqs == list(range(20, 26))


def test_a_file_that_is_no_books_is_told(tmp_path):
    path = tmp_path / "empty.db"
    path.touch()
    with reading(f"sqlite:///{path}") as reader:
        reader.until(lambda: reader.of(Lost))
        assert "found a database without books" in reader.of(Lost)[0].problem


def test_a_mistake_of_ours_is_told_with_its_traceback(file_url):
    reader = Reader(file_url, after="not a number")
    assert reader.pipe.poll(LONG_S)
    died = reader.pipe.recv()
    assert isinstance(died, ReaderDied)
    assert "TypeError" in died.message
    assert "feed_reader.py" in died.traceback
    reader.process.join(LONG_S)
    assert reader.process.exitcode == 0
    reader.pipe.close()


def test_a_reader_whose_window_is_gone_ends(file_url):
    reader = Reader(file_url)
    reader.until_seq(20)
    reader.pipe.close()
    reader.process.join(LONG_S)
    assert reader.process.exitcode == 0


def test_the_reader_never_imports_qt():
    code = (
        "import sys, console.application.feed_reader; "
        "sys.exit(any(name.startswith(('PySide6', 'pyqtgraph')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_copy_of_the_books_can_be_followed_where_nobody_may_write(file_url, tmp_path):
    copy = tmp_path / "copy.db"
    shutil.copy(path_of(file_url), copy)
    copy.chmod(0o444)
    with reading(f"sqlite:///{copy}") as reader:
        reader.until_seq(20)
