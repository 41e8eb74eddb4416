"""What came of a file of the bank, as rows of a table for a terminal and as JSON material."""

from collections.abc import Sequence
from datetime import date

from console.present.amount_text import money_with_currency
from console.present.plain_values import Plain, plain
from core.domain.bank_match import BankMatch, MatchLeg
from core.service.read_bank_statement import BankImport
from core.service.read_payment_status import Refusal
from core.service.rematch_movement import Waiting

MATCH_COLUMNS = ("Booked", "Amount", "Matched by", "What it is")
WAITING_COLUMNS = ("Days", "Amount", "From or to", "Why it waits", "Movement")
REFUSAL_COLUMNS = ("Payout", "Amount", "Reason", "What follows")


def match_rows(matches: Sequence[BankMatch]) -> list[tuple[str, ...]]:
    """A row a movement."""
    return [
        (
            one.entry.booked_on.isoformat(),
            money_with_currency(one.entry.amount_minor, one.entry.currency),
            one.rule.replace("_", " "),
            "; ".join(filter(None, (*_legs(one), one.note))),
        )
        for one in matches
    ]


def waiting_rows(legs: Sequence[Waiting], today: date) -> list[tuple[str, ...]]:
    """A row a movement that waits, with its age in days."""
    return [
        (
            f"{(today - one.entry.booked_on).days:,}",
            money_with_currency(one.amount_minor, one.entry.currency),
            one.entry.counterparty_name or "",
            one.note,
            one.entry.name,
        )
        for one in legs
    ]


def plain_waiting(legs: Sequence[Waiting], today: date) -> Plain:
    """What ``bank list`` prints; amounts are minor units, above zero received."""
    return {
        "waiting": [
            {
                "movement": one.entry.name,
                "booked_on": plain(one.entry.booked_on),
                "age_days": (today - one.entry.booked_on).days,
                "currency": one.entry.currency,
                "amount_minor": one.amount_minor,
                "counterparty": one.entry.counterparty_name,
                "note": one.note,
            }
            for one in legs
        ]
    }


def refusal_rows(refusals: Sequence[Refusal]) -> list[tuple[str, ...]]:
    """A row a payment that the bank refused."""
    return [
        (
            one.instruction.instruction_id,
            money_with_currency(one.instruction.amount_minor, one.instruction.currency),
            one.reason,
            one.note or "owed again; the next cycle pays it",
        )
        for one in refusals
    ]


def _legs(match: BankMatch) -> list[str]:
    return [f"{leg.kind.replace('_', ' ')} {_found(leg)}".rstrip() for leg in match.legs]


def _found(leg: MatchLeg) -> str:
    return leg.account if leg.instruction is None else leg.instruction.instruction_id


def plain_bank_import(told: BankImport) -> Plain:
    """What ``bank import`` prints; amounts are minor units, above zero received."""
    return {
        "kind": told.kind,
        "message_id": told.message_id,
        "new": told.is_new,
        "matches": [plain_match(one) for one in told.matches],
        "unallocated": len(told.unallocated),
        "refusals": [
            {
                "instruction_id": one.instruction.instruction_id,
                "reason": one.reason,
                "note": one.note,
            }
            for one in told.refusals
        ],
        "known": told.known,
        "pending": told.pending,
    }


def plain_match(match: BankMatch) -> Plain:
    """One movement and what it was found to be."""
    return {
        "movement": match.entry.name,
        "booked_on": plain(match.entry.booked_on),
        "currency": match.entry.currency,
        "amount_minor": match.entry.amount_minor,
        "rule": match.rule.value,
        "note": match.note,
        "legs": [
            {
                "kind": leg.kind.value,
                "amount_minor": leg.amount_minor,
                "instruction_id": leg.instruction and leg.instruction.instruction_id,
            }
            | ({"account": leg.account} if leg.account else {})
            for leg in match.legs
        ],
    }
