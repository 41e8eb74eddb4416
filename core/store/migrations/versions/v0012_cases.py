"""Reconciliation: what was done about a held CDR, how it ended, and the price it was posted at."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_append_only, sqlite_append_only

revision = "v0012"
down_revision = "v0011"

TABLES: Final = {
    "case_event": (
        "case_id:t! number:i! kind:t principal:t enforced:i note:t detail:t resolution:t? "
        "approval_id:t? at_us:i"
    ),
    "case_end": "case_id:t! fate:t resolution:t? principal:t enforced:i note:t at_us:i",
    "priced_again": (
        "cdr_key:t! tariff_id:t tariff_version:t currency:t excl_minor:i vat_minor:i body:t"
    ),
}
"""Columns as ``name:type``: t text, i integer of 64 bits; ``!`` primary key, ``?`` may be null."""


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.create_table(name, *map(_column, columns.split()), sqlite_strict=True)
    op.create_index("case_end_at", "case_end", ["at_us"])
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
