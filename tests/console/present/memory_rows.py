"""Rows in memory as a source of a paged table, for tests of what is above the books.

Filter and sort are an array of positions, never a copy of the rows. Sorting is stable; text sorts
by its letters, as in the store.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from console.present.book_looks import DTYPES
from console.present.filter_columns import ArrayColumns, mask_of
from console.present.row_source import Keys
from core.domain.filter_tree import Filter
from core.domain.table_fields import BookTable
from core.service.pages import RowOrder


class MemoryRows:
    """Blocks of rows of one dtype; a row's key is its number, from 1."""

    def __init__(self, dtype: np.dtype[Any], columns: ArrayColumns) -> None:
        self._dtype = dtype
        self._columns = columns
        self._blocks: list[NDArray[Any]] = []
        self._starts: list[int] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, rows: NDArray[Any]) -> None:
        """Add rows of the dtype; kept, not copied."""
        if len(rows):
            self._starts.append(self._count)
            self._blocks.append(rows)
            self._count += len(rows)

    def keys(
        self, tree: Filter | None, order: RowOrder, _is_wanted: Callable[[], bool]
    ) -> Iterator[Keys]:
        """One chunk: the selected rows in order."""
        if order.field is None:
            ascending = self._selected(tree, 0)
            yield ascending[::-1] if order.descending else ascending
            return
        keys = np.asarray(self._selected(tree, 0), dtype=np.int64)
        column = self._columns[order.field].name
        values = self._taken(column, keys)
        ascending_order = np.argsort(values, kind="stable")
        yield keys[ascending_order[::-1] if order.descending else ascending_order]

    def rows(self, keys: Keys) -> NDArray[Any]:
        """The rows of these keys."""
        if isinstance(keys, range) and keys.step == 1 and len(keys):
            block = bisect_right(self._starts, keys.start - 1) - 1
            first = keys.start - 1 - self._starts[block]
            if first + len(keys) <= len(self._blocks[block]):
                return self._blocks[block][first : first + len(keys)]
        rows = np.empty(len(keys), dtype=self._dtype)
        for at, key in enumerate(keys):
            block = bisect_right(self._starts, int(key) - 1) - 1
            rows[at] = self._blocks[block][int(key) - 1 - self._starts[block]]
        return rows

    def new_keys(self, tree: Filter | None, after: int) -> tuple[Keys, int]:
        """Keys that were added after one."""
        return self._selected(tree, after), self._count

    def known_values(self) -> Mapping[str, Sequence[str]]:
        """None: whoever has the rows knows better."""
        return {}

    def _selected(self, tree: Filter | None, after: int) -> Keys:
        if tree is None:
            return range(after + 1, self._count + 1)
        found = [np.empty(0, dtype=np.int64)]
        for start, block in zip(self._starts, self._blocks, strict=True):
            if start + len(block) > after:
                skipped = max(0, after - start)
                mask = mask_of(tree, self._columns, block[skipped:])
                found.append(np.flatnonzero(mask) + start + skipped + 1)
        return np.concatenate(found)

    def _taken(self, column: str, keys: NDArray[np.int64]) -> NDArray[Any]:
        blocks = [block[column] for block in self._blocks]
        return np.concatenate(blocks)[keys - 1] if blocks else np.empty(0)


def ledger_of_feed(batch: NDArray[Any]) -> NDArray[Any]:
    """Entries of a running simulation (dtype ``LEDGER_ROW``) as rows of the ledger's look."""
    rows = np.zeros(len(batch), dtype=DTYPES[BookTable.ENTRIES])
    for name in rows.dtype.names or ():
        if name not in ("effective_us", "energy_e4", "accounts"):
            rows[name] = batch[name]
    rows["effective_us"] = batch["effective_s"] * 1_000_000
    rows["energy_e4"] = batch["energy_wh"] * 10
    return rows
