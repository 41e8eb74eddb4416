"""Disputes of sessions, and how each ended. In books of before nothing was disputed."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_append_only, sqlite_append_only

revision = "v0009"
down_revision = "v0008"

TABLES: Final = {
    "dispute": "dispute_id:t! cdr_key:t reason:t who:t opened_us:i",
    "dispute_end": "dispute_id:t! outcome:t reason:t who:t ended_us:i",
}
"""Columns as ``name:type``: t text, i integer of 64 bits; ``!`` primary key, ``?`` may be null."""

INDEXES: Final = (("dispute_cdr_key", "dispute", ("cdr_key",)),)


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.create_table(name, *map(_column, columns.split()), sqlite_strict=True)
    for index, table, keys in INDEXES:
        op.create_index(index, table, list(keys))
    for statement in _guards():
        op.execute(sa.text(statement.replace(":", "\\:")))


def _column(written: str) -> sa.Column[object]:
    name, kind = written.split(":")
    type_ = sa.Text() if kind[0] == "t" else sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(
        name, type_, primary_key="!" in kind, nullable="?" in kind, autoincrement=False
    )


def _guards() -> list[str]:
    if op.get_bind().dialect.name == "postgresql":
        return list(postgresql_append_only(tuple(TABLES)))
    keys = {
        name: tuple(column.split(":")[0] for column in columns.split() if "!" in column)
        for name, columns in TABLES.items()
    }
    return list(sqlite_append_only(keys))
