"""What was taken back of the sessions that a holdback is of; in books of before, nothing."""

from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables

revision = "v0023"
down_revision = "v0022"

TABLES: Final = {"holdback_part": "hold_id:t! cycle_id:t! amount_minor:i"}


def upgrade() -> None:
    make_tables(TABLES)
    keep_append_only(TABLES)
