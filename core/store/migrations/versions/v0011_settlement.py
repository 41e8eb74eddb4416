"""How a network settles: its rules by day, what was held back and let go, who left files.

An index finds the instructions of a party, so that its exposure is one question. A movement at
the bank may be matched with an account of ours that no instruction asked for: a deposit.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_append_only, sqlite_append_only

revision = "v0011"
down_revision = "v0010"

TABLES: Final = {
    "cut_off_rule": "valid_from:t! calendar:t hour:i time_zone:t",
    "credit_line": (
        "demand_partner:t! valid_from:t! mode:t limit_minor:i? deposit_minor:i stops_at_limit:i"
    ),
    "holdback_rule": (
        "cpo:t! currency:t! valid_from:t! reserve_bp:i reserve_days:i fixed_minor:i "
        "payout_minimum_minor:i"
    ),
    "entity_membership": "party:t! valid_from:t! entity:t",
    "holdback": (
        "hold_id:t! cycle_id:t reason:t cpo:t demand_partner:t currency:t amount_minor:i "
        "release_us:i?"
    ),
    "holdback_release": "hold_id:t! cycle_id:t amount_minor:i",
    "netted_party": "cycle_id:t! party:t! netted_as:t",
    "payment_export": "batch_id:t! who:t exported_us:i sha:t",
}
"""Columns as ``name:type``: t text, i integer of 64 bits; ``!`` primary key, ``?`` may be null."""

INDEXES: Final = (
    ("holdback_cycle_id", "holdback", ("cycle_id",), False),
    ("instruction_party", "instruction", ("party", "kind"), False),
)


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.create_table(name, *map(_column, columns.split()), sqlite_strict=True)
    for index, table, keys, unique in INDEXES:
        op.create_index(index, table, list(keys), unique=unique)
    op.add_column("bank_match", sa.Column("account", sa.Text(), nullable=True))
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
