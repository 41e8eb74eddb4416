"""How a network settles: its rules by day, what was held back and let go, who left files.

An index finds the instructions of a party, so that its exposure is one question. A movement at
the bank may be matched with an account of ours that no instruction asked for: a deposit.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.migrations.written_tables import keep_append_only, make_tables

revision = "v0011"
down_revision = "v0010"

TABLES: Final = {
    "cut_off_rule": "valid_from:t! calendar:t hour:i time_zone:t",
    "credit_line": (
        "demand_partner:t! valid_from:t! mode:t limit_minor:i? deposit_minor:i stops_at_limit:i"
    ),
    "holdback_rule": (
        "cpo:t! currency:t! valid_from:t! reserve_bp:i reserve_days:i fixed_minor:i "
        "payout_minimum_minor:i"
    ),
    "entity_membership": "party:t! valid_from:t! entity:t",
    "holdback": (
        "hold_id:t! cycle_id:t reason:t cpo:t demand_partner:t currency:t amount_minor:i "
        "release_us:i?"
    ),
    "holdback_release": "hold_id:t! cycle_id:t amount_minor:i",
    "netted_party": "cycle_id:t! party:t! netted_as:t",
    "payment_export": "batch_id:t! who:t exported_us:i sha:t",
}

INDEXES: Final = (
    ("holdback_cycle_id", "holdback", ("cycle_id",), False),
    ("instruction_party", "instruction", ("party", "kind"), False),
)


def upgrade() -> None:
    make_tables(TABLES, INDEXES)
    op.add_column("bank_match", sa.Column("account", sa.Text(), nullable=True))
    keep_append_only(TABLES)
