"""The tables of what peers told last, of authorisations, and of what is still to be told to peers.

``kept_object`` and ``open_claim`` are pictures that move on with every message; what a location, a
tariff or an authorisation was is append-only beside them, for prices and books stand on that.
"""

from typing import Final

from sqlalchemy import Index

from core.store.table_columns import big, table, text

kept_object = table(
    "kept_object",
    text("module", key=True),
    text("owner", key=True),
    text("object_key", key=True),
    text("object_id"),
    text("version"),
    text("body"),
    big("updated_us"),
    big("kept_us"),
    text("partner", null=True),
    text("subject", null=True),
    big("gone_us", null=True),
)
Index(
    "kept_object_page",
    kept_object.c.module,
    kept_object.c.updated_us,
    kept_object.c.owner,
    kept_object.c.object_key,
)
Index("kept_object_partner", kept_object.c.module, kept_object.c.partner, kept_object.c.updated_us)
Index("kept_object_key", kept_object.c.module, kept_object.c.object_key)
Index("kept_object_subject", kept_object.c.subject)
location_change = table(
    "location_change",
    text("cpo", key=True),
    text("location_id", key=True),
    big("since_us", key=True),
    text("name"),
    text("time_zone"),
    text("country_code"),
    text("latitude", null=True),
    text("longitude", null=True),
)
evse_change = table(
    "evse_change",
    text("cpo", key=True),
    text("evse_uid", key=True),
    big("since_us", key=True),
    text("location_id"),
    text("max_power_kw"),
    text("tariff_id"),
)
tariff_told = table(
    "tariff_told",
    text("cpo", key=True),
    text("tariff_id", key=True),
    text("version", key=True),
    text("ocpi_version"),
    text("body"),
    big("valid_us"),
    big("told_us"),
)
authorisation = table(
    "authorisation",
    text("reference", key=True),
    big("at_us"),
    text("cpo"),
    text("demand_partner", null=True),
    text("token"),
    text("location_id", null=True),
    text("evse_uid", null=True),
    text("decided_by"),
    big("allowed"),
    text("reason", null=True),
    text("detail"),
    text("currency", null=True),
    big("asked_minor", null=True),
)
Index("authorisation_at", authorisation.c.at_us)
Index("authorisation_partner", authorisation.c.demand_partner, authorisation.c.at_us)
stated_reference = table(
    "stated_reference",
    text("demand_partner", key=True),
    text("stated", key=True),
    text("reference", key=True),
)
open_claim = table(
    "open_claim",
    text("claim", key=True),
    text("demand_partner"),
    text("currency"),
    big("amount_minor"),
    big("until_us"),
)
Index("open_claim_partner", open_claim.c.demand_partner, open_claim.c.until_us)
outbox = table(
    "outbox",
    text("message", key=True),
    text("party"),
    text("module"),
    text("interface"),
    text("method"),
    text("path"),
    text("version"),
    text("body"),
    big("made_us"),
)
outbox_try = table(
    "outbox_try",
    text("message", key=True),
    big("number", key=True),
    big("at_us"),
    big("next_us"),
)
outbox_end = table(
    "outbox_end",
    text("message", key=True),
    text("outcome"),
    text("detail"),
    big("ended_us"),
)

KEPT_TABLES: Final = (
    kept_object,
    location_change,
    evse_change,
    tariff_told,
    authorisation,
    stated_reference,
    open_claim,
    outbox,
    outbox_try,
    outbox_end,
)
MOVING: Final = (kept_object, open_claim)
"""Pictures whose rows change."""
