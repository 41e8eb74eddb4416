"""Open the books: make the tables where there are none, bring older ones up to date."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from core.domain.errors import StoreError
from core.service.runtime import Runtime
from core.store.database import Database


def system_clock() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 (the one place where a clock is read)


def open_books(url: str, now: Callable[[], datetime] = system_clock) -> Runtime:
    """The books at a URL, ready for use; ``sqlite://`` is memory.

    The caller closes ``runtime.database``.

    Raises:
        StoreError: They cannot be opened, or were written by a newer version.
    """
    database = Database(url)
    if database.dialect == "sqlite" and database.url.database:
        folder = Path(database.url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{database.name}: cannot make {folder}: {error.strerror}") from error
    try:
        database.create()
    except StoreError:
        database.close()
        raise
    return Runtime(database, now)
