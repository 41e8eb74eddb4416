"""Issue a party's statements: one for each currency, over a time or all of it."""

from collections import defaultdict
from datetime import datetime

from core.domain.errors import InvalidValueError, NotFoundError
from core.service.runtime import Runtime
from core.settlement.statement import Movement, Statement
from core.store.movement_store import movements_of
from core.store.reference_store import all_parties


def issue_statements(
    runtime: Runtime,
    party: str,
    start: datetime | None = None,
    end: datetime | None = None,
    known_at: datetime | None = None,
) -> tuple[Statement, ...]:
    """Statements of a party, by currency.

    Args:
        runtime: The books.
        party: Key of a party, ``NL*ABC``.
        start: First moment that is listed, UTC; what was before is the opening balance.
        end: First moment that is not listed, UTC.
        known_at: Only what was booked until then, inclusive: the statement as it read at that time.

    Raises:
        InvalidValueError: The end is not after the start.
        NotFoundError: No such party, or nothing was ever posted for it; the parties are listed.
    """
    if start is not None and end is not None and end <= start:
        raise InvalidValueError(
            f"statement: wanted an end after the start, found {start:%Y-%m-%d %H:%M} "
            f"to {end:%Y-%m-%d %H:%M}"
        )
    opening: dict[str, int] = defaultdict(int)
    listed: dict[str, list[Movement]] = defaultdict(list)
    with runtime.database.reading() as connection:
        parties = all_parties(connection)
        if party not in parties:
            listed_parties = ", ".join(sorted(parties)) or "none"
            raise NotFoundError(f"statement: no party {party!r}; these are known: {listed_parties}")
        for currency, move in movements_of(connection, party, known_at):
            if start is not None and move.effective_at < start:
                opening[currency] += move.amount_minor
            elif end is None or move.effective_at < end:
                listed[currency].append(move)
    currencies = sorted(opening.keys() | listed.keys())
    if not currencies:
        raise NotFoundError(f"statement: nothing was posted for {party}")
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
