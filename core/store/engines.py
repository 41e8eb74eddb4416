"""Engines of SQLAlchemy for one database, by what may be done with it.

What only reads is refused every write three times over: SQLite opens the file with ``mode=ro`` and
sets ``query_only``, PostgreSQL makes every transaction of the connection read-only, and our
authorizer refuses changes as it always does.
"""

import sqlite3
from collections.abc import Callable
from enum import Enum
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool, StaticPool

BUSY_TIMEOUT_S: Final = 10
"""How long a writer waits for another one."""
READER_TIMEOUT_S: Final = 1
"""How long a reader waits; it says that the file is locked rather than nothing."""


class Access(Enum):
    """What may be done with a database."""

    WRITE = "write"
    READ = "read"
    UNGUARDED = "unguarded"
    """Migrations, and tests that tamper."""


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


def is_memory(url: URL) -> bool:
    """Whether it is SQLite's database that is in no file."""
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")


def engine_of(url: URL, access: Access) -> Engine:
    """An engine; it connects when it is asked for a connection."""
    pool: dict[str, Any] = {"poolclass": NullPool} if access is Access.UNGUARDED else {}
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, **pool)
        if access is Access.READ:
            event.listen(engine, "connect", _make_read_only)
        return engine
    options: dict[str, Any] = {"isolation_level": None, "timeout": BUSY_TIMEOUT_S}
    if is_memory(url):
        engine = create_engine(
            url, poolclass=StaticPool, connect_args=options | {"check_same_thread": False}
        )
    elif access is Access.READ:
        engine = create_engine(url, creator=lambda: _connect_read_only(url))
    else:
        engine = create_engine(url, connect_args=options, **pool)
    event.listen(engine, "connect", _prepare(access))
    event.listen(engine, "begin", _begin)
    return engine


def _make_read_only(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("SET default_transaction_read_only = on")
    cursor.close()
    connection.commit()


def _connect_read_only(url: URL) -> sqlite3.Connection:
    assert url.database is not None
    return sqlite3.connect(
        f"file:{quote(url.database)}?mode=ro",
        uri=True,
        isolation_level=None,
        timeout=READER_TIMEOUT_S,
    )


def _prepare(access: Access) -> Callable[[sqlite3.Connection, object], None]:
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
        if access is not Access.UNGUARDED:
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
