"""What is posted beside sessions: card cost of a period, and differences of rounding.

Worked postings: tests/core/ledger/test_life_posting_rules.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.entry import Entry, EntryKind, Posting
from core.domain.money import Money
from core.ledger.chart_of_accounts import Code, account


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What makes such an entry."""

    name: str
    """No other event of its kind has it: a period and a party, a document."""
    reason: str
    """How the amount came about."""
    at: datetime
    """When it counts; nothing of it falls due."""


def entry_for_card_cost(event: Event, charged: Money) -> Entry:
    """Card cost of a period that is no single session's, owed to the card processor.

    Args:
        event: The period.
        charged: Below zero where the processor gives it back.
    """
    legs = (
        (account(Code.CARD_COST), charged.amount_minor),
        (account(Code.CARD_CLEARING), -charged.amount_minor),
    )
    return _entry(EntryKind.CARD_COST, event, legs, charged.currency)


def entry_for_rounding(event: Event, against: str, difference: Money) -> Entry:
    """A difference of rounding that is named, as between a document's VAT and its sessions'.

    Args:
        event: The document or period.
        against: The account that is too high by it, as ``2500:NL``.
        difference: What is taken off that account, debit above zero.
    """
    legs = (
        (account(Code.ROUNDING), difference.amount_minor),
        (against, -difference.amount_minor),
    )
    return _entry(EntryKind.ROUNDING, event, legs, difference.currency)


def _entry(kind: EntryKind, event: Event, legs: Sequence[tuple[str, int]], currency: str) -> Entry:
    return Entry(
        entry_id=f"{kind}:{event.name}",
        kind=kind,
        effective_at=event.at,
        source_id=event.name,
        terms="",
        postings=tuple(Posting(where, amount, currency) for where, amount in legs),
        notes=(event.reason,),
    )
