"""Guards of the journal on SQLite that ask less often; nothing is allowed that was not before."""

from core.store.lean_guards import sqlite_lean_guards
from core.store.migrations.written_tables import on_server, run

revision = "v0018"
down_revision = "v0017"


def upgrade() -> None:
    if not on_server():
        run(sqlite_lean_guards())
