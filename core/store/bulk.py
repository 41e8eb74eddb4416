"""Many rows at once: tuples to SQLite, COPY to PostgreSQL, where it is one statement a table.

PostgreSQL's guards look at whole statements, so an entry's postings must not be torn apart. SQLite
keeps a copy of every page that a statement with a guard changes, to take that statement back; so a
statement there is many rows, and ends where it fails: what is taken back is the transaction.
"""

import json
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Table, select, text

from core.domain.errors import ConflictError

Cell = str | int | None
Row = tuple[Cell, ...]
_KEYS_AT_ONCE: Final = 5_000
_ROWS_AT_ONCE: Final = 100
_NAMES_AT_ONCE: Final = 500
KeyT = TypeVar("KeyT")


def insert_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert rows given in the order of the table's columns; each is looked at once."""
    insert_cells(connection, table, list(chain.from_iterable(rows)))


def insert_cells(connection: Connection, table: Table, cells: list[Cell]) -> None:
    """Insert rows given cell after cell, in the order of the table's columns: no tuple a row."""
    columns = len(table.columns)
    names = ", ".join(column.name for column in table.columns)
    assert len(cells) % columns == 0, f"{table.name}: {len(cells)} cells"
    if not cells:
        return
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for at in range(0, len(cells), columns):
                copy.write_row(cells[at : at + columns])
        cursor.close()
    else:
        into = f"INSERT OR FAIL INTO {table.name} ({names}) VALUES "  # noqa: S608 (our names)
        _insert_many(connection, into, cells, columns)


def _insert_many(connection: Connection, into: str, cells: list[Cell], columns: int) -> None:
    """SQLite: many rows a statement, then those that are left."""
    marks = f"({', '.join('?' * columns)})"
    whole = len(cells) - len(cells) % (_ROWS_AT_ONCE * columns)
    for first, last, at_once in ((0, whole, _ROWS_AT_ONCE), (whole, len(cells), 1)):
        if first < last:
            step = at_once * columns
            connection.exec_driver_sql(
                into + ", ".join([marks] * at_once),
                [tuple(cells[at : at + step]) for at in range(first, last, step)],
            )


def known(
    connection: Connection, table: Table, key: str, value: str, keys: Collection[str]
) -> dict[str, Any]:
    """``value`` of each row whose ``key``, a text, is among ``keys``."""
    begun = f"SELECT {key}, {value} FROM {table.name} WHERE {key} "  # noqa: S608 (our names)
    if connection.dialect.name == "postgresql":  # one text: an array is worded name by name
        wanted = text(f"{begun} = ANY(ARRAY(SELECT json_array_elements_text(:keys)))")
        rows = connection.execute(wanted, {"keys": json.dumps(list(keys))})
        return {row[0]: row[1] for row in rows}
    # In the order of the index, and worded here: to word many names costs SQLAlchemy 4 µs each.
    found: dict[str, Any] = {}
    ordered = sorted(keys)
    for at in range(0, len(ordered), _NAMES_AT_ONCE):
        some = tuple(ordered[at : at + _NAMES_AT_ONCE])
        query = f"{begun} IN ({', '.join('?' * len(some))})"
        found.update((row[0], row[1]) for row in connection.exec_driver_sql(query, some))
    return found


def slices(keys: Collection[KeyT]) -> Iterable[list[KeyT]]:
    """Keys in parts that one statement can name."""
    ordered = list(keys)
    return (ordered[at : at + _KEYS_AT_ONCE] for at in range(0, len(ordered), _KEYS_AT_ONCE))


def put_new(
    connection: Connection,
    table: Table,
    rows: list[Row],
    key_columns: int = 1,
    told_columns: int | None = None,
) -> None:
    """Keep rows that are new.

    Columns from ``told_columns`` on are as good as their source: one that says nothing there
    contradicts none that does.

    Raises:
        ConflictError: A row of the same key is known with other content.
    """
    known = {tuple(row)[:key_columns]: tuple(row) for row in connection.execute(select(table))}
    fresh: dict[Row, Row] = {}
    for row in rows:
        key = row[:key_columns]
        before = known.get(key, fresh.get(key, row))
        if before[:told_columns] != row[:told_columns] or _contradicts(before, row, told_columns):
            raise ConflictError(
                f"{table.name} {'@'.join(map(str, key))}: known with other content; "
                f"wanted {before[key_columns:]}, found {row[key_columns:]}"
            )
        if key not in known:
            fresh.setdefault(key, row)
    insert_rows(connection, table, list(fresh.values()))


def _contradicts(before: Row, row: Row, told_columns: int | None) -> bool:
    if told_columns is None:
        return False
    pairs = zip(before[told_columns:], row[told_columns:], strict=True)
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)
