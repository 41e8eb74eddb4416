"""A table of a database as the source of a paged table: the core's pages as arrays."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from console.present.book_address import without_password
from console.present.book_looks import book_rows
from console.present.row_source import Keys
from core.domain.errors import StoreError
from core.domain.filter_tree import Filter
from core.domain.table_fields import BookTable
from core.service.open_books import open_books
from core.service.pages import Key, RowOrder, keys_of, known_values, new_keys_of, rows_of
from core.service.runtime import Runtime


class BookTables:
    """All tables of the books at a URL; opened by the first question, in the reader's thread."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._runtime: Runtime | None = None
        self._lock = Lock()
        self._is_closed = False

    def table(self, table: BookTable) -> "BookPages":
        """The rows of one table."""
        return BookPages(self.opened, table)

    def opened(self) -> Runtime:
        """The books, opened once whoever asks first.

        Raises:
            StoreError: They cannot be opened, or were closed meanwhile.
        """
        with self._lock:
            if self._is_closed:
                raise StoreError(f"{without_password(self._url)}: the books are closed")
            if self._runtime is None:
                self._runtime = open_books(self._url, existing=True)
            return self._runtime

    def close(self) -> None:
        """Let go of the database; whoever asks later is refused, not answered from it anew."""
        with self._lock:
            self._is_closed = True
            if self._runtime is not None:
                self._runtime.database.close()
                self._runtime = None


class BookPages:
    """One table of books that somebody else opens and closes."""

    def __init__(self, books: Callable[[], Runtime], table: BookTable) -> None:
        self._books = books
        self.table: Final = table

    def keys(
        self, tree: Filter | None, order: RowOrder, is_wanted: Callable[[], bool]
    ) -> Iterator[Keys]:
        """Keys of the selected rows in chunks."""
        for chunk in keys_of(self._books(), self.table, tree, order, is_wanted):
            yield _as_keys(chunk)

    def rows(self, keys: Keys) -> NDArray[Any]:
        """The rows of these keys, in the dtype of the table's look."""
        asked = keys if isinstance(keys, range) else [_plain(key) for key in keys]
        return book_rows(self.table, rows_of(self._books(), self.table, asked))

    def new_keys(self, tree: Filter | None, after: int) -> tuple[Keys, int]:
        """What was added since."""
        keys, last = new_keys_of(self._books(), self.table, tree, after)
        return _as_keys(keys), last

    def known_values(self) -> Mapping[str, Sequence[str]]:
        """The parties."""
        return known_values(self._books(), self.table)


def _as_keys(keys: Sequence[Key]) -> Keys:
    if isinstance(keys, range):
        return keys
    if not keys or isinstance(keys[0], int):
        return np.array(keys, dtype=np.int64)
    return [str(key) for key in keys]


def _plain(key: object) -> Key:
    return key if isinstance(key, str) else int(key)  # type: ignore[call-overload]  # of numpy
