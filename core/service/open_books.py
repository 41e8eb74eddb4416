"""Open the books: make the tables where there are none, bring older ones up to date."""

from collections.abc import Callable
from datetime import UTC, datetime

from core.domain.errors import NotFoundError, StoreError
from core.service.runtime import Runtime
from core.store.database import Database
from core.store.engines import Access, file_of, is_memory


def system_clock() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 (the one place where a clock is read)


def open_books(
    url: str, now: Callable[[], datetime] = system_clock, *, existing: bool = False
) -> Runtime:
    """The books at a URL, ready for use; ``sqlite://`` is memory.

    The caller closes ``runtime.database``.

    Args:
        url: Where they are.
        now: The clock.
        existing: Whether they must be there: nobody asks new books for anything.

    Raises:
        NotFoundError: They must and are not.
        StoreError: They cannot be opened, or were written by a newer version.
    """
    database = existing_database(url) if existing else _database_in_its_folder(url)
    try:
        database.create()
    except StoreError:
        database.close()
        raise
    return Runtime(database, now)


def existing_database(url: str) -> Database:
    """What is there at a URL; no connection, now or later, makes a file in its place.

    Raises:
        NotFoundError: Nothing is; memory never holds anything yet.
    """
    database = Database(url, Access.EXISTING)
    file = file_of(database.url)
    if is_memory(database.url) or (file is not None and not file.exists()):
        raise NotFoundError(f"{url}: no such books; name those of an import, replay or run")
    return database


def _database_in_its_folder(url: str) -> Database:
    database = Database(url)
    file = file_of(database.url)
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"cannot make {file.parent}: {error.strerror}"
            raise StoreError(f"{database.name}: {problem}") from error
    return database
