"""Indexes for tables that are paged and filtered: by party, by time.

A filter on a Demand Partner or a CPO finds its sessions without reading all of them; sessions in
the order in which they ended, and entries of a day, are read from where they stand.
"""

from typing import Final

from alembic import op

revision = "v0002"
down_revision = "v0001"

INDEXES: Final = (
    ("cdr_demand_partner_end", "cdr", ("demand_partner", "end_us")),
    ("cdr_cpo_end", "cdr", ("cpo", "end_us")),
    ("cdr_end_key", "cdr", ("end_us", "cdr_key")),
    ("entry_effective", "entry", ("effective_us",)),
)


def upgrade() -> None:
    for index, table, keys in INDEXES:
        op.create_index(index, table, list(keys))
