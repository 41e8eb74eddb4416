"""Agreements as drafts and what put them into force; what third parties get of a session.

``others`` is none in rows of before: nobody but the three got anything.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from core.store.migrations.written_tables import BIG, keep_append_only, make_tables

revision = "v0010"
down_revision = "v0009"

TABLES: Final = {
    "agreement_draft": ("sha:t! version:t agreement_id:t body:t note:t drafter:t drafted_us:i"),
    "agreement_activation": "version:t! sha:t approval_id:t activated_us:i",
}


def upgrade() -> None:
    op.add_column("split", sa.Column("others", BIG, nullable=True))
    make_tables(TABLES, (("agreement_draft_version", "agreement_draft", ("version",), False),))
    keep_append_only(TABLES)
