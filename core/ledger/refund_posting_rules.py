"""Money that goes back to a driver after a session: refunds and chargebacks.

A refund takes a part of a session back from everybody as they got it, so that refunds that add up
to the whole are its exact mirror; or the network pays it alone. A chargeback is a card payment
that the driver's bank took back: somebody bears it, and the scheme's cost of it.
Worked postings: tests/core/ledger/test_refund_posting_rules.py.
"""

from datetime import datetime

from core.domain.agreement import Bearer
from core.domain.entry import Entry, EntryKind, Posting
from core.domain.money import Money, allocate, rounded_ratio
from core.ledger.chart_of_accounts import Code, account, code_of, owner_of

_CARD = (Code.CARD_COST, Code.CARD_CLEARING)


def refundable(session: Entry, card_bearer: Bearer) -> Money:
    """What the DP owed for the session itself, in its currency; card cost stays with the scheme."""
    (owed,) = (
        leg
        for leg in _without_card(session, card_bearer)
        if code_of(leg.account) is Code.RECEIVABLE
    )
    return Money(owed.amount_minor, owed.currency)


def entry_for_refund(
    session: Entry,
    card_bearer: Bearer,
    before_minor: int,
    amount: Money,
    event: tuple[str, str, datetime],
) -> Entry:
    """A part of a session is paid back, by everybody as they got it; due at once or with it.

    Args:
        session: The session's entry.
        card_bearer: Who bore its card cost, which does not come back.
        before_minor: What was refunded of it before.
        amount: Of this refund, with VAT; together with that not above ``refundable``.
        event: (name that no other refund of the session has, reason, when).
    """
    whole = refundable(session, card_bearer)
    assert amount.currency == whole.currency, (amount, whole)
    assert 0 < amount.amount_minor <= whole.amount_minor - before_minor, (amount, before_minor)
    legs = _without_card(session, card_bearer)
    after = _part(legs, before_minor + amount.amount_minor, whole)
    before = _part(legs, before_minor, whole)
    return _entry(
        session,
        EntryKind.REFUND,
        tuple(
            Posting(leg.account, was - now, leg.currency)
            for leg, now, was in zip(legs, after, before, strict=True)
            if was != now
        ),
        event,
    )


def entry_for_goodwill(session: Entry, amount: Money, event: tuple[str, str, datetime]) -> Entry:
    """A refund that the network pays alone; nobody else's share changes, nor any VAT."""
    dp = _owner(session, Code.RECEIVABLE)
    legs = (
        Posting(account(Code.INCENTIVE_EXPENSE), amount.amount_minor, amount.currency),
        Posting(account(Code.RECEIVABLE, dp), -amount.amount_minor, amount.currency),
    )
    return _entry(session, EntryKind.REFUND, legs, event)


def entry_for_chargeback(
    session: Entry,
    amount: Money,
    cost_minor: int,
    bearer: Bearer,
    event: tuple[str, str, datetime],
) -> Entry:
    """A card payment was taken back by the driver's bank; due as a refund if a party bears it.

    Args:
        session: The entry of the session that was paid by card.
        amount: What was taken back, above zero.
        cost_minor: What the scheme charges the network for it, 0 or more.
        bearer: Who loses the amount: the DP, the CPO, or the network (bad debt).
        event: (name that no other chargeback of the session has, reason, when).
    """
    borne = {
        Bearer.DP: account(Code.RECEIVABLE, _owner(session, Code.RECEIVABLE)),
        Bearer.CPO: account(Code.PAYABLE, _owner(session, Code.PAYABLE)),
        Bearer.NETWORK: account(Code.BAD_DEBT),
    }[bearer]
    legs = [Posting(borne, amount.amount_minor, amount.currency)]
    if cost_minor:
        legs.append(Posting(account(Code.CARD_COST), cost_minor, amount.currency))
    taken = Posting(account(Code.CARD_CLEARING), -amount.amount_minor - cost_minor, amount.currency)
    return _entry(session, EntryKind.CHARGEBACK, (*legs, taken), event)


def _without_card(session: Entry, card_bearer: Bearer) -> tuple[Posting, ...]:
    """The session as if no card had been used: whoever bore its cost has it back."""
    cost = sum(
        -leg.amount_minor for leg in session.postings if code_of(leg.account) is Code.CARD_CLEARING
    )
    given = {Bearer.CPO: Code.PAYABLE, Bearer.DP: Code.RECEIVABLE}.get(card_bearer)
    legs = []
    for leg in session.postings:
        code = code_of(leg.account)
        if code in _CARD:
            continue
        back = cost if code is given else 0
        legs.append(Posting(leg.account, leg.amount_minor - back, leg.currency))
    return tuple(legs)


def _part(legs: tuple[Posting, ...], part_minor: int, whole: Money) -> list[int]:
    """Each leg's part, balanced to the unit in each currency; the receivable's is exact."""
    parts = [
        rounded_ratio(leg.amount_minor * part_minor, whole.amount_minor)
        if leg.amount_minor > 0
        else 0
        for leg in legs
    ]
    for currency in {leg.currency for leg in legs}:
        total = sum(parts[at] for at, leg in enumerate(legs) if leg.currency == currency)
        credits_ = [
            at for at, leg in enumerate(legs) if leg.currency == currency and leg.amount_minor < 0
        ]
        if total:
            shares = allocate(total, [-legs[at].amount_minor for at in credits_])
            for at, share in zip(credits_, shares, strict=True):
                parts[at] = -share
    return parts


def _owner(session: Entry, code: Code) -> str:
    return next(owner_of(leg.account) for leg in session.postings if code_of(leg.account) is code)


def _entry(
    session: Entry, kind: EntryKind, legs: tuple[Posting, ...], event: tuple[str, str, datetime]
) -> Entry:
    name, reason, at = event
    # What goes through the FX position does so at the rate at which it came.
    owed = any(code_of(leg.account) in (Code.RECEIVABLE, Code.PAYABLE) for leg in legs)
    return Entry(
        entry_id=f"{kind}:{session.source_id}:{name}",
        kind=kind,
        effective_at=at,
        source_id=session.source_id,
        terms=session.terms,
        postings=legs,
        due_at=session.due_after(at) if owed else None,
        notes=(reason, *(note for note in session.notes if note.startswith("rate "))),
    )
