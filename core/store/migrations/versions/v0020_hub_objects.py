"""What peers of the hub told last, authorisations, and what is still to be told to peers."""

from collections.abc import Iterator
from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables, on_server, run

revision = "v0020"
down_revision = "v0019"

TABLES: Final = {
    "kept_object": (
        "module:t! owner:t! object_key:t! object_id:t version:t body:t updated_us:i kept_us:i "
        "partner:t? subject:t? gone_us:i?"
    ),
    "location_change": (
        "cpo:t! location_id:t! since_us:i! name:t time_zone:t country_code:t latitude:t? "
        "longitude:t?"
    ),
    "evse_change": "cpo:t! evse_uid:t! since_us:i! location_id:t max_power_kw:t tariff_id:t",
    "tariff_told": ("cpo:t! tariff_id:t! version:t! ocpi_version:t body:t valid_us:i told_us:i"),
    "authorisation": (
        "reference:t! at_us:i cpo:t demand_partner:t? token:t location_id:t? evse_uid:t? "
        "decided_by:t allowed:i reason:t? detail:t currency:t? asked_minor:i?"
    ),
    "open_claim": "claim:t! demand_partner:t currency:t amount_minor:i until_us:i",
    "outbox": (
        "message:t! party:t module:t interface:t method:t path:t version:t body:t made_us:i"
    ),
    "outbox_try": "message:t! number:i! at_us:i next_us:i",
    "outbox_end": "message:t! outcome:t detail:t ended_us:i",
}
PICTURES: Final = ("kept_object", "open_claim")
INDEXES: Final = (
    (
        "kept_object_page",
        "kept_object",
        ("module", "updated_us", "owner", "object_key"),
        False,
    ),
    ("kept_object_partner", "kept_object", ("module", "partner", "updated_us"), False),
    ("kept_object_key", "kept_object", ("module", "object_key"), False),
    ("kept_object_subject", "kept_object", ("subject",), False),
    ("authorisation_at", "authorisation", ("at_us",), False),
    ("authorisation_partner", "authorisation", ("demand_partner", "at_us"), False),
    ("open_claim_partner", "open_claim", ("demand_partner", "until_us"), False),
)


def upgrade() -> None:
    make_tables(TABLES, INDEXES)
    keep_append_only({name: of for name, of in TABLES.items() if name not in PICTURES})
    run(_never_deleted())


def _never_deleted() -> Iterator[str]:
    for table in PICTURES:
        yield (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            if on_server()
            else f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is never shortened'); END"
        )
