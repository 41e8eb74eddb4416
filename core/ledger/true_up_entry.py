"""The entry of a true-up: what the steps of a period moved, less what earlier ones posted.

Its notes name every step with what it moved, so that a later true-up of the same period posts
only the difference, and anybody can work it out again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from core.domain.agreement import Agreement
from core.domain.entry import Entry, EntryKind, Posting
from core.domain.fx_rate import FxRate
from core.ledger.chart_of_accounts import Code, account
from core.ledger.fx_posting_rules import rate_notes
from core.ledger.posting_rules import Terms, owed_by_dp, owed_to_dp
from core.ledger.run_steps import Part
from core.ledger.session_legs import moved_by_parts
from core.ledger.session_vat import SessionVat
from core.ledger.true_up import Group

NOTE: Final = "step "
"""How a note begins that says what a step moved."""
Amounts = tuple[int, int]
"""Before VAT and VAT, in minor units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueUpCase:
    """Whose true-up of which period an entry is."""

    agreement: Agreement
    period: str
    """``2026-06``"""
    group: Group
    at: datetime
    """The last moment of the period."""
    sessions: int
    """How many there were."""
    rate: FxRate | None
    """To the currency the DP settles in; None where that is the agreement's, or where the cut-off
    that clears it converts it."""
    vat: SessionVat

    @property
    def source_id(self) -> str:
        """``true_up:perth@2026-01-01:2026-06``: all groups of one version in one period."""
        return f"true_up:{self.agreement.version}:{self.period}"

    @property
    def prefix(self) -> str:
        """How ids of its entries begin; the number of the true-up follows."""
        return f"{self.source_id}:{self.group.cpo}:{self.group.demand_partner}:"


def entry_for_case(case: TrueUpCase, parts: Sequence[Part], number: int) -> Entry | None:
    """The entry of a true-up; None where nothing is left to move.

    Args:
        case: Whose, and when.
        parts: What each step moves, less what was posted before.
        number: 1 for the first of its case, then 2.
    """
    postings = _postings(case, parts)
    if not postings:
        return None
    return Entry(
        entry_id=f"{case.prefix}{number}",
        kind=EntryKind.TRUE_UP,
        effective_at=case.at,
        source_id=case.source_id,
        terms=case.agreement.version,
        postings=postings,
        due_at=case.at,
        notes=(
            *rate_notes(case.rate),
            *(_note(part, case.sessions) for part in parts if part.amount or part.vat),
        ),
    )


def _postings(case: TrueUpCase, parts: Sequence[Part]) -> tuple[Posting, ...]:
    currency, group = case.agreement.payout_currency, case.group
    terms = Terms(agreement=case.agreement, received_at=case.at, rate=case.rate, vat=case.vat)
    dp = group.demand_partner
    moved = moved_by_parts(parts)
    legs = [
        *moved.inputs,
        *moved.output_vat(case.vat),
        (account(Code.PAYABLE, group.cpo), moved.cpo_pays),
        *moved.network_legs(),
    ]
    own = tuple(Posting(where, amount, currency) for where, amount in legs if amount)
    found: tuple[Posting, ...] = ()
    if moved.dp_owes:
        found = owed_by_dp(account(Code.RECEIVABLE, dp), moved.dp_owes, currency, terms)
    found += own
    for code, amount in ((Code.DP_SHARE, moved.dp_gets), (Code.INCENTIVE, moved.rebate)):
        found += owed_to_dp(account(code, dp), amount, currency, terms) if amount else ()
    return found


def _note(part: Part, sessions: int) -> str:
    return f"{NOTE}{part.step.step_id} {part.amount} {part.vat} of {sessions} sessions"


def moved_by(notes: Iterable[str]) -> dict[str, Amounts]:
    """What each step moved, by the notes of entries."""
    moved: dict[str, Amounts] = {}
    for note in notes:
        if note.startswith(NOTE):
            step_id, amount, vat, *_ = note.removeprefix(NOTE).split(" ")
            before = moved.get(step_id, (0, 0))
            moved[step_id] = (before[0] + int(amount), before[1] + int(vat))
    return moved


def less(parts: Iterable[Part], moved: Mapping[str, Amounts]) -> tuple[Part, ...]:
    """What is left of parts when some of them was moved before."""
    return tuple(
        replace(part, amount=part.amount - was[0], vat=part.vat - was[1])
        for part in parts
        for was in (moved.get(part.step.step_id, (0, 0)),)
    )
