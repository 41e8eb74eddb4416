"""What is unusual about a party's VAT, and the VAT that a CPO charges the network for a session.

Both are none in rows of before: nothing was unusual, and the CPO charged what the DP owed.
"""

import sqlalchemy as sa
from alembic import op

revision = "v0007"
down_revision = "v0006"


def upgrade() -> None:
    op.add_column("party", sa.Column("vat", sa.Text(), nullable=True))
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("split", sa.Column("cpo_vat", big, nullable=True))
