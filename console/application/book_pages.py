"""A table of a database as the source of a paged table: the core's pages as arrays."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from console.present.book_looks import book_rows
from console.present.row_source import Keys
from core.domain.filter_tree import Filter
from core.domain.table_fields import BookTable
from core.service.pages import Key, RowOrder, keys_of, known_values, new_keys_of, rows_of
from core.service.runtime import Runtime


class BookPages:
    """One table of opened books; whoever opened them closes them."""

    def __init__(self, runtime: Runtime, table: BookTable) -> None:
        self._runtime = runtime
        self.table: Final = table

    def keys(
        self, tree: Filter | None, order: RowOrder, is_wanted: Callable[[], bool]
    ) -> Iterator[Keys]:
        """Keys of the selected rows in chunks."""
        for chunk in keys_of(self._runtime, self.table, tree, order, is_wanted):
            yield _as_keys(chunk)

    def rows(self, keys: Keys) -> NDArray[Any]:
        """The rows of these keys, in the dtype of the table's look."""
        asked = keys if isinstance(keys, range) else [_plain(key) for key in keys]
        return book_rows(self.table, rows_of(self._runtime, self.table, asked))

    def new_keys(self, tree: Filter | None, after: int) -> tuple[Keys, int]:
        """What was added since."""
        keys, last = new_keys_of(self._runtime, self.table, tree, after)
        return _as_keys(keys), last

    def known_values(self) -> Mapping[str, Sequence[str]]:
        """The parties."""
        return known_values(self._runtime, self.table)


def _as_keys(keys: Sequence[Key]) -> Keys:
    if isinstance(keys, range):
        return keys
    if not keys or isinstance(keys[0], int):
        return np.array(keys, dtype=np.int64)
    return [str(key) for key in keys]


def _plain(key: object) -> Key:
    return key if isinstance(key, str) else int(key)  # type: ignore[call-overload]  # of numpy
