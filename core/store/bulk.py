"""Many rows at once: tuples to SQLite, COPY to PostgreSQL, where it is one statement a table.

PostgreSQL's guards look at whole statements, so an entry's postings must not be torn apart. SQLite
keeps a copy of every page that a statement with a guard changes, to take that statement back; so a
statement there is many rows, and ends where it fails: what is taken back is the transaction.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Any, Final, TypeVar

from sqlalchemy import ARRAY, Connection, Select, Table, Text, any_, bindparam, select

from core.domain.errors import ConflictError

Row = tuple[str | int | None, ...]
_KEYS_AT_ONCE: Final = 5_000
_ROWS_AT_ONCE: Final = 100
KeyT = TypeVar("KeyT")


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows given in the order of the table's columns."""
    if not rows:
        return
    columns = ", ".join(column.name for column in table.columns)
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.close()
    else:
        whole = len(rows) - len(rows) % _ROWS_AT_ONCE
        into = f"INSERT OR FAIL INTO {table.name} ({columns}) VALUES "  # noqa: S608 (our names)
        marks = f"({', '.join('?' * len(table.columns))})"
        for first, last, at_once in ((0, whole, _ROWS_AT_ONCE), (whole, len(rows), 1)):
            if first < last:
                connection.exec_driver_sql(
                    into + ", ".join([marks] * at_once),
                    [
                        tuple(chain.from_iterable(rows[at : at + at_once]))
                        for at in range(first, last, at_once)
                    ],
                )


def known(
    connection: Connection, table: Table, key: str, value: str, keys: Collection[str]
) -> dict[str, Any]:
    """``value`` of each row whose ``key``, a text, is among ``keys``."""
    columns: Select[Any] = select(table.c[key], table.c[value])
    if connection.dialect.name == "postgresql":  # one array is read faster than many parameters
        wanted = bindparam("keys", list(keys), type_=ARRAY(Text))
        rows = connection.execute(columns.where(table.c[key] == any_(wanted)))
        return {row[0]: row[1] for row in rows}
    found: dict[str, Any] = {}
    for some in slices(keys):
        query = columns.where(table.c[key].in_(some))
        found.update((row[0], row[1]) for row in connection.execute(query))
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
