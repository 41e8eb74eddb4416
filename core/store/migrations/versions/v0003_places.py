"""Where a location is: degrees as decimal text, north and east above 0; none where nobody said."""

import sqlalchemy as sa
from alembic import op

revision = "v0003"
down_revision = "v0002"


def upgrade() -> None:
    for name in ("latitude", "longitude"):
        op.add_column("location", sa.Column(name, sa.Text(), nullable=True))
