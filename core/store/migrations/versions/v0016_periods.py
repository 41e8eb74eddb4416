"""Defaults, entries that wait out a dispute window, closed periods.

Books of before have none of them: nothing in them was recalled, pending or closed.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_append_only, sqlite_append_only
from core.store.period_guards import postgresql_period, sqlite_period

revision = "v0016"
down_revision = "v0015"

TABLES: Final = {
    "recalled_collection": "instruction_id:t! amount_minor:i reason:t who:t recalled_us:i",
    "pending_entry": "entry_id:t! cdr_key:t body:t sha:t resolves_us:i pended_us:i",
    "pending_posting": "entry_id:t! leg:i! account:t currency:t amount_minor:i",
    "pending_end": "entry_id:t! outcome:t reason:t ended_us:i",
    "period_close": "period:t! end_us:i last_entry:i who:t reason:t closed_us:i",
    "balance_snapshot": "period:t! account:t! currency:t! amount_minor:i",
}
"""Columns as ``name:type``: t text, i integer of 64 bits; ``!`` primary key, ``?`` may be null."""

INDEXES: Final = (
    ("pending_entry_resolves", "pending_entry", ("resolves_us",)),
    ("pending_entry_cdr_key", "pending_entry", ("cdr_key",)),
    ("period_close_end", "period_close", ("end_us",)),
)


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
        return [*postgresql_append_only(tuple(TABLES)), *postgresql_period()]
    keys = {
        name: tuple(column.split(":")[0] for column in columns.split() if "!" in column)
        for name, columns in TABLES.items()
    }
    return [*sqlite_append_only(keys), *sqlite_period()]
