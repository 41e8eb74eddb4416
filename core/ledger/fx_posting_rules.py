"""Currency is bought and sold, and what an FX position is left with is gain or loss.

A session in another currency leaves both sides on the FX position (2900); treasury deals close
them, and the difference of the two rates is the FX result (5100). A deal is in transit (1130), as
all that the bank has still to tell. Worked postings: tests/core/ledger/test_life_posting_rules.py.
"""

from datetime import datetime

from core.domain.entry import Entry, EntryKind, Posting
from core.domain.fx_rate import FxRate
from core.domain.money import Money
from core.ledger.chart_of_accounts import Code, account


def rate_note(rate: FxRate) -> str:
    """How an entry names the rate that it was made at: ``rate EUR/SEK@2026-06-03 11.0450``."""
    return f"rate {rate.rate_id} {rate.rate}"


def rate_notes(rate: FxRate | None) -> tuple[str, ...]:
    """The rate, if there is one, and of one through the euro what it was made of."""
    if rate is None:
        return ()
    source = () if rate.through is None else (f"source {rate.source}",)
    return (rate_note(rate), *source)


def entry_for_fx_deal(
    deal_id: str,
    sold: tuple[str, Money],
    bought: tuple[str, Money],
    rate: FxRate,
    at: datetime,
) -> Entry:
    """One currency was sold for another; both sides are in transit until the bank tells of them.

    Args:
        deal_id: The bank's name for the deal; one deal is posted once.
        sold: (IBAN, money) that leaves us; above zero.
        bought: (IBAN, money) that comes; above zero, in another currency.
        rate: Of the deal, between the two currencies; its day and source are kept with it.
        at: When the bank confirmed it.
    """
    position = account(Code.FX_POSITION)
    (sold_from, gone), (bought_into, come) = sold, bought
    assert gone.amount_minor > 0 < come.amount_minor, (gone, come)
    assert {gone.currency, come.currency} == {rate.base, rate.quote}, rate.rate_id
    return Entry(
        entry_id=f"fx_deal:{deal_id}",
        kind=EntryKind.FX_DEAL,
        effective_at=at,
        source_id=deal_id,
        terms="",
        postings=(
            Posting(position, gone.amount_minor, gone.currency),
            Posting(account(Code.DEAL_IN_TRANSIT, sold_from), -gone.amount_minor, gone.currency),
            Posting(account(Code.DEAL_IN_TRANSIT, bought_into), come.amount_minor, come.currency),
            Posting(position, -come.amount_minor, come.currency),
        ),
        notes=(rate_note(rate), f"source {rate.source}"),
    )


def entry_for_fx_close(close_id: str, position: Money, reason: str, at: datetime) -> Entry:
    """What the FX position is left with is gain or loss; a debit balance is a loss.

    Args:
        close_id: What it is closed for: a day or a period. Once a currency.
        position: Balance of the FX position in one currency, debit above zero; not zero.
        reason: Which deals and rates left it.
        at: When it counts.
    """
    amount, currency = position.amount_minor, position.currency
    return Entry(
        entry_id=f"fx_close:{close_id}:{currency}",
        kind=EntryKind.FX_CLOSE,
        effective_at=at,
        source_id=close_id,
        terms="",
        postings=(
            Posting(account(Code.FX_RESULT), amount, currency),
            Posting(account(Code.FX_POSITION), -amount, currency),
        ),
        notes=(reason,),
    )
