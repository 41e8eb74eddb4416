"""What a partner owes in another currency than its own is converted at the cut-off that clears it.

Sessions under a lock at settlement are posted in their own currency only; so are their credits and
refunds, and whichever cycle clears one of them converts it at the rate of that cut-off: a credit
of a later cycle at the rate of the later one. The entry counts at the cut-off and falls due there,
so the cycle that made it takes it with the sessions. Worked: tests/core/service/
test_settlement_lock.py.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.domain.entry import Entry, EntryKind, Posting
from core.domain.fx_rate import FxRate
from core.domain.money import Money
from core.ledger.chart_of_accounts import Code, account, code_of
from core.ledger.fx_posting_rules import rate_note

CONVERTIBLE: Final = (Code.RECEIVABLE, Code.DP_SHARE, Code.INCENTIVE)
"""Accounts of a partner that a cut-off converts; the margin is on the first of them alone."""


@dataclass(frozen=True, slots=True)
class ToConvert:
    """A leg on an account of a partner, in another currency than the partner's."""

    account: str
    amount_minor: int
    margin_bp: int
    """Of the terms that its entry was posted under, in 1/10,000."""


def conversion_id(cycle_id: str, demand_partner: str, currency: str) -> str:
    """Id of the entry by which a cycle converts what a partner owes in a currency."""
    return f"fx_conversion:{cycle_id}:{demand_partner}:{currency}"


def entry_for_conversion(
    cycle_id: str,
    whose: tuple[str, str],
    legs: Iterable[ToConvert],
    rate: FxRate,
    at: datetime,
) -> Entry | None:
    """Everything that a cycle clears of a partner in a currency, through the FX position (2900).

    Args:
        cycle_id: Of the cycle; it converts once.
        whose: (key of the partner, currency in which it owes).
        legs: What is open, each account and margin rounded once.
        rate: Between that currency and the partner's own.
        at: The cut-off.

    Returns:
        The entry; None where all of it cancels out.
    """
    demand_partner, currency = whose
    sums: dict[tuple[str, int], int] = defaultdict(int)
    for leg in legs:
        margin_bp = leg.margin_bp if code_of(leg.account) is Code.RECEIVABLE else 0
        sums[leg.account, margin_bp] += leg.amount_minor
    postings = [
        posting
        for (where, margin_bp), amount in sorted(sums.items())
        for posting in _converted(where, Money(amount, currency), rate, margin_bp)
        if posting.amount_minor
    ]
    if not postings:
        return None
    return Entry(
        entry_id=conversion_id(cycle_id, demand_partner, currency),
        kind=EntryKind.FX_CONVERSION,
        effective_at=at,
        source_id=cycle_id,
        terms="",
        postings=tuple(postings),
        due_at=at,
        notes=(rate_note(rate), f"source {rate.source}"),
    )


def _converted(where: str, owed: Money, rate: FxRate, margin_bp: int) -> tuple[Posting, ...]:
    position, margin = account(Code.FX_POSITION), account(Code.FX_MARGIN)
    fair, asked = rate.convert(owed), rate.convert(owed, margin_bp)
    return (
        Posting(where, -owed.amount_minor, owed.currency),
        Posting(position, owed.amount_minor, owed.currency),
        Posting(where, asked.amount_minor, asked.currency),
        Posting(position, -fair.amount_minor, fair.currency),
        Posting(margin, fair.amount_minor - asked.amount_minor, fair.currency),
    )
