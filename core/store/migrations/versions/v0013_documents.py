"""Documents: legal data of parties, numbers without gaps, what was issued and what it covers."""

from typing import Final

from core.store.document_guards import postgresql_numbers, sqlite_numbers
from core.store.migrations.written_tables import keep_append_only, make_tables, on_server, run

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

INDEXES: Final = (
    ("document_ordinal", "document", ("issuer", "series", "ordinal"), True),
    ("document_statement", "document", ("statement",), False),
    ("document_party", "document", ("party", "period"), False),
    ("document_cover_statement", "document_cover", ("statement",), False),
)
CHANGES: Final = "document_counter"
"""The one table that a trigger moves on."""


def upgrade() -> None:
    make_tables(TABLES, INDEXES)
    keep_append_only({name: columns for name, columns in TABLES.items() if name != CHANGES})
    run(postgresql_numbers() if on_server() else sqlite_numbers())
