"""Platforms of the hub: what happened to each, its tokens, and the handshakes asked of the hub.

A platform is its last change. Tokens that peers use are hashes, found by their beginning; tokens
that we use are sealed, and only the hub has the key.
"""

from typing import Final

from sqlalchemy import Index

from core.store.table_columns import big, table, text

platform_change = table(
    "platform_change",
    big("number", key=True),
    text("platform_id"),
    text("kind"),
    big("at_us"),
    text("who"),
    text("note"),
    text("body"),
)
Index("platform_change_platform_id", platform_change.c.platform_id, platform_change.c.number)
platform_token = table(
    "platform_token",
    text("sha", key=True),
    big("number", key=True),
    text("prefix"),
    text("kind"),
    text("platform_id"),
)
Index("platform_token_platform_id", platform_token.c.platform_id)
peer_token = table("peer_token", big("number", key=True), text("platform_id"), text("sealed"))
Index("peer_token_platform_id", peer_token.c.platform_id, peer_token.c.number)
hub_key = table("hub_key", text("name", key=True), text("public"), big("made_us"))
hub_address = table("hub_address", big("at_us", key=True), text("url"))
handshake_request = table(
    "handshake_request",
    text("request_id", key=True),
    text("platform_id"),
    text("versions_url"),
    big("asked_us"),
    text("who"),
)
handshake_secret = table("handshake_secret", text("request_id", key=True), text("sealed"))
handshake_claim = table(
    "handshake_claim", text("request_id", key=True), big("attempt", key=True), big("claimed_us")
)
handshake_answer = table(
    "handshake_answer",
    text("request_id", key=True),
    big("is_done"),
    text("detail"),
    big("answered_us"),
)

HUB_TABLES: Final = (
    *(platform_change, platform_token, peer_token, hub_key, hub_address),
    *(handshake_request, handshake_secret, handshake_claim, handshake_answer),
)
SECRETS: Final = frozenset({"platform_token", "peer_token", "handshake_secret"})
"""Tables that only the service may read."""
