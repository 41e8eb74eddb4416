"""Addresses of books: which file a URL names, how it is shown, and what a dropped file is."""

from enum import Enum
from typing import Final

_FILE_URL: Final = "sqlite:///"


class FileKind(Enum):
    """What a file is taken for, by the end of its name."""

    SCENARIO = (".toml",)
    BOOKS = (".sqlite", ".db", ".sqlite3")
    SESSIONS = (".csv", ".json")


def kind_of_file(path: str) -> FileKind | None:
    """What a file is taken for; None for a name that says nothing to us."""
    lower = path.lower()
    return next((kind for kind in FileKind if lower.endswith(kind.value)), None)


def file_of_url(url: str) -> str | None:
    """The file that a URL of SQLite's names; None where it names none, or not plainly."""
    path = url.removeprefix(_FILE_URL).partition("?")[0]
    plain = url.startswith(_FILE_URL) and not path.startswith((":memory:", "file:"))
    return path if plain and path else None


def url_of_file(path: str) -> str:
    """The URL of a file of books."""
    return f"{_FILE_URL}{path}"


def without_password(url: str) -> str:
    """The URL as it may be shown and remembered."""
    scheme, mark, rest = url.partition("://")
    user, at, host = rest.rpartition("@")
    return f"{scheme}{mark}{user.partition(':')[0]}{at}{host}"
