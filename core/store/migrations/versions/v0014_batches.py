"""Batches of the journal, and guards that look at a batch at once instead of at each row.

What was posted before is one batch: its balances are kept already, and not added again.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from core.store.batch_guards import postgresql_batch_guards, sqlite_batch_guards

revision = "v0014"
down_revision = "v0013"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "posting_batch",
        sa.Column("to_entry", big, primary_key=True, nullable=False, autoincrement=False),
        sa.Column("booked_us", big, nullable=False),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO posting_batch SELECT id, booked_us FROM entry ORDER BY id DESC LIMIT 1")
    on_server = op.get_bind().dialect.name == "postgresql"
    guards = postgresql_batch_guards() if on_server else (*_failing(), *sqlite_batch_guards())
    for statement in guards:
        op.execute(sa.text(statement.replace(":", "\\:")))


def _failing() -> Iterator[str]:
    """The guards against REPLACE again, as ``guards.py`` words them now."""
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_replace'"
    )
    for name, made in op.get_bind().execute(sa.text(query)).all():
        yield f"DROP TRIGGER {name}"
        yield made.replace("RAISE(ABORT,", "RAISE(FAIL,")
