"""Exchange rates by day: kept once, looked up by pair."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from core.domain.errors import ConflictError
from core.domain.fx_rate import FxRate
from core.store.bulk import insert_rows, known
from core.store.schema import fx_rate


def put_rates(connection: Connection, rates: Sequence[FxRate]) -> int:
    """Keep rates that are new; return how many were.

    Raises:
        ConflictError: One is known, and is another one.
    """
    told = known(connection, fx_rate, "rate_id", "rate", {rate.rate_id for rate in rates})
    new = []
    for rate in rates:
        if rate.rate_id not in told:
            told[rate.rate_id] = str(rate.rate)
            new.append(rate)
        if Decimal(told[rate.rate_id]) != rate.rate:
            before = told[rate.rate_id]
            raise ConflictError(f"rate {rate.rate_id}: known as {before}, found {rate.rate}")
    insert_rows(
        connection,
        fx_rate,
        [(r.rate_id, r.base, r.quote, str(r.rate), r.day.isoformat(), r.source) for r in new],
    )
    return len(new)


def rates_between(
    connection: Connection, pair: tuple[str, str], since: date, until: date
) -> tuple[FxRate, ...]:
    """Rates between two currencies, whichever is the base, from a day to a day, oldest first."""
    one, other = pair
    query = (
        select(fx_rate)
        .where(
            or_(
                and_(fx_rate.c.base == one, fx_rate.c.quote == other),
                and_(fx_rate.c.base == other, fx_rate.c.quote == one),
            )
        )
        .where(fx_rate.c.day.between(since.isoformat(), until.isoformat()))
        .order_by(fx_rate.c.day, fx_rate.c.rate_id)
    )
    return tuple(map(_rate, connection.execute(query)))


def all_rates(connection: Connection) -> tuple[FxRate, ...]:
    """Every rate, oldest first."""
    query = select(fx_rate).order_by(fx_rate.c.day, fx_rate.c.rate_id)
    return tuple(map(_rate, connection.execute(query)))


def _rate(row: Row[Any]) -> FxRate:
    return FxRate(
        base=row.base,
        quote=row.quote,
        rate=Decimal(row.rate),
        day=date.fromisoformat(row.day),
        source=row.source,
    )
