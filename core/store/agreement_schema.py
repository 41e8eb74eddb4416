"""The tables of agreements that are not in force yet, and of what put them into force."""

from typing import Final

from sqlalchemy import Index

from core.store.table_columns import big, table, text

agreement_draft = table(
    "agreement_draft",
    text("sha", key=True),
    text("version"),
    text("agreement_id"),
    text("body"),
    text("note"),
    text("drafter"),
    big("drafted_us"),
)
Index("agreement_draft_version", agreement_draft.c.version)
agreement_activation = table(
    "agreement_activation",
    text("version", key=True),
    text("sha"),
    text("approval_id"),
    big("activated_us"),
)
AGREEMENT_TABLES: Final = (agreement_draft, agreement_activation)
