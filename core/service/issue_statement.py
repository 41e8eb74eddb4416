"""Issue a party's statements: one for each currency, over a time or all of it."""

from collections import defaultdict
from datetime import datetime

from core.domain.errors import NotFoundError
from core.service.runtime import Runtime
from core.settlement.statement import Movement, Statement
from core.store.journal_store import movements_of


def issue_statements(
    runtime: Runtime, party: str, start: datetime | None = None, end: datetime | None = None
) -> tuple[Statement, ...]:
    """Statements of a party, by currency.

    Args:
        runtime: The books.
        party: Key of a party, ``NL*ABC``.
        start: First moment that is listed, UTC; what was before is the opening balance.
        end: First moment that is not listed, UTC.

    Raises:
        NotFoundError: Nothing was ever posted for that party.
    """
    opening: dict[str, int] = defaultdict(int)
    listed: dict[str, list[Movement]] = defaultdict(list)
    with runtime.database.reading() as connection:
        for currency, move in movements_of(connection, party):
            if start is not None and move.effective_at < start:
                opening[currency] += move.amount_minor
            elif end is None or move.effective_at < end:
                listed[currency].append(move)
    currencies = sorted(opening.keys() | listed.keys())
    if not currencies:
        raise NotFoundError(f"statement: nothing was posted for a party {party!r}")
    return tuple(
        Statement(
            party=party,
            currency=currency,
            start=start,
            end=end,
            opening_minor=opening[currency],
            movements=tuple(listed[currency]),
        )
        for currency in currencies
    )
