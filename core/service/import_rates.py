"""Keeps rates of the ECB as rows of the books, each with its day and its source; twice is once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.domain.fx_rate import FxRate
from core.service.ecb_history import BASE, ecb_rates
from core.service.runtime import Runtime
from core.store.database import alone
from core.store.rate_store import put_rates, rates_between
from core.store.reference_store import all_parties


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesImported:
    """What an import found and kept."""

    found: int
    """Rates from the first day on, in the currencies wanted."""
    added: int
    currencies: tuple[str, ...]
    first_day: date | None
    last_day: date | None


def import_ecb(
    runtime: Runtime,
    since: date,
    currencies: Collection[str] | None = None,
    path: Path | None = None,
) -> RatesImported:
    """Keep the ECB's rates from a day on.

    Args:
        runtime: The books.
        since: The first day that is wanted.
        currencies: Which; None takes those that parties of the books settle in.
        path: A newer history; None takes the one installed.

    Raises:
        SourceError: The history cannot be read.
        ConflictError: A rate of that pair and day is known and is another one.
    """
    with runtime.database.transaction() as connection:
        alone(connection)
        wanted = currencies
        if wanted is None:
            wanted = {one.currency for one in all_parties(connection).values()}
        found = ecb_rates(since, wanted, path)
        added = put_rates(connection, found)
    days = [rate.day for rate in found]
    return RatesImported(
        found=len(found),
        added=added,
        currencies=tuple(sorted({rate.quote for rate in found})),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )


def list_rates(
    runtime: Runtime, currency: str, since: date, until: date | None = None
) -> tuple[FxRate, ...]:
    """Rates between the euro and a currency, as they are known, oldest first."""
    with runtime.database.reading() as connection:
        return rates_between(connection, (BASE, currency), since, until or date.max)
