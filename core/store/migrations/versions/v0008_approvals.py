"""Approvals: what was proposed by whom, and who decided it; two people by the database's word."""

from typing import Final

from core.store.duty_guards import postgresql_duties, sqlite_duties
from core.store.migrations.written_tables import keep_append_only, make_tables, on_server, run

revision = "v0008"
down_revision = "v0007"

TABLES: Final = {
    "approval_proposal": (
        "approval_id:t! kind:t subject:t content_sha:t proposer:t enforced:i note:t proposed_us:i"
    ),
    "approval_decision": ("approval_id:t! verdict:t decider:t enforced:i note:t decided_us:i"),
}

INDEXES: Final = (
    ("approval_proposal_subject", "approval_proposal", ("kind", "subject"), False),
    ("approval_proposal_at", "approval_proposal", ("proposed_us",), False),
    ("approval_decision_at", "approval_decision", ("decided_us",), False),
)


def upgrade() -> None:
    make_tables(TABLES, INDEXES)
    keep_append_only(TABLES)
    run(postgresql_duties() if on_server() else sqlite_duties())
