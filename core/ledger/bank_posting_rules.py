"""What happens at the bank becomes balanced entries: one function an event.

Worked postings: tests/core/ledger/test_bank_posting_rules.py. A bank books by day, so an entry
counts from noon of that day in UTC, which is that day wherever we settle. What came back is owed
again on the party's own account and falls due at once: the next cycle pays it by an instruction
of its own, and the old one is never used again.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time

from core.domain.bank_match import BankMatch, MatchKind, MatchLeg
from core.domain.entry import Entry, EntryKind, Posting
from core.domain.instruction import Instruction
from core.ledger.chart_of_accounts import Code, account


def entry_for_match(match: BankMatch, number: int, partners: Collection[str]) -> Entry:
    """The entry of a movement, as it was matched.

    Args:
        match: What the movement is.
        number: 1 for its first match; a movement that is matched anew has a further entry.
        partners: Keys of the Demand Partners; what they are owed is their share.
    """
    entry = match.entry
    currency = entry.currency
    at = noon_of(entry.booked_on)
    legs = [Posting(account(Code.BANK, entry.iban), entry.amount_minor, currency)]
    for leg in match.legs:
        legs += _other_side(leg, currency, partners)
    is_return = any(leg.kind is MatchKind.RETURNED for leg in match.legs)
    reason = "" if entry.return_reason is None else f"reason {entry.return_reason or 'not given'}"
    return Entry(
        entry_id=journal_id(entry.name, number),
        kind=EntryKind.RETURNED if is_return else EntryKind.BOOKED,
        effective_at=at,
        source_id=entry.name,
        terms="",
        postings=tuple(legs),
        due_at=at if is_return else None,
        notes=tuple(filter(None, (f"matched by {match.rule}", match.note, reason))),
    )


def journal_id(name: str, number: int) -> str:
    """Id of the entry of a movement's match of that number."""
    return f"bank:{name}:{number}"


def entry_for_refusal(
    instruction: Instruction, reason: str, at: datetime, partners: Collection[str]
) -> Entry:
    """Our bank refused a payout before any money moved: it is owed again."""
    return Entry(
        entry_id=f"refused:{instruction.instruction_id}",
        kind=EntryKind.REFUSED,
        effective_at=at,
        source_id=instruction.cycle_id,
        terms="",
        postings=tuple(_taken_back(instruction, partners)),
        due_at=at,
        notes=(f"reason {reason or 'not given'}",),
    )


def noon_of(day: date) -> datetime:
    """When something counts of which only the day is known."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def _other_side(leg: MatchLeg, currency: str, partners: Collection[str]) -> list[Posting]:
    amount = leg.amount_minor
    if leg.instruction is None or leg.account:
        return [Posting(leg.account or account(Code.UNALLOCATED), -amount, currency)]
    in_transit = Posting(account(Code.IN_TRANSIT), -amount, currency)
    if leg.kind is MatchKind.RETURNED:
        return [in_transit, *_taken_back(leg.instruction, partners)]
    return [in_transit]


def _taken_back(instruction: Instruction, partners: Collection[str]) -> list[Posting]:
    """The mirror of the instruction, and of the novation before it."""
    amount, currency = instruction.amount_minor, instruction.currency
    clearing = account(Code.SETTLEMENT, instruction.party)
    owed = Code.DP_SHARE if instruction.party in partners else Code.PAYABLE
    return [
        Posting(account(Code.IN_TRANSIT), amount, currency),
        Posting(clearing, -amount, currency),
        Posting(clearing, amount, currency),
        Posting(account(owed, instruction.party), -amount, currency),
    ]
