"""What passes through the hub: passages to URLs of peers, and the log of its messages."""

from typing import Final

from core.store.migrations.written_tables import make_tables

revision = "v0022"
down_revision = "v0021"

TABLES: Final = {
    "passage": (
        "passage_id:t! kind:t module:t interface:t caller_platform:t caller:t owner_platform:t "
        "owner:t url:t opened_us:i expires_us:i due_us:i? result_us:i?"
    ),
    "hub_message": (
        "message_id:t! at_us:i way:t correlation_id:t sender:t receiver:t module:t interface:t "
        "method:t path:t version:t status_code:i http_status:i latency_us:i request:t answer:t "
        "problem:t"
    ),
}


def upgrade() -> None:
    make_tables(
        TABLES,
        (
            ("passage_expires", "passage", ("expires_us",), False),
            ("hub_message_at", "hub_message", ("at_us",), False),
            ("hub_message_correlation", "hub_message", ("correlation_id",), False),
        ),
    )
