"""Books are opened where they are; who only looks at some makes none in their place."""

from threading import Thread

import pytest

from core.domain.errors import NotFoundError, StoreError
from core.service.backup_books import backup_books
from core.service.open_books import open_books
from core.service.report import summary_of


@pytest.fixture
def file(tmp_path):
    """Books in a file whose name has in it what means something in an address."""
    file = tmp_path / "a#b c" / "books.db"
    open_books(f"sqlite:///{file}").database.close()
    return file


@pytest.mark.parametrize("look", [lambda url: open_books(url, existing=True), backup_books])
def test_books_that_must_exist_are_not_made_where_there_are_none(tmp_path, look):
    words = (tmp_path / "backup",) if look is backup_books else ()
    with pytest.raises(NotFoundError, match=r"away\.db: no such books"):
        look(f"sqlite:///{tmp_path / 'away.db'}", *words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_memory_has_no_books_before_it_is_opened(url):
    with pytest.raises(NotFoundError, match=f"{url}: no such books"):
        open_books(url, existing=True)


def test_a_connection_made_while_the_file_is_away_puts_none_in_its_place(file, tmp_path):
    with open_books(f"sqlite:///{file}", existing=True).database as database:
        database.close()
        file.rename(tmp_path / "aside.db")
        with pytest.raises(StoreError, match="unable to open"), database.reading():
            pass
        with pytest.raises(StoreError, match="unable to open"):
            database.create()
        assert not file.exists()


def test_books_that_exist_are_asked_by_one_thread_after_another(file):
    runtime = open_books(f"sqlite:///{file}", existing=True)
    told = []
    for _ in range(2):
        thread = Thread(target=lambda: told.append(summary_of(runtime).last_seq))
        thread.start()
        thread.join()
    runtime.database.close()
    assert told == [0, 0]


def test_an_address_of_a_file_is_taken_as_it_is_and_makes_no_folder(tmp_path, monkeypatch):
    plain = tmp_path / "books.db"
    open_books(f"sqlite:///{plain}").database.close()
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    for existing in (False, True):
        url = f"sqlite:///file:{plain}?mode=ro&uri=true"
        runtime = open_books(url, existing=existing)
        with runtime.database as database:
            assert summary_of(runtime).last_seq == 0
            with pytest.raises(StoreError, match="readonly"), database.transaction() as connection:
                connection.exec_driver_sql("INSERT INTO free_cdr VALUES ('cdr:1', 'x')")
    assert list(here.iterdir()) == []
