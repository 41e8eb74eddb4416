"""The table of passages: URLs of peers behind URLs of the hub, for all processes of one hub.

No book: rows are opened, used and dropped when they have expired.
"""

from typing import Final

from sqlalchemy import Index

from core.store.table_columns import big, table, text

passage = table(
    "passage",
    text("passage_id", key=True),
    text("kind"),
    text("module"),
    text("interface"),
    text("caller_platform"),
    text("caller"),
    text("owner_platform"),
    text("owner"),
    text("url"),
    big("opened_us"),
    big("expires_us"),
    big("due_us", null=True),
    big("result_us", null=True),
)
Index("passage_expires", passage.c.expires_us)

PASSAGE_TABLES: Final = (passage,)
