"""What one entry does to the accounts it touches: before, change, after, and a sum of zero."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from console.present.amount_text import money_text, signed_money_text
from core.domain.entry import Entry
from core.ledger.chart_of_accounts import TITLES, code_of, owner_of


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One account as texts; the last row of each currency is the sum."""

    account: str
    currency: str
    before: str
    change: str
    after: str
    is_sum: bool = False


def accounts_of(entry: Entry) -> tuple[tuple[str, str], ...]:
    """The accounts an entry touches, each with its currency, in order of appearance."""
    return tuple(dict.fromkeys((leg.account, leg.currency) for leg in entry.postings))


def effect_rows(entry: Entry, before: Mapping[tuple[str, str], int]) -> tuple[EffectRow, ...]:
    """The effect of an entry on balances, in which accounts without one stand at zero."""
    changes: dict[tuple[str, str], int] = defaultdict(int)
    for leg in entry.postings:
        changes[leg.account, leg.currency] += leg.amount_minor
    rows = [
        _row(_name_of(account), currency, before.get((account, currency), 0), change)
        for (account, currency), change in changes.items()
    ]
    return (*rows, *(_sum_row(currency, total) for currency, total in entry.sums().items()))


def _name_of(account: str) -> str:
    """Whose account it is first: a narrow column cuts the end."""
    return f"{owner_of(account)} {TITLES[code_of(account)]}".strip()


def _row(account: str, currency: str, before: int, change: int) -> EffectRow:
    return EffectRow(
        account,
        currency,
        money_text(before, currency),
        signed_money_text(change, currency),
        money_text(before + change, currency),
    )


def _sum_row(currency: str, total: int) -> EffectRow:
    sigma = "\N{GREEK CAPITAL LETTER SIGMA} of the entry"
    return EffectRow(sigma, currency, "", money_text(total, currency), "", is_sum=True)
