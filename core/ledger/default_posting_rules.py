"""A party does not pay: its collection is recalled, its deposit drawn, and the rest is lost.

What is drawn comes first from its deposit (2200), then from a reserve that we hold of it (2110);
what stays is on its own account, a DP's receivable (1200) or a CPO's payable (2100), until it is
written off (5300). Nothing of this falls due: no cycle collects it again. But while it is open,
what a cycle would pay the party settles it first (through 2400), and sessions of it that are taken
back reduce it before anything is paid: nobody is given back in cash what it never paid.

Of a loss a CPO bears its part where its payout waited for the partner's money (2130), because the
terms say funded or the partner was over the network's limit: the network promised to pay what it
is paid, and no more. Where it gave its credit it bears the loss alone; that is what the credit is.
Worked postings: tests/core/ledger/test_life_posting_rules.py.
"""

from datetime import datetime

from core.domain.defaulted_claim import CpoRisk, DefaultedClaim, Settled
from core.domain.entry import Entry, EntryKind, Posting
from core.domain.instruction import Instruction, InstructionKind
from core.domain.money import Money
from core.ledger.chart_of_accounts import Code, account

DRAWN_FROM = (Code.PREFUND, Code.RESERVE)
"""In this order."""
TAKEN_BACK = "taken_back"
OFFSET = "offset"
"""What the ids of set-offs begin with: of sessions that were taken back, and of anything else."""


def entry_for_default(
    collection: Instruction,
    missing_minor: int,
    funds: tuple[int, int],
    reason: str,
    at: datetime,
    again: tuple[str, int] = ("", 1),
) -> Entry:
    """A collection that will not come: out of transit, and off what the party left with us.

    Args:
        collection: The instruction that was not paid.
        missing_minor: What did not come of it, above zero.
        funds: What we hold of the party in that currency, 0 or more: (deposit, reserve).
        reason: Why it is taken to be lost.
        at: When it counts.
        again: (account on which the rest is owed, the DP's receivable if it is empty; 1, or higher
            where a receipt of it was released after the default).
    """
    assert collection.kind is InstructionKind.COLLECTION, collection.instruction_id
    assert 0 < missing_minor <= collection.amount_minor, collection.instruction_id
    party, currency, left = collection.party, collection.currency, missing_minor
    owed_on, number = again
    legs = [Posting(account(Code.IN_TRANSIT), -missing_minor, currency)]
    for code, fund in zip(DRAWN_FROM, funds, strict=True):
        drawn = min(fund, left)
        left -= drawn
        legs.append(Posting(account(code, party), drawn, currency))
    legs.append(Posting(owed_on or account(Code.RECEIVABLE, party), left, currency))
    suffix = f":{number}" if number > 1 else ""
    return Entry(
        entry_id=f"defaulted:{collection.instruction_id}{suffix}",
        kind=EntryKind.DEFAULTED,
        effective_at=at,
        source_id=collection.cycle_id,
        terms="",
        postings=tuple(leg for leg in legs if leg.amount_minor),
        notes=(reason,),
    )


def entry_for_write_off(claim: DefaultedClaim, name: str, reason: str, at: datetime) -> Entry:
    """What a party will never pay of its default is bad debt.

    Args:
        claim: Of which something is owed.
        name: No other write-off of the claim has it.
        reason: Why nobody waits for it any more.
        at: When it counts.
    """
    assert claim.owed_minor > 0, claim.claim_id
    return _of_claim(
        claim,
        (f"written_off:{claim.claim_id}:{name}", EntryKind.WRITTEN_OFF),
        [(account(Code.BAD_DEBT), claim.owed_minor), (claim.account, -claim.owed_minor)],
        (reason, at),
    )


def entry_for_written_back(
    claim: DefaultedClaim, amount_minor: int, name: str, event: tuple[str, datetime]
) -> Entry:
    """Some of a loss comes after all: it is owed again, so that what came can pay it."""
    assert amount_minor > 0, claim.claim_id
    return _of_claim(
        claim,
        (f"written_back:{claim.claim_id}:{name}", EntryKind.WRITTEN_OFF),
        [(claim.account, amount_minor), (account(Code.BAD_DEBT), -amount_minor)],
        event,
    )


def entry_for_set_off(
    name: str, party: str, own_account: str, used: Money, event: tuple[str, datetime]
) -> Entry:
    """What a cycle owes a party in default is not paid; it falls due there, as what it meets.

    Args:
        name: Tells it apart: what it is of, the cycle, the party and the currency.
        party: In default.
        own_account: On which its debts lie.
        used: Above zero.
        event: (reason, cut-off).
    """
    assert used.amount_minor > 0, name
    reason, at = event
    return Entry(
        entry_id=name,
        kind=EntryKind.SET_OFF,
        effective_at=at,
        source_id=party,
        terms="",
        postings=(
            Posting(own_account, used.amount_minor, used.currency),
            Posting(account(Code.SETTLEMENT, party), -used.amount_minor, used.currency),
        ),
        due_at=at,
        notes=(reason,),
    )


def entry_for_settled(
    claim: DefaultedClaim, did: Settled, name: str, event: tuple[str, datetime]
) -> Entry:
    """What was set off reduces what is owed, then the loss where it was booked, then the draw."""
    party = claim.collection.party
    return _of_claim(
        claim,
        (f"{name}:{claim.claim_id}", EntryKind.SET_OFF),
        [
            (account(Code.SETTLEMENT, party), did.total),
            (claim.account, -did.owed),
            (account(Code.BAD_DEBT), -did.lost),
            (account(Code.PREFUND, party), -did.drawn),
        ],
        event,
    )


def entry_for_shared_loss(
    claim: DefaultedClaim, risk: CpoRisk, more_minor: int, event: tuple[str, datetime]
) -> Entry:
    """A CPO bears more of a loss, or below zero has some of it back; due at once.

    It is in the currency of the CPO, whatever the partner owed: what is lost to the CPO is what
    the network need not pay.
    """
    reason, at = event
    return Entry(
        entry_id=f"loss_shared:{risk.hold_id}:{risk.moves}",
        kind=EntryKind.LOSS_SHARED,
        effective_at=at,
        source_id=claim.claim_id,
        terms="",
        postings=(
            Posting(account(Code.PAYABLE, risk.cpo), more_minor, risk.currency),
            Posting(account(Code.BAD_DEBT), -more_minor, risk.currency),
        ),
        due_at=at,
        notes=(reason,),
    )


def _of_claim(
    claim: DefaultedClaim,
    called: tuple[str, EntryKind],
    legs: list[tuple[str, int]],
    event: tuple[str, datetime],
) -> Entry:
    """An entry that no cycle takes."""
    reason, at = event
    currency = claim.collection.currency
    return Entry(
        entry_id=called[0],
        kind=called[1],
        effective_at=at,
        source_id=claim.claim_id,
        terms="",
        postings=tuple(Posting(where, amount, currency) for where, amount in legs if amount),
        notes=(reason,),
    )
