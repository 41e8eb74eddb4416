"""Money that leaves: bank accounts of parties, payment files and the payments in them.

An instruction is in one payment file or in none: its id is the key of a payment.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_append_only, sqlite_append_only

revision = "v0005"
down_revision = "v0004"

TABLES: Final = {
    "bank_account": (
        "party:t! currency:t! valid_from:t! iban:t bic:t? holder:t street:t? postcode:t? town:t "
        "country_code:t"
    ),
    "payment_batch": "batch_id:t! created_us:i payments:i control_sum:t sha:t body:t",
    "payment": (
        "instruction_id:t! batch_id:t group_id:t end_to_end_id:t party:t currency:t "
        "amount_minor:i execution_day:t debtor_iban:t creditor_iban:t"
    ),
}
"""Columns as ``name:type``: t text, i integer of 64 bits; ``!`` primary key, ``?`` may be null."""

INDEXES: Final = (
    ("payment_batch_id", "payment", ("batch_id",), False),
    ("payment_group_id", "payment", ("group_id",), False),
    ("payment_end_to_end_id", "payment", ("end_to_end_id",), True),
)


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.create_table(name, *map(_column, columns.split()), sqlite_strict=True)
    for index, table, keys, unique in INDEXES:
        op.create_index(index, table, list(keys), unique=unique)
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
