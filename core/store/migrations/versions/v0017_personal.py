"""Personal data beside the books. CDRs of before hold tokens as they were sent, and keep them."""

from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables, on_server, run
from core.store.personal_guards import postgresql_erasure, sqlite_erasure

revision = "v0017"
down_revision = "v0016"

TABLES: Final = {
    "pseudonym_key": "name:t! secret:t made_us:i",
    "personal_body": "pseudonym:t! kind:t subject:t body:t? kept_us:i erased_us:i?",
    "meter_check": (
        "cdr_key:t! method:t verdict:t detail:t meter:t energy_kwh:t? begin_us:i? end_us:i? "
        "sha:t checked_us:i"
    ),
}
ERASED: Final = "personal_body"


def upgrade() -> None:
    make_tables(TABLES, (("personal_body_subject", ERASED, ("subject",), False),))
    keep_append_only({name: columns for name, columns in TABLES.items() if name != ERASED})
    run(postgresql_erasure() if on_server() else sqlite_erasure())
