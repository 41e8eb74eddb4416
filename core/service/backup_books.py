"""Back up books while others write, and restore them: every byte is checked, then the books are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.service.open_books import existing_database, system_clock
from core.service.runtime import Runtime
from core.service.verify_books import Audit, verify_books
from core.store.backup_store import read_backup, write_backup
from core.store.book_archive import Manifest, open_archive
from core.store.database import Database


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    manifest: Manifest
    audit: Audit
    """Of the restored books, brought up to date."""


def backup_books(url: str, path: Path, now: Callable[[], datetime] = system_clock) -> Manifest:
    """Write the books at a URL into a new file; they are read as they are, of whatever version.

    Raises:
        ConflictError: There is such a file already; it stays as it is.
        SourceError: It cannot be written.
        NotFoundError: There is no such database.
        StoreError: The books cannot be read, or are none.
    """
    with existing_database(url) as database:
        return write_backup(database, path, now())


def restore_books(path: Path, url: str, now: Callable[[], datetime] = system_clock) -> Restored:
    """Put books from a file into a database that has none; then verify them.

    Raises:
        ConflictError: There are books already, or the database is of another kind.
        SourceError: The file is damaged or no backup; nothing is kept.
        StoreError: The database cannot be written, or the file is of a newer version.
    """
    with open_archive(path) as archive, Database(url) as database:
        read_backup(archive, database)
        audit = verify_books(Runtime(database, now))
        return Restored(archive.manifest, audit)
