"""Personal data beside the books. CDRs of before hold tokens as they were sent, and keep them."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_append_only, sqlite_append_only
from core.store.personal_guards import postgresql_erasure, sqlite_erasure

revision = "v0017"
down_revision = "v0016"

TABLES: Final = {
    "pseudonym_key": "name:t! secret:t made_us:i",
    "personal_body": "pseudonym:t! kind:t subject:t body:t? kept_us:i erased_us:i?",
    "meter_check": (
        "cdr_key:t! method:t verdict:t detail:t meter:t energy_kwh:t? begin_us:i? end_us:i? "
        "sha:t checked_us:i"
    ),
}
"""Columns as ``name:type``: t text, i integer of 64 bits; ``!`` primary key, ``?`` may be null."""
ERASED: Final = "personal_body"


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.create_table(name, *map(_column, columns.split()), sqlite_strict=True)
    op.create_index("personal_body_subject", ERASED, ["subject"])
    for statement in _guards():
        op.execute(sa.text(statement.replace(":", "\\:")))


def _column(written: str) -> sa.Column[object]:
    name, kind = written.split(":")
    type_ = sa.Text() if kind[0] == "t" else sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(
        name, type_, primary_key="!" in kind, nullable="?" in kind, autoincrement=False
    )


def _guards() -> list[str]:
    kept = {
        name: tuple(column.split(":")[0] for column in columns.split() if "!" in column)
        for name, columns in TABLES.items()
        if name != ERASED
    }
    if op.get_bind().dialect.name == "postgresql":
        return [*postgresql_append_only(tuple(kept)), *postgresql_erasure()]
    return [*sqlite_append_only(kept), *sqlite_erasure()]
