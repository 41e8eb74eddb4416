"""Entries of a cycle become gross obligations: who owes whom, by account."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.obligation import Obligation


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAmount:
    """What the entries of a cycle left on one account of one party."""

    party: str
    account: str
    currency: str
    amount_minor: int
    entry_count: int


def clear(cycle_id: str, amounts: Iterable[OpenAmount]) -> tuple[Obligation, ...]:
    """One obligation for each open amount, ordered by party, account and currency.

    Amounts that cancelled out within their account are no obligation.
    """
    return tuple(
        Obligation(
            cycle_id=cycle_id,
            party=one.party,
            account=one.account,
            currency=one.currency,
            amount_minor=one.amount_minor,
            entry_count=one.entry_count,
        )
        for one in sorted(amounts, key=lambda one: (one.party, one.account, one.currency))
        if one.amount_minor
    )
