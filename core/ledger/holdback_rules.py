"""What a cut-off keeps back, lets go or captures becomes balanced entries.

All of them count at the cut-off and fall due there, so the cycle that made them takes them with
the sessions: its obligations stay the sums of the postings that it took.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from core.domain.entry import Entry, EntryKind, Posting
from core.domain.holdback import RESERVES, Holdback
from core.domain.money import Money
from core.ledger.chart_of_accounts import Code, account

KEPT: Final = "kept:"
LET_GO: Final = "let_go:"
PART_LET_GO: Final = "part_let_go:"
"""What ids of such entries begin with; then the id of the holdback."""


def place_of(hold: Holdback) -> str:
    """The account on which a holdback lies: a reserve, or money that waits."""
    return account(Code.RESERVE if hold.reason in RESERVES else Code.WAITING, hold.cpo)


def entry_for_holdback(hold: Holdback, at: datetime) -> Entry:
    """A part of a payout is kept back: 2100 to 2110, or to 2130 where it only waits."""
    amount = hold.amount_minor
    return Entry(
        entry_id=f"{KEPT}{hold.hold_id}",
        kind=EntryKind.RESERVED,
        effective_at=at,
        source_id=hold.cycle_id,
        terms="",
        postings=(
            Posting(account(Code.PAYABLE, hold.cpo), amount, hold.currency),
            Posting(place_of(hold), -amount, hold.currency),
        ),
        due_at=at,
        notes=(f"{hold.reason.value.lower()}{_until(hold)}",),
    )


def entry_for_release(hold: Holdback, amount_minor: int, cycle_id: str, at: datetime) -> Entry:
    """What was kept back, or what disputes left of it, is owed again."""
    return Entry(
        entry_id=f"{LET_GO}{hold.hold_id}",
        kind=EntryKind.RESERVE_RELEASED,
        effective_at=at,
        source_id=cycle_id,
        terms="",
        postings=(
            Posting(place_of(hold), amount_minor, hold.currency),
            Posting(account(Code.PAYABLE, hold.cpo), -amount_minor, hold.currency),
        ),
        due_at=at,
        notes=(f"{hold.reason.value.lower()} of cycle {hold.cycle_id}",),
    )


def entry_for_part(hold: Holdback, amount_minor: int, cycle_id: str, at: datetime) -> Entry:
    """A part of what waits is owed again: its sessions were taken back, and it meets them."""
    whole = entry_for_release(hold, amount_minor, cycle_id, at)
    return replace(whole, entry_id=f"{PART_LET_GO}{hold.hold_id}:{cycle_id}")


def entry_for_capture(cycle_id: str, demand_partner: str, captured: Money, at: datetime) -> Entry:
    """Sessions were captured from the drivers' cards: the card scheme owes them, 1115 to 1200."""
    amount, currency = captured.amount_minor, captured.currency
    return Entry(
        entry_id=f"captured:{cycle_id}:{demand_partner}:{currency}",
        kind=EntryKind.CAPTURED,
        effective_at=at,
        source_id=cycle_id,
        terms="",
        postings=(
            Posting(account(Code.CARD_CLEARING), amount, currency),
            Posting(account(Code.RECEIVABLE, demand_partner), -amount, currency),
        ),
        due_at=at,
    )


def _until(hold: Holdback) -> str:
    return "" if hold.release_at is None else f" until {hold.release_at:%Y-%m-%d}"
