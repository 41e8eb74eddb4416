"""The tables of what happens to money after a session.

What ends something is a row of its own, keyed by what it ends, so that nothing ends twice.
"""

from typing import Final

from sqlalchemy import Index

from core.store.table_columns import big, table, text

dispute = table(
    "dispute",
    text("dispute_id", key=True),
    text("cdr_key"),
    text("reason"),
    text("who"),
    big("opened_us"),
)
Index("dispute_cdr_key", dispute.c.cdr_key)
dispute_end = table(
    "dispute_end",
    text("dispute_id", key=True),
    text("outcome"),
    text("reason"),
    text("who"),
    big("ended_us"),
)
LIFE_TABLES: Final = (dispute, dispute_end)
