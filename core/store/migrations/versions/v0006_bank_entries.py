"""What the bank told: files, booked movements, what each was matched with, payments it refused."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_append_only, sqlite_append_only

revision = "v0006"
down_revision = "v0005"

TABLES: Final = {
    "payment_refusal": "instruction_id:t! file_sha:t reason:t refused_us:i",
    "bank_file": "sha:t! kind:t message_id:t name:t entries:i pending:i imported_us:i",
    "bank_entry": (
        "entry_key:t! part:i! file_sha:t iban:t booked_day:t value_day:t currency:t "
        "amount_minor:i total_minor:i bank_code:t end_to_end_id:t? payment_info_id:t? "
        "reference:t? counterparty_iban:t? counterparty_name:t? return_reason:t?"
    ),
    "bank_match": (
        "entry_key:t! part:i! number:i! leg:i! rule:t kind:t instruction_id:t? amount_minor:i "
        "note:t matched_us:i"
    ),
}
"""Columns as ``name:type``: t text, i integer of 64 bits; ``!`` primary key, ``?`` may be null."""

INDEXES: Final = (("bank_match_instruction_id", "bank_match", ("instruction_id",), False),)


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
