"""Events become balanced entries: one function an event.

Worked postings: tests/core/ledger/test_posting_rules.py. Every leg is named by the chart; zero
legs are left out; an amount the DP settles in another currency goes through the FX position.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.domain.agreement import Agreement, ClockHours, ClockOrigin
from core.domain.banking_days import EVERY_DAY, BankingDays
from core.domain.entry import Entry, EntryKind, Posting
from core.domain.fx_rate import FxRate
from core.domain.instruction import Instruction, InstructionKind
from core.domain.money import Money
from core.domain.obligation import Obligation
from core.domain.priced_cdr import PricedCdr
from core.ledger.chart_of_accounts import Code, account
from core.ledger.fx_posting_rules import rate_notes
from core.ledger.session_legs import moved_by_parts, session_legs
from core.ledger.session_vat import SessionVat
from core.ledger.split import Split


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an entry for a CDR needs besides the price and its split."""

    agreement: Agreement
    received_at: datetime
    """When the CDR reached the network."""
    rate: FxRate | None
    """To the currency the DP settles in; None where that is the session's own."""
    vat: SessionVat
    """Which VAT each supply bears."""

    accepted_at: datetime | None = None
    """When the CDR passed every review; None: when it was received."""
    days: BankingDays = EVERY_DAY
    """The network's calendar, for clocks that count banking hours."""

    def clock_start(self, priced: PricedCdr) -> datetime:
        """When the settlement clock started."""
        match self.agreement.clock.origin:
            case ClockOrigin.SESSION_END:
                return priced.cdr.end
            case ClockOrigin.CDR_RECEIVED:
                return self.received_at
            case ClockOrigin.CDR_ACCEPTED | ClockOrigin.FUNDS_CAPTURED:
                return self.accepted_at or self.received_at

    def due_at(self, priced: PricedCdr) -> datetime:
        """By when the CPO must have been paid."""
        clock, origin = self.agreement.clock, self.clock_start(priced)
        if clock.hours is ClockHours.BANKING:
            return self.days.after(origin, clock.delay_h)
        return origin + timedelta(hours=clock.delay_h)

    def clock_note(self, priced: PricedCdr) -> tuple[str, ...]:
        """When the clock started, where the due time alone does not say."""
        if self.agreement.clock.hours is ClockHours.CALENDAR:
            return ()
        return (f"{CLOCK_NOTE}{self.clock_start(priced).isoformat()}",)


CLOCK_NOTE: Final = "clock from "


def clock_started(notes: Iterable[str], due_at: datetime, terms: Agreement) -> datetime:
    """When the settlement clock of an entry started, by its notes or by when it falls due."""
    for note in notes:
        if note.startswith(CLOCK_NOTE):
            return datetime.fromisoformat(note.removeprefix(CLOCK_NOTE))
    return due_at - timedelta(days=terms.dispute_window_days, hours=terms.clock.delay_h)


def entry_for_cdr(priced: PricedCdr, parts: Split, terms: Terms) -> Entry:
    """The entry of a priced session: DP owes, CPO and DP are owed, the network keeps its part.

    The session costs something: a CDR of cost 0 has no entry, for every entry has two legs.
    Where the buyer accounts for the VAT of a supply there are no legs of it, and a note says so.
    """
    cdr, vat = priced.cdr, terms.vat
    dp = cdr.demand_partner
    moved = moved_by_parts(parts.parts)
    owed = parts.gross + moved.dp_owes
    receivable = owed_by_dp(account(Code.RECEIVABLE, dp), owed, parts.currency, terms)
    payable = owed_to_dp(account(Code.DP_SHARE, dp), moved.dp_gets, parts.currency, terms)
    if moved.rebate:
        payable += owed_to_dp(account(Code.INCENTIVE, dp), moved.rebate, parts.currency, terms)
    own = _legs(session_legs(parts, moved, cdr.cpo, vat), parts.currency)
    return Entry(
        entry_id=cdr.key,
        kind=EntryKind.CDR,
        effective_at=cdr.end,
        source_id=cdr.key,
        terms=terms.agreement.version,
        postings=receivable + own + payable,
        due_at=terms.due_at(priced),
        notes=(*rate_notes(terms.rate), *terms.clock_note(priced), *vat.notes),
    )


