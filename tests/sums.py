"""Balances of entries, added up: the second, simpler way to know what the books keep."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from core.domain.entry import Entry

Balances = Mapping[tuple[str, str], int]
"""(account, currency) -> minor units, debit above zero."""


def balances_of(entries: Iterable[Entry]) -> Balances:
    """Sum of the postings for each account and currency."""
    balances: dict[tuple[str, str], int] = defaultdict(int)
    for entry in entries:
        for leg in entry.postings:
            balances[leg.account, leg.currency] += leg.amount_minor
    return dict(balances)


def trial_balance(balances: Balances) -> dict[str, int]:
    """Sum of all balances for each currency; zero, or the books are broken."""
    sums: dict[str, int] = defaultdict(int)
    for (_, currency), amount_minor in balances.items():
        sums[currency] += amount_minor
    return dict(sums)
