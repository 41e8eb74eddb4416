"""What a paged table asks of whoever has the rows, and how it keeps the answers in order."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.domain.filter_tree import Filter
from core.domain.table_fields import BookTable
from core.service.pages import RowOrder

Keys = range | NDArray[np.int64] | Sequence[str]
"""Of consecutive rows; a range where they have no gaps, so that ten million cost nothing."""


class RowSource(Protocol):
    """Rows by key; every call may take a while and raise RoamingError."""

    def keys(
        self, tree: Filter | None, order: RowOrder, is_wanted: Callable[[], bool]
    ) -> Iterator[Keys]:
        """Keys of the selected rows in chunks, the first of them small.

        Once ``is_wanted`` says no, nobody looks at the rest, nor at an error.
        """
        ...

    def rows(self, keys: Keys) -> NDArray[Any]:
        """The rows of these keys, in their order, in the table's dtype."""
        ...

    def new_keys(self, tree: Filter | None, after: int) -> tuple[Keys, int]:
        """(selected keys above ``after``, the highest key there is); dense keys only."""
        ...

    def known_values(self) -> Mapping[str, Sequence[str]]:
        """Values worth offering in the filter line, by field."""
        ...


class TableSources(Protocol):
    """All tables of one database."""

    def table(self, table: BookTable) -> RowSource:
        """The rows of one; nothing is read before somebody asks it."""
        ...

    def close(self) -> None:
        """Let go of the database, when no reader asks any more."""
        ...


class KeyList:
    """Keys in the order of the rows; it only grows at its end."""

    def __init__(self) -> None:
        self._chunks: list[Keys] = []
        self._starts: list[int] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def extend(self, keys: Keys) -> None:
        """Add keys at the end; neighbouring ranges become one."""
        if not len(keys):
            return
        last = self._chunks[-1] if self._chunks else None
        if isinstance(last, range) and isinstance(keys, range) and _joins(last, keys):
            self._chunks[-1] = range(last.start, keys.stop, last.step)
        else:
            self._starts.append(self._count)
            self._chunks.append(keys)
        self._count += len(keys)

    def part(self, first: int, size: int) -> Keys:
        """At most ``size`` keys from position ``first`` on."""
        parts: list[Keys] = []
        stop = min(first + size, self._count)
        while first < stop:
            chunk = bisect_right(self._starts, first) - 1
            start = self._starts[chunk]
            some = self._chunks[chunk][first - start : stop - start]
            parts.append(some)
            first += len(some)
        if len(parts) == 1:
            return parts[0]
        if all(isinstance(part, range | np.ndarray) for part in parts):
            return np.concatenate(
                [np.asarray(part, dtype=np.int64) for part in parts or [range(0)]]
            )
        return [str(key) for part in parts for key in part]

    def last(self) -> int | str:
        """The key of the last row; there is one."""
        key: int | str = self._chunks[-1][-1]
        return key

    def position_of(self, key: int | str) -> int | None:
        """Where a key is; None if it is not among them."""
        for start, chunk in zip(self._starts, self._chunks, strict=True):
            if isinstance(chunk, np.ndarray):
                found = np.flatnonzero(chunk == key)
                if len(found):
                    return start + int(found[0])
            elif key in chunk:
                return start + chunk.index(key)  # type: ignore[arg-type]  # of the chunk's kind
        return None


def _joins(left: range, right: range) -> bool:
    return left.step == right.step and left.stop == right.start
