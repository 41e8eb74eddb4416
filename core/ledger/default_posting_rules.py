"""A DP does not pay: its collection is recalled, what it left with us is drawn, the rest is lost.

What is drawn comes first from its deposit (2200), then from a reserve that we hold of it (2110);
what stays is on its receivable until it is written off (5300). Nothing of this falls due: no cycle
collects it again. Worked postings: tests/core/ledger/test_life_posting_rules.py.
"""

from datetime import datetime

from core.domain.entry import Entry, EntryKind, Posting
from core.domain.instruction import Instruction, InstructionKind
from core.domain.money import Money
from core.ledger.chart_of_accounts import Code, account

DRAWN_FROM = (Code.PREFUND, Code.RESERVE)
"""In this order."""


def entry_for_default(
    collection: Instruction, missing_minor: int, funds: tuple[int, int], reason: str, at: datetime
) -> Entry:
    """A collection that will not come: out of transit, and off what the DP left with us.

    Args:
        collection: The instruction that was not paid.
        missing_minor: What did not come of it, above zero.
        funds: What we hold of the DP in that currency, 0 or more: (deposit, reserve).
        reason: Why it is taken to be lost.
        at: When it counts.
    """
    assert collection.kind is InstructionKind.COLLECTION, collection.instruction_id
    assert 0 < missing_minor <= collection.amount_minor, collection.instruction_id
    dp, currency, left = collection.party, collection.currency, missing_minor
    legs = [Posting(account(Code.IN_TRANSIT), -missing_minor, currency)]
    for code, fund in zip(DRAWN_FROM, funds, strict=True):
        drawn = min(fund, left)
        left -= drawn
        legs.append(Posting(account(code, dp), drawn, currency))
    legs.append(Posting(account(Code.RECEIVABLE, dp), left, currency))
    return Entry(
        entry_id=f"defaulted:{collection.instruction_id}",
        kind=EntryKind.DEFAULTED,
        effective_at=at,
        source_id=collection.cycle_id,
        terms="",
        postings=tuple(leg for leg in legs if leg.amount_minor),
        notes=(reason,),
    )


def entry_for_write_off(dp: str, lost: Money, name: str, reason: str, at: datetime) -> Entry:
    """What a DP will never pay of its defaults is bad debt.

    Args:
        dp: Party key.
        lost: Above zero.
        name: No other write-off of the DP has it.
        reason: Why nobody waits for it any more.
        at: When it counts.
    """
    assert lost.amount_minor > 0, lost
    return Entry(
        entry_id=f"written_off:{dp}:{lost.currency}:{name}",
        kind=EntryKind.WRITTEN_OFF,
        effective_at=at,
        source_id=dp,
        terms="",
        postings=(
            Posting(account(Code.BAD_DEBT), lost.amount_minor, lost.currency),
            Posting(account(Code.RECEIVABLE, dp), -lost.amount_minor, lost.currency),
        ),
        notes=(reason,),
    )
