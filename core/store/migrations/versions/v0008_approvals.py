"""Approvals: what was proposed by whom, and who decided it; two people by the database's word."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.duty_guards import postgresql_duties, sqlite_duties
from core.store.guards import postgresql_append_only, sqlite_append_only

revision = "v0008"
down_revision = "v0007"

TABLES: Final = {
    "approval_proposal": (
        "approval_id:t! kind:t subject:t content_sha:t proposer:t enforced:i note:t proposed_us:i"
    ),
    "approval_decision": ("approval_id:t! verdict:t decider:t enforced:i note:t decided_us:i"),
}
"""Columns as ``name:type``: t text, i integer of 64 bits; ``!`` primary key, ``?`` may be null."""

INDEXES: Final = (
    ("approval_proposal_subject", "approval_proposal", ("kind", "subject")),
    ("approval_proposal_at", "approval_proposal", ("proposed_us",)),
    ("approval_decision_at", "approval_decision", ("decided_us",)),
)


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.create_table(name, *map(_column, columns.split()), sqlite_strict=True)
    for index, table, keys in INDEXES:
        op.create_index(index, table, list(keys))
    for statement in _guards():
        op.execute(sa.text(statement.replace(":", "\\:")))


def _column(written: str) -> sa.Column[object]:
    name, kind = written.split(":")
    type_ = sa.Text() if kind[0] == "t" else sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(
        name, type_, primary_key="!" in kind, nullable="?" in kind, autoincrement=False
    )


def _guards() -> list[str]:
    if op.get_bind().dialect.name == "postgresql":
        return [*postgresql_append_only(tuple(TABLES)), *postgresql_duties()]
    keys = {
        name: tuple(column.split(":")[0] for column in columns.split() if "!" in column)
        for name, columns in TABLES.items()
    }
    return [*sqlite_append_only(keys), *sqlite_duties()]
