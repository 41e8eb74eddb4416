"""Wakes whoever follows the books when somebody else has written to them.

PostgreSQL: the sealer notifies with its commit, the follower listens. SQLite: nobody tells, so the
follower asks ``PRAGMA data_version``, which changes with every commit of another connection; it
costs microseconds. A file that was deleted or replaced would be read on for ever, for its
connection holds what was there before: so the file itself is looked at, too.
"""

from multiprocessing.connection import Connection, wait
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from time import monotonic
from typing import Any, Final, Protocol

from sqlalchemy import Connection as Transaction
from sqlalchemy import text

from core.domain.errors import StoreError
from core.store.database import Database

CHANNEL: Final = "networkcore_entries"
"""On which PostgreSQL says that there are more entries; the payload is the last one's number."""
POLL_S: Final = 0.15
"""How often a file is asked."""
UNTOLD_S: Final = 5.0
"""How long a server may say nothing before it is asked anyway: not all that changes are entries."""


class EntryWatch(Protocol):
    """One database that is watched, through a connection of its own."""

    def wait(self, most_s: float, pipe: Connection) -> bool:
        """Whether there may be something new; returns early for that, or for words in the pipe.

        Args:
            most_s: How long it may take; with 0 it only looks.
            pipe: Waited for at the same time; not read.

        Raises:
            StoreError: The database is gone, or is another one.
        """
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


def tell_followers(connection: Transaction, last_seq: int) -> None:
    """Say with this transaction's commit that there are entries up to a number."""
    if connection.dialect.name == "postgresql":
        parameters = {"channel": CHANNEL, "seq": str(last_seq)}
        connection.execute(text("SELECT pg_notify(:channel, :seq)"), parameters)


def watch(database: Database) -> EntryWatch:
    """Begin to watch; what was written before is not told.

    Raises:
        StoreError: The database is gone.
    """
    return _Server(database) if database.dialect == "postgresql" else _File(database)


class _File:
    """A file of SQLite."""

    def __init__(self, database: Database) -> None:
        assert database.url.database, "memory has no second reader"
        self._name = database.name
        self._path = Path(database.url.database)
        self._file = self._identity()
        self._database = database
        self._connection = database.driver_connection()
        self._version = self._data_version()

    def wait(self, most_s: float, pipe: Connection) -> bool:
        wait([pipe], min(most_s, POLL_S))
        if self._identity() != self._file:
            raise StoreError(f"{self._name}: the file was replaced by another one")
        before, self._version = self._version, self._data_version()
        return self._version != before

    def close(self) -> None:
        self._connection.close()

    def _data_version(self) -> int:
        driver = self._connection.driver_connection
        assert isinstance(driver, SqliteConnection)
        with self._database.faults():
            version: int = driver.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _identity(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError as error:
            raise StoreError(f"{self._name}: {error.strerror}") from error
        return found.st_dev, found.st_ino


class _Server:
    """A database of a PostgreSQL server."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.driver_connection()
        driver = self._connection.driver_connection
        assert driver is not None
        self._driver: Any = driver  # psycopg's own
        with database.faults():
            self._driver.autocommit = True
            self._driver.execute(f"LISTEN {CHANNEL}")
        self._told_s = monotonic()

    def wait(self, most_s: float, pipe: Connection) -> bool:
        left_s = max(0.0, self._told_s + UNTOLD_S - monotonic())
        wait([pipe, self._driver], min(most_s, left_s))
        with self._database.faults():
            is_told = bool(list(self._driver.notifies(timeout=0)))
        if is_told or monotonic() >= self._told_s + UNTOLD_S:
            self._told_s = monotonic()
            return True
        return False

    def close(self) -> None:
        self._connection.invalidate()  # it listens, so nobody else may have it
