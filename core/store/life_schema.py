"""The tables of what happens to money after a session, and of closed periods.

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
recalled_collection = table(
    "recalled_collection",
    text("instruction_id", key=True),
    big("amount_minor"),
    text("reason"),
    text("who"),
    big("recalled_us"),
)
pending_entry = table(
    "pending_entry",
    text("entry_id", key=True),
    text("cdr_key"),
    text("body"),
    text("sha"),
    big("resolves_us"),
    big("pended_us"),
)
Index("pending_entry_resolves", pending_entry.c.resolves_us)
Index("pending_entry_cdr_key", pending_entry.c.cdr_key)
pending_posting = table(
    "pending_posting",
    text("entry_id", key=True),
    big("leg", key=True),
    text("account"),
    text("currency"),
    big("amount_minor"),
)
Index("pending_posting_account", pending_posting.c.account, pending_posting.c.currency)
pending_end = table(
    "pending_end",
    text("entry_id", key=True),
    text("outcome"),
    text("reason"),
    big("ended_us"),
)
period_close = table(
    "period_close",
    text("period", key=True),
    big("end_us"),
    big("last_entry"),
    text("who"),
    text("reason"),
    big("closed_us"),
)
Index("period_close_end", period_close.c.end_us)
balance_snapshot = table(
    "balance_snapshot",
    text("period", key=True),
    text("account", key=True),
    text("currency", key=True),
    big("amount_minor"),
)

LIFE_TABLES: Final = (
    dispute,
    dispute_end,
    recalled_collection,
    pending_entry,
    pending_posting,
    pending_end,
    period_close,
    balance_snapshot,
)
