"""What waits out a dispute window is found by account: it counts as credit that is used."""

from core.store.migrations.written_tables import make_indexes

revision = "v0019"
down_revision = "v0018"


def upgrade() -> None:
    make_indexes(
        [("pending_posting_account", "pending_posting", ("account", "currency"), False)],
    )
