"""Engines of SQLAlchemy for one database, by what may be done with it.

What only reads is refused every write three times over: SQLite opens the file with ``mode=ro`` and
sets ``query_only``, PostgreSQL makes every transaction of the connection read-only, and our
authorizer refuses changes as it always does.
"""

import sqlite3
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool, StaticPool

from core.store.kept_schema import MOVING
from core.store.passing_tables import PASSING

BUSY_TIMEOUT_S: Final = 10
"""How long a writer waits for another one."""
READER_TIMEOUT_S: Final = 1
"""How long a reader waits; it says that the file is locked rather than nothing."""


class Access(Enum):
    """What may be done with a database."""

    WRITE = "write"
    EXISTING = "existing"
    """Write, to what is there: no connection, now or later, makes a file in its place."""
    READ = "read"
    """Only read what is there; a file is made no more than by EXISTING."""


_REFUSED: Final = frozenset(
    {
        sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_TRIGGER,
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_CREATE_TRIGGER,
        sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
        sqlite3.SQLITE_ATTACH,
    }
)
_CHANGES: Final = frozenset({sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
_KEPT_BY_TRIGGER: Final = (
    ("balance", "posting_batch_kept"),
    ("document_counter", "document_counted"),
    ("personal_body", None),  # to be erased: triggers let nothing else be done to it
    *((one.name, None) for one in MOVING),  # pictures of what peers told last
    *((one.name, None) for one in PASSING),  # no books: what passes through the hub
)
"""The tables that change, each with the trigger that alone may change it."""
_GUARDING_PRAGMAS: Final = frozenset(
    {
        "defer_foreign_keys",
        "foreign_keys",
        "ignore_check_constraints",
        "legacy_alter_table",
        "recursive_triggers",
        "trusted_schema",
        "writable_schema",
    }
)
"""Switches of the guards: they are set when a connection opens, and stay."""


_MODES: Final = {Access.EXISTING: "rw", Access.READ: "ro"}
"""How SQLite opens a file that it must not make."""


def file_of(url: URL) -> Path | None:
    """The file that a URL of SQLite's names; None where it names none, or not plainly."""
    is_plain = url.get_backend_name() == "sqlite" and "uri" not in url.query
    return Path(url.database) if is_plain and url.database and not is_memory(url) else None


def is_memory(url: URL) -> bool:
    """Whether it is SQLite's database that is in no file."""
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")


def engine_of(url: URL, access: Access, *, guarded: bool = True) -> Engine:
    """An engine; it connects when it is asked for a connection.

    Args:
        url: Where the database is.
        access: What may be done with it.
        guarded: Whether the authorizer stands before the books; migrations go without.
    """
    pool: dict[str, Any] = {} if guarded else {"poolclass": NullPool}
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, **pool)
        if access is Access.READ:
            event.listen(engine, "connect", _make_read_only)
        return engine
    timeout_s = READER_TIMEOUT_S if access is Access.READ else BUSY_TIMEOUT_S
    options: dict[str, Any] = {"isolation_level": None, "timeout": timeout_s}
    if is_memory(url):
        engine = create_engine(
            url, poolclass=StaticPool, connect_args=options | {"check_same_thread": False}
        )
    else:
        engine = create_engine(_to_file(url, access), connect_args=options, **pool)
    event.listen(engine, "connect", _prepare(access, guarded=guarded))
    event.listen(engine, "begin", _begin)
    return engine


def _make_read_only(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("SET default_transaction_read_only = on")
    cursor.close()
    connection.commit()


def _to_file(url: URL, access: Access) -> URL:
    """The URL, with SQLite's own word against making the file; a ``mode`` that it has stays."""
    mode = _MODES.get(access)
    if mode is None:
        return url
    assert url.database is not None
    is_uri = "uri" in url.query
    path = url.database if is_uri else f"file:{quote(url.database)}"
    return url.set(database=path, query={"mode": mode, "uri": "true", **url.query})


def _prepare(access: Access, *, guarded: bool) -> Callable[[sqlite3.Connection, object], None]:
    pragmas = (
        ("query_only=ON",)
        if access is Access.READ
        else (
            "cache_size=-65536",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
        )
    )

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()
        if guarded:
            connection.set_authorizer(authorize)

    return prepare


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def authorize(
    action: int, first: str | None, second: str | None, _base: str | None, trigger: str | None
) -> int:
    """Refuse everything that could change the books or lay down their guards."""
    if action in _CHANGES:
        refused = (first, trigger) not in _KEPT_BY_TRIGGER
    elif action == sqlite3.SQLITE_PRAGMA:
        refused = first in _GUARDING_PRAGMAS and second is not None
    else:
        refused = action in _REFUSED
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK
