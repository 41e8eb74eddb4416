"""Books without anything in them, copied from books that migrations made once in this process.

To make them anew takes a tenth of a second in SQLite and more in PostgreSQL; thousands of tests
begin with them. What migrations do is what the tests of the store are about, on empty databases.
"""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from core.service.open_books import open_books, system_clock
from core.service.runtime import Runtime
from core.store.database import Database
from core.store.engines import file_of, is_memory


def books_in(url: str, now: Callable[[], datetime] = system_clock) -> Runtime:
    """Open the books at a URL; those of SQLite that are not there yet are copied."""
    database = Database(url)
    file = file_of(database.url)
    if is_memory(database.url):
        _copy_into(database)
        database.create()
        return Runtime(database, now)
    database.close()
    if file is not None and not file.exists():
        put_books(file)
    return open_books(url, now)


def put_books(file: Path) -> None:
    """Write the file of books without anything in them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_image())


@cache
def _image() -> bytes:
    with Database("sqlite://") as made:
        made.create()
        connection = made.driver_connection()
        driver = connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        image = driver.serialize()
        connection.close()
    return image


def _copy_into(memory: Database) -> None:
    connection = memory.driver_connection()
    target = connection.driver_connection
    assert isinstance(target, sqlite3.Connection)
    source = sqlite3.connect(":memory:")
    source.deserialize(_image())
    source.backup(target)
    source.close()
    connection.close()
