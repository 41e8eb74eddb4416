"""Platforms of the hub, their tokens, and handshakes that are asked for."""

from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables

revision = "v0021"
down_revision = "v0020"

TABLES: Final = {
    "platform_change": "number:i! platform_id:t kind:t at_us:i who:t note:t body:t",
    "platform_token": "sha:t! number:i! prefix:t kind:t platform_id:t",
    "peer_token": "number:i! platform_id:t sealed:t",
    "hub_key": "name:t! public:t made_us:i",
    "hub_address": "at_us:i! url:t",
    "handshake_request": "request_id:t! platform_id:t versions_url:t asked_us:i who:t",
    "handshake_secret": "request_id:t! sealed:t",
    "handshake_claim": "request_id:t! attempt:i! claimed_us:i",
    "handshake_answer": "request_id:t! is_done:i detail:t answered_us:i",
}
INDEXES: Final = (
    ("platform_change_platform_id", "platform_change", ("platform_id", "number"), False),
    ("platform_token_platform_id", "platform_token", ("platform_id",), False),
    ("peer_token_platform_id", "peer_token", ("platform_id", "number"), False),
)


def upgrade() -> None:
    make_tables(TABLES, INDEXES)
    keep_append_only(TABLES)
