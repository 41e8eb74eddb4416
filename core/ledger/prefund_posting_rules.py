"""A DP's deposit or prefund: put aside while somebody charges, used, given back.

It comes by a movement at the bank (``bank_posting_rules``). Where a session begins on a prefund,
the money of its pre-authorisation moves (2200 to 2210); it moves back when nothing started or when
the session's own entry takes its place.
Worked postings: tests/core/ledger/test_life_posting_rules.py.
"""

from datetime import datetime

from core.domain.entry import Entry, EntryKind, Posting
from core.domain.money import Money
from core.ledger.chart_of_accounts import Code, account


def hold_id(authorization: str) -> str:
    """Id of the entry that puts money aside for an authorisation."""
    return f"hold:{authorization}"


def hold_release_id(authorization: str) -> str:
    """Id of the entry that lets it go."""
    return f"hold_released:{authorization}"


def asked_note(asked: Money) -> str:
    """What was asked for, as a hold's first note says it; the wallet may have had less."""
    return f"asked {asked}"


def entry_for_hold(dp: str, held: Money, authorization: str, asked: Money, at: datetime) -> Entry:
    """A session begins: the most that it may cost is put aside, or what the wallet has of it."""
    assert 0 < held.amount_minor <= asked.amount_minor, held
    return Entry(
        entry_id=hold_id(authorization),
        kind=EntryKind.HOLD,
        effective_at=at,
        source_id=authorization,
        terms="",
        postings=_legs(account(Code.PREFUND, dp), account(Code.PREFUND_HELD, dp), held),
        notes=(asked_note(asked),),
    )


def entry_for_hold_release(hold: Entry, reason: str, at: datetime) -> Entry:
    """Nothing started, or the session has its own entry: all that was put aside is free."""
    mirror = hold.reversed(reason, at)
    return Entry(
        entry_id=hold_release_id(hold.source_id),
        kind=EntryKind.HOLD,
        effective_at=at,
        source_id=hold.source_id,
        terms="",
        postings=mirror.postings,
        reverses=hold.entry_id,
        notes=(reason,),
    )


def entry_for_prefund_used(dp: str, used: Money, source_id: str, at: datetime) -> Entry:
    """What a DP owes is taken from its prefund; where it owes nothing, the cycle pays it back.

    Args:
        dp: Party key.
        used: Above zero.
        source_id: The cycle that it is used in, or the event that gives it back.
        at: When it counts, and falls due.
    """
    assert used.amount_minor > 0, used
    return Entry(
        entry_id=f"prefund_used:{source_id}:{dp}:{used.currency}",
        kind=EntryKind.PREFUNDED,
        effective_at=at,
        source_id=source_id,
        terms="",
        postings=_legs(account(Code.PREFUND, dp), account(Code.RECEIVABLE, dp), used),
        due_at=at,
    )


def _legs(debit: str, credit: str, amount: Money) -> tuple[Posting, ...]:
    return (
        Posting(debit, amount.amount_minor, amount.currency),
        Posting(credit, -amount.amount_minor, amount.currency),
    )
