"""Leases: what only one process of a hub does at a time."""

from typing import Final

from core.store.migrations.written_tables import make_tables

revision = "v0025"
down_revision = "v0024"

TABLES: Final = {"hub_lease": "name:t! holder:t until_us:i mark:i"}


def upgrade() -> None:
    make_tables(TABLES)
