"""Agreements as drafts and what put them into force; what third parties get of a session.

``others`` is none in rows of before: nobody but the three got anything.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_append_only, sqlite_append_only

revision = "v0010"
down_revision = "v0009"

TABLES: Final = {
    "agreement_draft": ("sha:t! version:t agreement_id:t body:t note:t drafter:t drafted_us:i"),
    "agreement_activation": "version:t! sha:t approval_id:t activated_us:i",
}
"""Columns as ``name:type``: t text, i integer of 64 bits; ``!`` primary key."""


def upgrade() -> None:
    op.add_column("split", sa.Column("others", _big(), nullable=True))
    for name, columns in TABLES.items():
        op.create_table(name, *map(_column, columns.split()), sqlite_strict=True)
    op.create_index("agreement_draft_version", "agreement_draft", ["version"])
    for statement in _guards():
        op.execute(sa.text(statement.replace(":", "\\:")))


def _big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _column(written: str) -> sa.Column[object]:
    name, kind = written.split(":")
    type_ = sa.Text() if kind[0] == "t" else _big()
    return sa.Column(name, type_, primary_key="!" in kind, nullable=False, autoincrement=False)


def _guards() -> list[str]:
    if op.get_bind().dialect.name == "postgresql":
        return [*postgresql_append_only(tuple(TABLES))]
    keys = {
        name: tuple(column.split(":")[0] for column in columns.split() if "!" in column)
        for name, columns in TABLES.items()
    }
    return [*sqlite_append_only(keys)]
