"""A party objects to a session: what can be held is held, and given back or given up.

A session that no cycle has taken is held whole: the CPO's payable (2120) and the DP's receivable
(1210) wait, and the cycle that would have taken them nets them away. Of a session that was settled
only the CPO's reserve (2110) can be held; payout does not wait for disputes. A dispute that is
lost is followed by the session's Credit CDR, its exact mirror, in the next cycle.
Worked postings: tests/core/ledger/test_dispute_posting_rules.py.
"""

from datetime import datetime

from core.domain.entry import Entry, EntryKind, Posting
from core.ledger.chart_of_accounts import Code, account, code_of, owner_of

_HELD_AT = {Code.PAYABLE: Code.HELD, Code.RECEIVABLE: Code.DISPUTED}


def entry_for_dispute(session: Entry, dispute_id: str, reason: str) -> Entry:
    """A dispute of a session that is not settled yet: all that the parties owe waits.

    It counts from when the session does and falls due with it, so that the same cycle takes both
    and nobody pays or is paid.
    """
    legs: list[Posting] = []
    for leg in session.postings:
        held_at = _HELD_AT.get(code_of(leg.account))
        if held_at is not None:
            legs += _moved(leg, account(held_at, owner_of(leg.account)))
    return _opened(session, dispute_id, reason, session.effective_at, tuple(legs))


def entry_for_dispute_of_settled(
    session: Entry, dispute_id: str, reason: str, at: datetime, reserve_minor: int
) -> Entry | None:
    """A dispute of a session that was settled: its CPO's reserve waits, as far as there is one.

    Args:
        session: The session's entry.
        dispute_id: Names the dispute.
        reason: Of who objects.
        at: When it counts.
        reserve_minor: What the CPO's reserve holds in the currency of its payable, 0 or more.

    Returns:
        None where there is nothing to hold.
    """
    payable = next(leg for leg in session.postings if code_of(leg.account) is Code.PAYABLE)
    amount = min(reserve_minor, -payable.amount_minor)
    if amount <= 0:
        return None
    cpo = owner_of(payable.account)
    reserve = Posting(account(Code.RESERVE, cpo), -amount, payable.currency)
    legs = tuple(_moved(reserve, account(Code.HELD, cpo)))
    return _opened(session, dispute_id, reason, at, legs)


def entry_for_dispute_won(
    opened: Entry, reason: str, at: datetime, lacking_minor: int | None = None
) -> Entry:
    """The session stands: what was held is where it was, and due if it was.

    Args:
        opened: The entry that held it.
        reason: Of who decided.
        at: When it counts.
        lacking_minor: What the reserve lacks of the holdbacks that still lie on it. More does not
            go back there, where no cycle would let it go: it is owed. None: all goes back.
    """
    legs = opened.reversed(reason, at).postings
    if lacking_minor is not None:
        legs = tuple(part for leg in legs for part in _up_to(leg, lacking_minor))
    return _closed(opened, EntryKind.DISPUTE_WON, legs, reason, at)


def entry_for_dispute_lost(opened: Entry, reason: str, at: datetime) -> Entry:
    """The session falls: what was held meets its Credit CDR in the next cycle.

    A reserve that was held is owed again, so that the credit draws on it and not on new sessions.
    """
    legs = tuple(
        Posting(account(Code.PAYABLE, owner_of(leg.account)), leg.amount_minor, leg.currency)
        if code_of(leg.account) is Code.RESERVE
        else leg
        for leg in opened.reversed(reason, at).postings
    )
    return _closed(opened, EntryKind.DISPUTE_LOST, legs, reason, at)


def _up_to(leg: Posting, lacking_minor: int) -> list[Posting]:
    """What goes back to a reserve, no more of it than that; the rest is owed."""
    if code_of(leg.account) is not Code.RESERVE:
        return [leg]
    kept = min(-leg.amount_minor, lacking_minor)
    owed = account(Code.PAYABLE, owner_of(leg.account))
    parts = ((leg.account, -kept), (owed, leg.amount_minor + kept))
    return [Posting(where, amount, leg.currency) for where, amount in parts if amount]


def _moved(leg: Posting, target: str) -> list[Posting]:
    return [
        Posting(leg.account, -leg.amount_minor, leg.currency),
        Posting(target, leg.amount_minor, leg.currency),
    ]


def _opened(
    session: Entry, dispute_id: str, reason: str, at: datetime, legs: tuple[Posting, ...]
) -> Entry:
    holds_reserve = any(code_of(leg.account) is Code.RESERVE for leg in legs)
    return Entry(
        entry_id=f"dispute_opened:{dispute_id}",
        kind=EntryKind.DISPUTE_OPENED,
        effective_at=at,
        source_id=session.source_id,
        terms=session.terms,
        postings=legs,
        due_at=None if holds_reserve else session.due_at,
        notes=(reason,),
    )


def _closed(
    opened: Entry, kind: EntryKind, legs: tuple[Posting, ...], reason: str, at: datetime
) -> Entry:
    is_mirror = legs == opened.reversed(reason, at).postings
    owed = any(code_of(leg.account) in _HELD_AT for leg in legs)
    dispute_id = opened.entry_id.partition(":")[2]
    return Entry(
        entry_id=f"{kind}:{dispute_id}",
        kind=kind,
        effective_at=at,
        source_id=opened.source_id,
        terms=opened.terms,
        postings=legs,
        due_at=opened.due_after(at) if owed else None,
        reverses=opened.entry_id if is_mirror else None,
        notes=(reason,),
    )
