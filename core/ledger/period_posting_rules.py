"""What is posted once a period, or beside sessions: true-ups, rebates, shares, costs, rounding.

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
    terms: str
    """Version of the agreement that asks for it; empty where none does."""
    reason: str
    """How the amount came about."""
    at: datetime
    """When it counts; where a party owes or is owed it falls due then too."""


def entry_for_true_up(event: Event, legs: Sequence[tuple[str, int]], currency: str) -> Entry:
    """What a period's tiers, guarantees and caps change of what its sessions came to.

    Args:
        event: The period and the party, and the terms that agreed to it.
        legs: (account, minor units), balanced, with the VAT; zero legs are left out.
        currency: Of all of them.
    """
    assert event.terms, event.name
    return _entry(EntryKind.TRUE_UP, event, legs, currency, falls_due=True)


def entry_for_incentive(event: Event, dp: str, granted: Money) -> Entry:
    """A rebate that the network grants a DP: its own expense, paid with the next cycle."""
    legs = (
        (account(Code.INCENTIVE_EXPENSE), granted.amount_minor),
        (account(Code.INCENTIVE, dp), -granted.amount_minor),
    )
    return _entry(EntryKind.INCENTIVE, event, legs, granted.currency, falls_due=True)


def entry_for_partner_share(event: Event, partner: str, share: Money) -> Entry:
    """A part of the commission that belongs to a site host or partner of the network."""
    legs = (
        (account(Code.COMMISSION), share.amount_minor),
        (account(Code.PARTNER, partner), -share.amount_minor),
    )
    return _entry(EntryKind.PARTNER_SHARE, event, legs, share.currency, falls_due=True)


def entry_for_bank_charges(event: Event, iban: str, charged: Money) -> Entry:
    """What the bank took for its services."""
    legs = (
        (account(Code.BANK_CHARGES), charged.amount_minor),
        (account(Code.BANK, iban), -charged.amount_minor),
    )
    return _entry(EntryKind.BANK_CHARGES, event, legs, charged.currency, falls_due=False)


def entry_for_card_cost(event: Event, charged: Money) -> Entry:
    """Card cost of a period that is no single session's, owed to the card processor."""
    legs = (
        (account(Code.CARD_COST), charged.amount_minor),
        (account(Code.CARD_CLEARING), -charged.amount_minor),
    )
    return _entry(EntryKind.CARD_COST, event, legs, charged.currency, falls_due=False)


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
    return _entry(EntryKind.ROUNDING, event, legs, difference.currency, falls_due=False)


def _entry(
    kind: EntryKind,
    event: Event,
    legs: Sequence[tuple[str, int]],
    currency: str,
    *,
    falls_due: bool,
) -> Entry:
    return Entry(
        entry_id=f"{kind}:{event.name}",
        kind=kind,
        effective_at=event.at,
        source_id=event.name,
        terms=event.terms,
        postings=tuple(Posting(where, amount, currency) for where, amount in legs if amount),
        due_at=event.at if falls_due else None,
        notes=(event.reason,),
    )
