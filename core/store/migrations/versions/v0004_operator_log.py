"""The operator's log: what was done to the books by hand, append-only as everything else."""

from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables

revision = "v0004"
down_revision = "v0003"

TABLES: Final = {"operator_log": "act_id:t! at_us:i kind:t who:t subject:t note:t"}
INDEXES: Final = (("operator_log_at", "operator_log", ("at_us",), False),)


def upgrade() -> None:
    make_tables(TABLES, INDEXES)
    keep_append_only(TABLES)
