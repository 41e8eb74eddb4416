"""One database: opened, migrated, guarded; transactions; and the world's faults as StoreError.

SQLite: WAL, STRICT, foreign keys, BEGIN IMMEDIATE for writers, an authorizer that refuses UPDATE
and DELETE on the books. PostgreSQL: READ COMMITTED. The same code opens either by URL, to write
or only to read; the engines are in ``engines.py``.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Final, Self

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import PoolProxiedConnection

from core.domain.errors import CollisionError, StoreError
from core.store.advisory_lock import Turn, take_turn
from core.store.engines import Access, authorize, engine_of, is_memory

_MIGRATIONS: Final = Path(__file__).parent / "migrations" / "versions"
VERSIONS: Final = tuple(sorted(file.name[:5] for file in _MIGRATIONS.glob("v*.py")))
"""Every version of the tables that this program knows, oldest first."""

_DRIVERS: Final = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""What a URL may begin with, and what SQLAlchemy calls it."""


OpenTransaction = Connection
"""What a transaction hands to the stores; use cases pass it on and never look inside."""


class Database:
    """The books, wherever they are."""

    def __init__(self, url: str, access: Access = Access.WRITE) -> None:
        """Open nothing yet; ``url`` is SQLAlchemy's, ``sqlite://`` being memory.

        Args:
            url: Where it is.
            access: What may be done with it.

        Raises:
            StoreError: The URL names no database that we can open.
        """
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            shown = url.rpartition("@")[2]  # what stands before it may be a password
            raise StoreError(
                f"database: wanted a URL as sqlite:///file, found {shown!r}"
            ) from error
        if parsed.drivername not in _DRIVERS:
            raise StoreError(f"database: wanted sqlite or postgresql, found {parsed.drivername}")
        parsed = parsed.set(drivername=_DRIVERS[parsed.drivername])
        self.url: Final = parsed
        self._access = access
        self._engine = engine_of(parsed, access)
        # Memory is one connection for all threads, so they take turns.
        self._turn = RLock() if is_memory(parsed) else nullcontext()
        self.dialect: Final = self._engine.dialect.name

    @property
    def name(self) -> str:
        """How the database is named on screen: no password in it."""
        return self.url.render_as_string(hide_password=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()

    def create(self) -> None:
        """Make the tables, or bring older ones up to date.

        Raises:
            StoreError: It was made by a newer version, or cannot be read or written.
        """
        with self.reading() as connection:  # opening books waits for nobody who writes to them
            version = _version(connection)
        if version == VERSIONS[-1]:
            return
        if version is not None and version not in VERSIONS:
            raise StoreError(
                f"{self.name}: it was written by a newer version of this program "
                f"(its tables are {version}, this program knows up to {VERSIONS[-1]})"
            )
        with self.faults(), self.unguarded() as connection:
            alone(connection)  # of two that open new books at once, one makes the tables
            if _version(connection) != VERSIONS[-1]:
                migrate(connection)

    def expect_current(self) -> None:
        """Take the tables as they are.

        Raises:
            StoreError: They are not of the version that this program reads, or cannot be read.
        """
        with self.reading() as connection:
            version = _version(connection)
        if version != VERSIONS[-1]:
            raise StoreError(
                f"{self.name}: wanted books of version {VERSIONS[-1]}, "
                f"found {version or 'a database without books'}"
            )

    def driver_connection(self) -> PoolProxiedConnection:
        """A connection of the driver's own, outside any transaction; the caller closes it.

        Raises:
            StoreError: The database is gone.
        """
        with self.faults():
            return self._engine.raw_connection()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A writer's transaction: all of it is kept, or none.

        Raises:
            StoreError: The database is locked, full, read-only or gone.
        """
        with self._turn, self.faults(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view that takes no lock from writers.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._turn, self.faults(), self._engine.connect() as connection:
            if self.dialect == "postgresql":  # READ COMMITTED is a new picture a statement
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection.execution_options(reading=True)

    @contextmanager
    def unguarded(self) -> Iterator[Connection]:
        """A transaction without the authorizer, for migrations and for tests that tamper."""
        if is_memory(self.url):
            with self._turn, self._engine.begin() as connection:
                driver = _driver(connection)
                driver.set_authorizer(None)
                yield connection
                driver.set_authorizer(authorize)
        else:
            engine = engine_of(self.url, self._access, guarded=False)
            try:
                with engine.begin() as connection:
                    yield connection
            finally:
                engine.dispose()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Whatever the driver finds wrong inside becomes a StoreError with one clear line."""
        driver = self._engine.dialect.loaded_dbapi
        try:
            yield
        except (DBAPIError, driver.Error) as error:  # COPY speaks to the driver itself
            found = error.orig if isinstance(error, DBAPIError) else error
            problem = str(found).strip().partition("\n")[0]
            kind = CollisionError if isinstance(found, driver.IntegrityError) else StoreError
            raise kind(f"{self.name}: {_advice(problem)}") from error


def alone(connection: Connection) -> None:
    """Wait until no other writer of the journal is at work; held until the commit.

    One writer at a time gives entries their numbers in the order in which they commit, so the
    sealer and the cycles need never look back. Taken first, so that writers cannot deadlock.
    """
    take_turn(connection, Turn.JOURNAL)


def _advice(problem: str) -> str:
    if "database is locked" in problem:
        return "database is locked: another process is writing to it; try again when it is done"
    if "disk is full" in problem or "No space left" in problem:
        return "the disk is full; nothing of the last step was kept, free some space and repeat it"
    return problem


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _become_owner(connection: Connection) -> None:
    """Who may become the owner of the books does, for this transaction: what is made is its own."""
    if connection.dialect.name != "postgresql":
        return
    owner = connection.execute(
        text(
            "SELECT tableowner FROM pg_tables WHERE tablename = 'alembic_version' "
            "AND tableowner <> current_user AND pg_has_role(current_user, tableowner, 'MEMBER')"
        )
    ).scalar()
    if owner is not None:
        quoted = connection.dialect.identifier_preparer.quote(str(owner))
        connection.execute(text(f"SET LOCAL ROLE {quoted}"))


def migrate(connection: Connection, version: str = "head") -> None:
    """Make the tables of a version, or bring older ones up to it."""
    # Alembic takes 0.3 s to import, and only a database that is new or old needs it.
    from alembic import command  # noqa: PLC0415 (see above)
    from alembic.config import Config  # noqa: PLC0415 (see above)

    _become_owner(connection)
    config = Config()
    config.set_main_option("script_location", "core.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, version)
