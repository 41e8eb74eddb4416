"""Reconciliation: what was done about a held CDR, how it ended, and the price it was posted at."""

from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables

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


def upgrade() -> None:
    make_tables(TABLES, (("case_end_at", "case_end", ("at_us",), False),))
    keep_append_only(TABLES)
