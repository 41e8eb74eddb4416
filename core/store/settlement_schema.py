"""The tables of how a network settles: its rules by day, what was held back, who left files.

Days are ISO 8601 text. A rule is never changed: a later one takes its place from its day on.
"""

from typing import Final

from sqlalchemy import Index

from core.store.table_columns import big, table, text

cut_off_rule = table(
    "cut_off_rule",
    text("valid_from", key=True),
    text("calendar"),
    big("hour"),
    text("time_zone"),
)
credit_line = table(
    "credit_line",
    text("demand_partner", key=True),
    text("valid_from", key=True),
    text("mode"),
    big("limit_minor", null=True),
    big("deposit_minor"),
    big("stops_at_limit"),
)
holdback_rule = table(
    "holdback_rule",
    text("cpo", key=True),
    text("currency", key=True),
    text("valid_from", key=True),
    big("reserve_bp"),
    big("reserve_days"),
    big("fixed_minor"),
    big("payout_minimum_minor"),
)
entity_membership = table(
    "entity_membership",
    text("party", key=True),
    text("valid_from", key=True),
    text("entity"),
)
holdback = table(
    "holdback",
    text("hold_id", key=True),
    text("cycle_id"),
    text("reason"),
    text("cpo"),
    text("demand_partner"),
    text("currency"),
    big("amount_minor"),
    big("release_us", null=True),
)
Index("holdback_cycle_id", holdback.c.cycle_id)
holdback_release = table(
    "holdback_release",
    text("hold_id", key=True),
    text("cycle_id"),
    big("amount_minor"),
)
holdback_part = table(
    "holdback_part",
    text("hold_id", key=True),
    text("cycle_id", key=True),
    big("amount_minor"),
)
netted_party = table(
    "netted_party",
    text("cycle_id", key=True),
    text("party", key=True),
    text("netted_as"),
)
payment_export = table(
    "payment_export",
    text("batch_id", key=True),
    text("who"),
    big("exported_us"),
    text("sha"),
)

SETTLEMENT_TABLES: Final = (
    cut_off_rule,
    credit_line,
    holdback_rule,
    entity_membership,
    holdback,
    holdback_release,
    holdback_part,
    netted_party,
    payment_export,
)
