"""The operator's log: what was done to the books by hand, append-only as everything else."""

import sqlalchemy as sa
from alembic import op

from core.store.guards import postgresql_append_only, sqlite_append_only

revision = "v0004"
down_revision = "v0003"

TABLE = "operator_log"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("act_id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("at_us", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("kind", "who", "subject", "note")
        ),
        sqlite_strict=True,
    )
    op.create_index("operator_log_at", TABLE, ["at_us"])
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    guards = (
        postgresql_append_only((TABLE,))
        if is_postgresql
        else sqlite_append_only({TABLE: ("act_id",)})
    )
    for statement in guards:
        op.execute(sa.text(statement.replace(":", "\\:")))
