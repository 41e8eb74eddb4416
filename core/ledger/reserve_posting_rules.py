"""A reserve of a CPO: kept out of what it is owed, and paid when its time is over.

Worked postings: tests/core/ledger/test_life_posting_rules.py. Both entries fall due, so that the
cycle that takes them nets them with everything else of the party.
"""

from datetime import datetime

from core.domain.entry import Entry, EntryKind, Posting
from core.domain.money import Money
from core.ledger.chart_of_accounts import Code, account


def entry_for_reserve(cpo: str, kept: Money, source_id: str, at: datetime) -> Entry:
    """A part of what a CPO is owed is kept back.

    Args:
        cpo: Party key.
        kept: Above zero, in the currency of the payable.
        source_id: What it is kept of: a cycle. One source keeps one reserve a CPO and currency.
        at: When it counts, and falls due: the cut-off of the cycle that it is kept of.
    """
    assert kept.amount_minor > 0, kept
    return _entry(f"reserved:{source_id}:{cpo}:{kept.currency}", cpo, kept, source_id, at)


def entry_for_reserve_release(reserved: Entry, at: datetime, amount_minor: int) -> Entry:
    """What is left of a reserve is owed again.

    Args:
        reserved: The entry that kept it.
        at: When it falls due.
        amount_minor: Above zero; less than was kept where disputes drew on it.
    """
    (kept,) = (leg for leg in reserved.postings if leg.amount_minor > 0)
    assert 0 < amount_minor <= kept.amount_minor, (reserved.entry_id, amount_minor)
    return _entry(
        f"reserve_released:{reserved.entry_id}",
        kept.account.partition(":")[2],
        Money(-amount_minor, kept.currency),
        reserved.source_id,
        at,
    )


def _entry(entry_id: str, cpo: str, kept: Money, source_id: str, at: datetime) -> Entry:
    amount = kept.amount_minor
    return Entry(
        entry_id=entry_id,
        kind=EntryKind.RESERVED if amount > 0 else EntryKind.RESERVE_RELEASED,
        effective_at=at,
        source_id=source_id,
        terms="",
        postings=(
            Posting(account(Code.PAYABLE, cpo), amount, kept.currency),
            Posting(account(Code.RESERVE, cpo), -amount, kept.currency),
        ),
        due_at=at,
    )
