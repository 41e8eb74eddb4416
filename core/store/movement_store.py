"""What moved on the accounts of a party, as its statements list it."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select

from core.settlement.statement import Movement
from core.store.rows import time_of, us_of
from core.store.schema import entry, posting


def movements_of(
    connection: Connection, party: str, known_at: datetime | None = None
) -> Iterator[tuple[str, Movement]]:
    """(currency, movement) of every posting on an account of the party, by time and number.

    With ``known_at`` only what was booked until then, inclusive.
    """
    query = (
        select(
            posting.c.currency,
            entry.c.effective_us,
            entry.c.entry_id,
            posting.c.account,
            posting.c.amount_minor,
        )
        .join(entry, entry.c.id == posting.c.entry)
        .where(func.substr(posting.c.account, 6) == party)
        .order_by(entry.c.effective_us, entry.c.id, posting.c.leg)
    )
    if known_at is not None:
        query = query.where(entry.c.booked_us <= us_of(known_at))
    for row in connection.execute(query):
        yield (
            row[0],
            Movement(
                effective_at=time_of(row[1]),
                entry_id=row[2],
                account=row[3],
                amount_minor=row[4],
            ),
        )
