"""The tables of reconciliation: what was done about a case, and how it ended.

A case itself is no row: a hold is one, and what is missing or differs is found by looking.
"""

from typing import Final

from sqlalchemy import Index

from core.store.table_columns import big, table, text

case_event = table(
    "case_event",
    text("case_id", key=True),
    big("number", key=True),
    text("kind"),
    text("principal"),
    big("enforced"),
    text("note"),
    text("detail"),
    text("resolution", null=True),
    text("approval_id", null=True),
    big("at_us"),
)
case_end = table(
    "case_end",
    text("case_id", key=True),
    text("fate"),
    text("resolution", null=True),
    text("principal"),
    big("enforced"),
    text("note"),
    big("at_us"),
)
Index("case_end_at", case_end.c.at_us)
priced_again = table(
    "priced_again",
    text("cdr_key", key=True),
    text("tariff_id"),
    text("tariff_version"),
    text("currency"),
    big("excl_minor"),
    big("vat_minor"),
    text("body"),
)
"""The price that counts, of a CDR that was posted after review at another one than before."""

CASE_TABLES: Final = (case_event, case_end, priced_again)
