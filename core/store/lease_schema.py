"""Leases: which process of a hub does what only one of them should do, and how far it came."""

from typing import Final

from core.store.table_columns import big, table, text

hub_lease = table(
    "hub_lease",
    text("name", key=True),
    text("holder"),
    big("until_us"),
    big("mark"),
)

LEASE_TABLES: Final = (hub_lease,)
