"""Disputes of sessions, and how each ended. In books of before nothing was disputed."""

from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables

revision = "v0009"
down_revision = "v0008"

TABLES: Final = {
    "dispute": "dispute_id:t! cdr_key:t reason:t who:t opened_us:i",
    "dispute_end": "dispute_id:t! outcome:t reason:t who:t ended_us:i",
}

INDEXES: Final = (("dispute_cdr_key", "dispute", ("cdr_key",), False),)


def upgrade() -> None:
    make_tables(TABLES, INDEXES)
    keep_append_only(TABLES)
