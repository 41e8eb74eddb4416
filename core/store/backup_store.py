"""Books into an archive and back, while others write: one consistent picture of all tables.

SQLite copies its file page by page within one read transaction. PostgreSQL is read by COPY in one
REPEATABLE READ transaction, and written by COPY in one transaction with the guards laid aside, for
rows that were guarded once are not judged again; what was changed in between, ``verify`` finds.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from core.domain.errors import ConflictError, SourceError, StoreError
from core.store.book_archive import (
    ArchiveReader,
    ArchiveWriter,
    Manifest,
    Member,
    new_archive,
    new_file,
)
from core.store.database import VERSIONS, Database, migrate
from core.store.schema import metadata

_FILE: Final = "books.sqlite"
_CHUNK: Final = 1 << 20
_NUMBERS: Final = "entry_number"


def write_backup(database: Database, path: Path, made_at: datetime) -> Manifest:
    """Write books into a new archive; writers go on meanwhile.

    Raises:
        ConflictError: There is such a file already.
        SourceError: It cannot be written.
        StoreError: The books cannot be read, or are none.
    """
    with new_archive(path) as archive:
        if database.dialect == "sqlite":
            facts = _pack_file(database, path, archive)
        else:
            facts = _pack_tables(database, archive)
        version, last_block, number = facts
        manifest = Manifest(
            dialect=database.dialect,
            version=version,
            made_at=made_at.isoformat(),
            last_block=last_block,
            entry_number=number,
            members=archive.members,
        )
        archive.close_with(manifest)
    return manifest


def _pack_file(database: Database, path: Path, archive: ArchiveWriter) -> tuple[str, str, int]:
    copy = path.with_name(f".{path.name}.copy")
    copy.unlink(missing_ok=True)
    try:
        driver = database.driver_connection()
        try:
            source = driver.driver_connection
            assert isinstance(source, sqlite3.Connection)
            with closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        finally:
            driver.close()
        with Database(f"sqlite:///{copy}") as copied, copied.reading() as connection:
            facts = (*_facts(connection, database.name), 0)
        archive.add(_FILE, _bytes_of(copy))
    except sqlite3.Error as error:
        raise StoreError(f"{database.name}: {error}") from error
    finally:
        for suffix in ("", "-wal", "-shm"):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)
    return facts


def _pack_tables(database: Database, archive: ArchiveWriter) -> tuple[str, str, int]:
    with database.reading() as connection:
        version, last_block = _facts(connection, database.name)
        for table in _in_order(inspect(connection).get_table_names()):
            archive.add(f"{table}.copy", _copied(connection, table))
        number = connection.execute(text(f"SELECT last_value FROM {_NUMBERS}")).scalar_one()
        return version, last_block, int(number)


def _facts(connection: Connection, name: str) -> tuple[str, str]:
    """Version of the tables, and the last block of the chain."""
    if not inspect(connection).has_table("alembic_version"):
        raise StoreError(f"{name}: there are no books to back up")
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    query = text("SELECT n, hash FROM chain_block ORDER BY n DESC LIMIT 1")
    block = connection.execute(query).first()
    return str(version), "" if block is None else f"{block.n} {block.hash}"


def _copied(connection: Connection, table: str) -> Iterator[memoryview | bytes]:
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table} ({_columns(connection, table)}) TO STDOUT") as copy:
        yield from copy
    cursor.close()


def _columns(connection: Connection, table: str) -> str:
    return ", ".join(str(one["name"]) for one in inspect(connection).get_columns(table))


def _in_order(tables: Sequence[str]) -> list[str]:
    """Tables that others refer to first; those that are none of ours are left out."""
    ours = [table.name for table in metadata.sorted_tables if table.name in set(tables)]
    return [*ours, "alembic_version"]


def _bytes_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as content:
        while chunk := content.read(_CHUNK):
            yield chunk


def read_backup(archive: ArchiveReader, database: Database) -> None:
    """Put books back into a database that has none, and bring them up to date.

    Raises:
        ConflictError: There are books already, or the archive is of another kind of database.
        SourceError: The archive is damaged; nothing is kept.
        StoreError: The database cannot be written, or is older than the archive; nothing is kept.
    """
    manifest = archive.manifest
    if manifest.dialect != database.dialect:
        raise ConflictError(
            f"{database.name}: wanted {manifest.dialect}, as the backup is of, "
            f"found {database.dialect}"
        )
    if manifest.version not in VERSIONS:
        raise StoreError(
            f"the backup was made by a newer version of this program (its tables are "
            f"{manifest.version}, this program knows up to {VERSIONS[-1]})"
        )
    if database.dialect == "sqlite":
        _unpack_file(archive, database)
    else:
        _unpack_tables(archive, database)
    database.create()


def _unpack_file(archive: ArchiveReader, database: Database) -> None:
    if not database.url.database or database.url.database == ":memory:":
        raise ConflictError(f"{database.name}: wanted a file, found memory")
    (member,) = archive.manifest.members
    path = Path(database.url.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_file(path) as partial:
        with partial.open("xb") as content:
            for chunk in archive.chunks(member):
                content.write(chunk)
        try:
            with closing(sqlite3.connect(partial)) as restored:
                found = restored.execute("PRAGMA quick_check").fetchone()[0]
        except sqlite3.Error as error:
            raise SourceError(str(path), f"the backup holds no sound database: {error}") from error
        if found != "ok":
            raise SourceError(str(path), f"the backup holds no sound database: {found}")


def _unpack_tables(archive: ArchiveReader, database: Database) -> None:
    manifest = archive.manifest
    by_table = {member.name.removesuffix(".copy"): member for member in manifest.members}
    by_table.pop("alembic_version", None)
    with database.faults(), database.unguarded() as connection:
        found = inspect(connection).get_table_names()
        if found:
            raise ConflictError(
                f"{database.name}: wanted a database without tables, found {found[0]}"
            )
        migrate(connection, manifest.version)
        for table, member in by_table.items():
            _fill(connection, table, archive, member)
        if manifest.entry_number:
            connection.execute(
                text(f"SELECT setval('{_NUMBERS}', :number)"), {"number": manifest.entry_number}
            )


def _fill(connection: Connection, table: str, archive: ArchiveReader, member: Member) -> None:
    known = {one.name for one in metadata.sorted_tables}
    if table not in known:
        raise SourceError(member.name, "the backup holds a table that is none of the books'")
    connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(f"COPY {table} ({_columns(connection, table)}) FROM STDIN") as copy:
            for chunk in archive.chunks(member):
                copy.write(chunk)
    except DBAPIError as error:
        raise StoreError(f"{table}: {error}") from error
    finally:
        cursor.close()
    connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
