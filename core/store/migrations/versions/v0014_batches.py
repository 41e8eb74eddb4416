"""Batches of the journal, and guards that look at a batch at once instead of at each row.

What was posted before is one batch: its balances are kept already, and not added again.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from core.store.batch_guards import postgresql_batch_guards, sqlite_batch_guards
from core.store.migrations.written_tables import make_tables, on_server, run

revision = "v0014"
down_revision = "v0013"


def upgrade() -> None:
    make_tables({"posting_batch": "to_entry:i! booked_us:i"})
    op.execute("INSERT INTO posting_batch SELECT id, booked_us FROM entry ORDER BY id DESC LIMIT 1")
    run(postgresql_batch_guards() if on_server() else (*_failing(), *sqlite_batch_guards()))


def _failing() -> Iterator[str]:
    """The guards against REPLACE again, as ``guards.py`` words them now."""
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_replace'"
    )
    for name, made in op.get_bind().execute(sa.text(query)).all():
        yield f"DROP TRIGGER {name}"
        yield made.replace("RAISE(ABORT,", "RAISE(FAIL,")
