"""Many rows at once: tuples to SQLite, COPY to PostgreSQL; one statement a table either way.

PostgreSQL's guards look at whole statements, so an entry's postings must not be torn apart.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

Row = tuple[str | int | None, ...]
_KEYS_AT_ONCE = 5_000


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
        marks = ", ".join("?" * len(table.columns))
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({columns}) VALUES ({marks})",  # noqa: S608 (our names)
            list(rows),
        )


def known(
    connection: Connection, table: Table, key: str, value: str, keys: Collection[str]
) -> dict[str, Any]:
    """``value`` of each row whose ``key`` is among ``keys``."""
    found: dict[str, Any] = {}
    for some in _slices(keys):
        query = select(table.c[key], table.c[value]).where(table.c[key].in_(some))
        found.update((row[0], row[1]) for row in connection.execute(query))
    return found


def _slices(keys: Collection[str]) -> Iterable[list[str]]:
    ordered = list(keys)
    return (ordered[at : at + _KEYS_AT_ONCE] for at in range(0, len(ordered), _KEYS_AT_ONCE))
