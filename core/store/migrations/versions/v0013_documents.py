"""Documents: legal data of parties, numbers without gaps, what was issued and what it covers."""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from core.store.document_guards import postgresql_numbers, sqlite_numbers
from core.store.guards import postgresql_append_only, sqlite_append_only

revision = "v0013"
down_revision = "v0012"

TABLES: Final = {
    "legal_entity": (
        "party:t! valid_from:t! legal_name:t street:t postcode:t town:t country_code:t vat_id:t? "
        "electronic_address:t? electronic_scheme:t"
    ),
    "document_counter": "issuer:t! series:t! last:i",
    "document": (
        "number:t! issuer:t series:t ordinal:i kind:t is_credit:i party:t period:t statement:t "
        "seller:t buyer:t country:t currency:t net_minor:i vat_minor:i rounding_minor:i "
        "due_minor:i sessions:i issued_us:i body:t sha:t"
    ),
    "document_file": "number:t! format:t! name:t sha:t content:b",
    "document_cover": "entry:i! party:t! statement:t",
}
"""Columns as ``name:type``: t text, i integer of 64 bits, b bytes; ``!`` key, ``?`` may be null."""

INDEXES: Final = (
    ("document_ordinal", "document", ("issuer", "series", "ordinal"), True),
    ("document_statement", "document", ("statement",), False),
    ("document_party", "document", ("party", "period"), False),
    ("document_cover_statement", "document_cover", ("statement",), False),
)
CHANGES: Final = "document_counter"
"""The one table that a trigger moves on."""


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.create_table(name, *map(_column, columns.split()), sqlite_strict=True)
    for index, table, keys, unique in INDEXES:
        op.create_index(index, table, list(keys), unique=unique)
    for statement in _guards():
        op.execute(sa.text(statement.replace(":", "\\:")))


def _column(written: str) -> sa.Column[object]:
    name, kind = written.split(":")
    types: dict[str, Any] = {
        "t": sa.Text(),
        "i": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        "b": sa.LargeBinary(),
    }
    return sa.Column(
        name, types[kind[0]], primary_key="!" in kind, nullable="?" in kind, autoincrement=False
    )


def _guards() -> list[str]:
    kept = {
        name: tuple(column.split(":")[0] for column in columns.split() if "!" in column)
        for name, columns in TABLES.items()
        if name != CHANGES
    }
    if op.get_bind().dialect.name == "postgresql":
        return [*postgresql_append_only(tuple(kept)), *postgresql_numbers()]
    return [*sqlite_append_only(kept), *sqlite_numbers()]
