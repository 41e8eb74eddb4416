"""Changes of bank accounts, which cool off; accounts of before are no changes."""

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_append_only, sqlite_append_only

revision = "v0015"
down_revision = "v0014"

TABLE = "bank_change"
KEYS = ("party", "currency", "valid_from")


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        TABLE,
        *(sa.Column(name, sa.Text(), primary_key=True, nullable=False) for name in KEYS),
        sa.Column("principal", sa.Text(), nullable=False),
        *(sa.Column(name, big, nullable=False) for name in ("enforced", "told_us", "cools_us")),
        sqlite_strict=True,
    )
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    guards = (
        postgresql_append_only((TABLE,)) if is_postgresql else sqlite_append_only({TABLE: KEYS})
    )
    for statement in guards:
        op.execute(sa.text(statement.replace(":", "\\:")))
