"""Changes of bank accounts, which cool off; accounts of before are no changes."""

from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables

revision = "v0015"
down_revision = "v0014"

TABLES: Final = {
    "bank_change": (
        "party:t! currency:t! valid_from:t! principal:t enforced:i told_us:i cools_us:i"
    ),
}


def upgrade() -> None:
    make_tables(TABLES)
    keep_append_only(TABLES)
