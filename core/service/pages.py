"""Pages of the books, for tables: which rows a filter selects in which order, and those rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.domain.filter_tree import Filter
from core.domain.table_fields import FIELDS, BookTable
from core.service.runtime import Runtime
from core.store.page_store import (
    given_up_unless,
    keys_in_order,
    last_dense_key,
    parties_in_books,
    rows_by_key,
)

Key = int | str
PageRow = tuple[Any, ...]

ROW_FIELDS: Final[dict[BookTable, tuple[str, ...]]] = {
    BookTable.ENTRIES: (
        *("seq", "effective_us", "kind", "entry_id", "cpo", "demand_partner", "evse_uid"),
        *("energy_e4", "currency", "gross_minor", "commission_minor", "assumed"),
        "accounts",
    ),
    BookTable.SESSIONS: (
        *("end_us", "start_us", "cdr_key", "state", "cpo", "demand_partner", "location_id"),
        *("evse_uid", "energy_e4", "currency", "gross_minor", "tariff_id", "cycle_id", "assumed"),
    ),
    BookTable.HELD: (
        *("held_us", "cdr_key", "reason", "detail", "cpo", "demand_partner", "evse_uid"),
        "energy_e4",
    ),
    BookTable.INSTRUCTIONS: (
        *("value_us", "instruction_id", "cycle_id", "kind", "party", "currency"),
        "amount_minor",
    ),
}
"""What stands where in a row; None where a row has no such thing. Units end the names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOrder:
    """In which order rows come; without a field, the table's own: oldest first."""

    field: str | None = None
    descending: bool = False


OLDEST_FIRST: Final = RowOrder()


def _always() -> bool:
    return True


def keys_of(
    runtime: Runtime,
    table: BookTable,
    tree: Filter | None,
    order: RowOrder = OLDEST_FIRST,
    is_wanted: Callable[[], bool] = _always,
) -> Iterator[Sequence[Key]]:
    """Keys of the selected rows in chunks; the first is small, for it is what one sees first.

    One read transaction lasts as long as the iterator does; close it to give up early. An
    unfiltered table with dense keys, in its own order, is one range and costs nothing.

    Args:
        runtime: The books.
        table: Which.
        tree: None selects every row.
        order: Of the rows.
        is_wanted: Asked from time to time; once it says no, a long search is broken off.

    Raises:
        StoreError: The books cannot be read, or nobody wanted the answer any more.
    """
    with runtime.database.reading() as connection:
        last = last_dense_key(connection, table)
        if last is not None and tree is None and order.field in (None, "seq"):
            yield range(last, 0, -1) if order.descending else range(1, last + 1)
            return
        with given_up_unless(connection, is_wanted):
            yield from keys_in_order(
                connection, table, tree, order.field, descending=order.descending
            )


def new_keys_of(
    runtime: Runtime, table: BookTable, tree: Filter | None, after: int
) -> tuple[Sequence[Key], int]:
    """(keys that were added since ``after`` and are selected, the highest key there is now).

    Only where keys are dense.
    """
    with runtime.database.reading() as connection:
        last = last_dense_key(connection, table)
        assert last is not None
        if tree is None or last <= after:
            return range(after + 1, last + 1), last
        chunks = keys_in_order(connection, table, tree, after=after)
        return [key for chunk in chunks for key in chunk], last


def rows_of(runtime: Runtime, table: BookTable, keys: Sequence[Key]) -> tuple[PageRow, ...]:
    """The rows of these keys, in their order; see ``ROW_FIELDS``."""
    with runtime.database.reading() as connection:
        return tuple(rows_by_key(connection, table, keys))


def known_values(runtime: Runtime, table: BookTable) -> dict[str, tuple[str, ...]]:
    """Values worth offering, by field: the parties."""
    with runtime.database.reading() as connection:
        parties = tuple(parties_in_books(connection))
    fields = {field.name for field in FIELDS[table]}
    return {name: parties for name in ("dp", "cpo", "party") if name in fields}
