"""Whoever follows the books is woken by a commit of somebody else, and by nothing less."""

from contextlib import suppress
from multiprocessing import Pipe
from time import monotonic

import pytest

from core.domain.errors import StoreError
from core.service.carry_cdrs import carry
from core.store import entry_watch
from core.store.database import Database
from core.store.engines import Access
from core.store.entry_watch import tell_followers, watch
from tests.books import open_network, some_cdrs

LONG_S = 60


@pytest.fixture
def pipe():
    here, there = Pipe()
    with here, there:
        yield here, there


@pytest.fixture
def watching(runtime, database_url, monkeypatch):
    """A watch on books of a network; a server that says nothing is not asked."""
    monkeypatch.setattr(entry_watch, "UNTOLD_S", 10.0 * LONG_S)
    open_network(runtime)
    with Database(database_url, Access.READ) as database:
        watching = watch(database)
        yield watching
        watching.close()


def is_told(watching, pipe, within_s):
    end_s = monotonic() + within_s
    while monotonic() < end_s:
        if watching.wait(end_s - monotonic(), pipe):
            return True
    return False


def test_what_another_commits_is_told_once(runtime, watching, pipe):
    here, _ = pipe
    assert not watching.wait(0.0, here)
    carry(runtime, some_cdrs(2))
    assert is_told(watching, here, LONG_S)
    while watching.wait(0.0, here):  # recording and sealing are two commits
        pass
    assert not is_told(watching, here, 0.3)
    carry(runtime, some_cdrs(2, first=3))
    assert is_told(watching, here, LONG_S)


def test_what_another_takes_back_is_not_told(runtime, watching, pipe):
    here, _ = pipe
    with (
        suppress(ZeroDivisionError),
        runtime.database.transaction() as connection,
    ):
        tell_followers(connection, 7)
        connection.exec_driver_sql("INSERT INTO free_cdr VALUES ('cdr:1', 'x')")
        raise ZeroDivisionError
    assert not is_told(watching, here, 0.5)


def test_words_in_the_pipe_end_the_waiting(watching, pipe):
    here, there = pipe
    there.send("STOP")
    assert not watching.wait(LONG_S, here)
    assert here.recv() == "STOP"


def test_a_file_that_was_replaced_or_deleted_is_named(tmp_path, pipe):
    here, _ = pipe
    path, other = tmp_path / "books.db", tmp_path / "other.db"
    for each in (path, other):
        with Database(f"sqlite:///{each}") as database:
            database.create()
    with Database(f"sqlite:///{path}", Access.READ) as database:
        watching = watch(database)
        assert not watching.wait(0.0, here)
        other.replace(path)
        with pytest.raises(StoreError, match="was replaced by another one"):
            watching.wait(0.0, here)
        path.unlink()
        with pytest.raises(StoreError, match="No such file"):
            watching.wait(0.0, here)
        watching.close()
