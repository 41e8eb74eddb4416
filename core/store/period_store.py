"""Closed periods, the balances at their close, and balances as known at any time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from core.domain.period import ClosedPeriod
from core.store.bulk import insert_rows
from core.store.life_schema import balance_snapshot, period_close
from core.store.rows import time_of, us_of
from core.store.schema import entry, posting


def put_close(connection: Connection, closed: ClosedPeriod) -> None:
    """Close a period, with the balance of every account at its end."""
    at_end = balances_at(connection, closed.end_at, None)
    insert_rows(
        connection,
        period_close,
        [
            (
                closed.period,
                us_of(closed.end_at),
                closed.last_entry,
                closed.who,
                closed.reason,
                us_of(closed.closed_at),
            )
        ],
    )
    insert_rows(
        connection,
        balance_snapshot,
        [
            (closed.period, account, currency, amount)
            for (account, currency), amount in sorted(at_end.items())
        ],
    )


def closed_periods(connection: Connection) -> list[ClosedPeriod]:
    """Every closed period, oldest first."""
    query = select(period_close).order_by(period_close.c.end_us)
    return [_closed(row) for row in connection.execute(query)]


def last_entry_number(connection: Connection) -> int:
    """Number of the entry that was booked last; 0 for an empty journal."""
    return int(connection.execute(select(func.coalesce(func.max(entry.c.id), 0))).scalar_one())


def balances_at(
    connection: Connection, before: datetime | None, known_at: datetime | None
) -> Mapping[tuple[str, str], int]:
    """(account, currency) -> minor units of all that counts before a time, as known at another.

    The last close that was known then is the base, so that only what came after it is summed.

    Args:
        connection: Reading or writing.
        before: Exclusive, UTC; None: whenever it counts.
        known_at: Only what was booked until then, inclusive; None: all that is booked.
    """
    base = _base(connection, before, known_at)
    sums: dict[tuple[str, str], int] = {}
    query = select(posting.c.account, posting.c.currency, func.sum(posting.c.amount_minor)).join(
        entry, entry.c.id == posting.c.entry
    )
    if base is not None:
        of_base = select(balance_snapshot).where(balance_snapshot.c.period == base.period)
        for row in connection.execute(of_base):
            sums[row.account, row.currency] = row.amount_minor
        query = query.where(entry.c.effective_us >= us_of(base.end_at))
    if before is not None:
        query = query.where(entry.c.effective_us < us_of(before))
    if known_at is not None:
        query = query.where(entry.c.booked_us <= us_of(known_at))
    for account, currency, amount in connection.execute(
        query.group_by(posting.c.account, posting.c.currency)
    ):
        sums[account, currency] = sums.get((account, currency), 0) + int(amount)
    return sums


def _base(
    connection: Connection, before: datetime | None, known_at: datetime | None
) -> ClosedPeriod | None:
    query = select(period_close).order_by(period_close.c.end_us.desc()).limit(1)
    if before is not None:
        query = query.where(period_close.c.end_us <= us_of(before))
    if known_at is not None:
        query = query.where(period_close.c.closed_us <= us_of(known_at))
    row = connection.execute(query).first()
    return None if row is None else _closed(row)


def _closed(row: Row[Any]) -> ClosedPeriod:
    return ClosedPeriod(
        period=row.period,
        end_at=time_of(row.end_us),
        last_entry=row.last_entry,
        who=row.who,
        reason=row.reason,
        closed_at=time_of(row.closed_us),
    )
