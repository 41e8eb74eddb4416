"""Tables of a migration, written as texts: made, indexed, and kept append-only.

A table's columns are ``name:type``: t text, i integer of 64 bits, b bytes; ``!`` primary key, ``?``
may be null.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_append_only, sqlite_append_only

Index = tuple[str, str, tuple[str, ...], bool]
"""Its name, its table, its columns, whether it is unique."""

BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TYPES: Final[Mapping[str, Any]] = {"t": sa.Text(), "i": BIG, "b": sa.LargeBinary()}


def on_server() -> bool:
    """Whether the books are in PostgreSQL."""
    return op.get_bind().dialect.name == "postgresql"


def make_tables(tables: Mapping[str, str], indexes: Iterable[Index] = ()) -> None:
    """Make the tables, then the indexes."""
    for name, columns in tables.items():
        op.create_table(name, *columns_of(columns), sqlite_strict=True)
    make_indexes(indexes)


def make_indexes(indexes: Iterable[Index]) -> None:
    """Make indexes on tables that are there."""
    for name, table, columns, unique in indexes:
        op.create_index(name, table, list(columns), unique=unique)


def keep_append_only(tables: Mapping[str, str]) -> None:
    """Refuse that a row of these tables is ever changed."""
    run(
        postgresql_append_only(tuple(tables))
        if on_server()
        else sqlite_append_only({name: keys_of(columns) for name, columns in tables.items()})
    )


def run(statements: Iterable[str]) -> None:
    """Carry out DDL as it is written; a colon in it is no parameter."""
    for statement in statements:
        op.execute(sa.text(statement.replace(":", "\\:")))


def columns_of(written: str) -> list[sa.Column[Any]]:
    """The columns that a text names."""
    return [_column(one) for one in written.split()]


def keys_of(written: str) -> tuple[str, ...]:
    """The names of those that are the primary key."""
    return tuple(one.split(":")[0] for one in written.split() if "!" in one)


def _column(written: str) -> sa.Column[Any]:
    name, kind = written.split(":")
    return sa.Column(
        name,
        _TYPES[kind[0]],
        primary_key="!" in kind,
        nullable="?" in kind,
        autoincrement=False,
    )