def entry_for_credit(credited: Entry, credit_key: str, at: datetime, reason: str) -> Entry:
    """The entry of a Credit CDR: the exact mirror of the session's, due at once or with it."""
    mirror = credited.reversed(reason, at)
    return Entry(
        entry_id=credit_key,
        kind=EntryKind.CREDIT,
        effective_at=at,
        source_id=credited.source_id,
        terms=credited.terms,
        postings=mirror.postings,
        due_at=credited.due_after(at),
        reverses=credited.entry_id,
        notes=(reason,),
    )


def entry_for_cut_off(
    cycle_id: str, party: str, obligations: Iterable[Obligation], at: datetime
) -> Entry:
    """Novation: what a party owes and is owed moves to its settlement account of the cycle.

    Debts that cancel out to nothing leave no leg on the settlement account.
    """
    legs = []
    net: dict[str, int] = {}
    for one in obligations:
        legs.append(Posting(one.account, -one.amount_minor, one.currency))
        net[one.currency] = net.get(one.currency, 0) + one.amount_minor
    clearing = account(Code.SETTLEMENT, party)
    legs += [Posting(clearing, amount, currency) for currency, amount in net.items() if amount]
    return Entry(
        entry_id=f"cut_off:{cycle_id}:{party}",
        kind=EntryKind.CUT_OFF,
        effective_at=at,
        source_id=cycle_id,
        terms="",
        postings=tuple(legs),
    )


def entry_for_instruction(instruction: Instruction, at: datetime) -> Entry:
    """A payout or a collection was ordered: the clearing account empties into transit."""
    paid_out = instruction.kind is InstructionKind.PAYOUT
    amount = instruction.amount_minor if paid_out else -instruction.amount_minor
    clearing = account(Code.SETTLEMENT, instruction.party)
    return Entry(
        entry_id=f"instructed:{instruction.instruction_id}",
        kind=EntryKind.INSTRUCTED,
        effective_at=at,
        source_id=instruction.cycle_id,
        terms="",
        postings=(
            Posting(clearing, amount, instruction.currency),
            Posting(account(Code.IN_TRANSIT), -amount, instruction.currency),
        ),
    )


def _legs(legs: Iterable[tuple[str, int]], currency: str) -> tuple[Posting, ...]:
    return tuple(Posting(where, amount, currency) for where, amount in legs if amount)


def owed_by_dp(where: str, amount_minor: int, currency: str, terms: Terms) -> tuple[Posting, ...]:
    """The receivable; in another currency it goes through the FX position, margin apart."""
    if terms.rate is None:
        return _legs([(where, amount_minor)], currency)
    owed = Money(amount_minor, currency)
    fair = terms.rate.convert(owed)
    asked = terms.rate.convert(owed, terms.agreement.fx_margin_bp)
    return _legs(
        [
            (where, asked.amount_minor),
            (account(Code.FX_POSITION), -fair.amount_minor),
            (account(Code.FX_MARGIN), fair.amount_minor - asked.amount_minor),
        ],
        fair.currency,
    ) + _legs([(account(Code.FX_POSITION), amount_minor)], currency)


def owed_to_dp(where: str, amount_minor: int, currency: str, terms: Terms) -> tuple[Posting, ...]:
    """The DP's share with its VAT; converted at the fair rate, without a margin."""
    if terms.rate is None:
        return _legs([(where, -amount_minor)], currency)
    converted = terms.rate.convert(Money(amount_minor, currency))
    return _legs(
        [
            (where, -converted.amount_minor),
            (account(Code.FX_POSITION), converted.amount_minor),
        ],
        converted.currency,
    ) + _legs([(account(Code.FX_POSITION), -amount_minor)], currency)
