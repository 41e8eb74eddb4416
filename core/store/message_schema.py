"""The log of the hub's messages: what passed lately, for people who look. No book.

Its size is bounded: the oldest rows are dropped.
"""

from typing import Final

from sqlalchemy import Index

from core.store.table_columns import big, table, text

hub_message = table(
    "hub_message",
    text("message_id", key=True),
    big("at_us"),
    text("way"),
    text("correlation_id"),
    text("sender"),
    text("receiver"),
    text("module"),
    text("interface"),
    text("method"),
    text("path"),
    text("version"),
    big("status_code"),
    big("http_status"),
    big("latency_us"),
    text("request"),
    text("answer"),
    text("problem"),
)
Index("hub_message_at", hub_message.c.at_us)
Index("hub_message_correlation", hub_message.c.correlation_id)

MESSAGE_TABLES: Final = (hub_message,)
