"""Defaults, entries that wait out a dispute window, closed periods.

Books of before have none of them: nothing in them was recalled, pending or closed.
"""

from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables, on_server, run
from core.store.period_guards import postgresql_period, sqlite_period

revision = "v0016"
down_revision = "v0015"

TABLES: Final = {
    "recalled_collection": "instruction_id:t! amount_minor:i reason:t who:t recalled_us:i",
    "pending_entry": "entry_id:t! cdr_key:t body:t sha:t resolves_us:i pended_us:i",
    "pending_posting": "entry_id:t! leg:i! account:t currency:t amount_minor:i",
    "pending_end": "entry_id:t! outcome:t reason:t ended_us:i",
    "period_close": "period:t! end_us:i last_entry:i who:t reason:t closed_us:i",
    "balance_snapshot": "period:t! account:t! currency:t! amount_minor:i",
}

INDEXES: Final = (
    ("pending_entry_resolves", "pending_entry", ("resolves_us",), False),
    ("pending_entry_cdr_key", "pending_entry", ("cdr_key",), False),
    ("period_close_end", "period_close", ("end_us",), False),
)


def upgrade() -> None:
    make_tables(TABLES, INDEXES)
    keep_append_only(TABLES)
    run(postgresql_period() if on_server() else sqlite_period())
