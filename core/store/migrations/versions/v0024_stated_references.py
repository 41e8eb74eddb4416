"""What Demand Partners call authorisations: sessions and CDRs name them so."""

from typing import Final

from core.store.migrations.written_tables import keep_append_only, make_tables

revision = "v0024"
down_revision = "v0023"

TABLES: Final = {"stated_reference": "demand_partner:t! stated:t! reference:t!"}


def upgrade() -> None:
    make_tables(TABLES)
    keep_append_only(TABLES)
