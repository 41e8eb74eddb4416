"""The questions that every session must have an answer to, answered from what is on record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.agreement import Agreement, CommissionModel
from core.domain.authorisation import Authorisation
from core.domain.bank_match import MatchKind
from core.domain.cdr import Assumed, Cdr
from core.domain.entry import Entry
from core.domain.hold import Hold, HoldReason
from core.domain.instruction import Instruction, InstructionKind
from core.domain.interval import duration_s
from core.domain.meter_record import MeterCheck
from core.domain.money import Money
from core.domain.obligation import NetPosition
from core.domain.party import country_of
from core.domain.priced_cdr import PricedCdr
from core.domain.reconciliation import CaseEnd, Fate
from core.domain.waterfall import StepKind
from core.ledger.chart_of_accounts import Code, code_of, owner_of
from core.ledger.posting_rules import clock_started
from core.ledger.session_vat import vat_notes
from core.ledger.steps_of_terms import waterfall_of
from core.service.kept_back import is_waiting, kept_back_text
from core.service.meter_words import meter_words
from core.service.snapshot import Answer
from core.settlement.achieved import PaidSession
from core.store.bank_match_store import KeptLeg
from core.store.holdback_store import HoldbackFate
from core.store.journal_store import SplitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """Everything on record that the answers rest on; None is what did not happen."""

    cdr: Cdr
    network_country: str
    priced: PricedCdr | None
    hold: Hold | None
    free_reason: str | None
    """Why it cost nothing."""
    meter: MeterCheck | None = None
    """What its signed meter data said; None where it had none."""
    authorised: Authorisation | None = None
    end: CaseEnd | None = None
    """What came of its review, where it was held."""
    posted: Entry | None
    credited: Entry | None
    """The mirror that a Credit CDR posted."""
    parts: SplitRow | None
    agreement: Agreement | None
    cycle_id: str | None
    positions: tuple[NetPosition, ...]
    instructions: tuple[Instruction, ...]
    payee: str = ""
    """Who is paid for its CPO: the CPO itself, or its legal entity."""
    kept_back: tuple[HoldbackFate, ...] = ()
    """What its cycle kept back of the CPO's payout."""
    fx_at_cut_off: str = ""
    """What the cut-off converts, in words; empty where none does."""
    at_bank: tuple[KeptLeg, ...] = ()
    """What the bank confirmed of them, by day."""

    @property
    def unposted(self) -> str:
        """Why there is no entry, in words."""
        if self.hold is not None:
            return f"not posted: it waits for review ({self.hold.reason.replace('_', ' ')})"
        if self.end is not None and self.end.fate is Fate.DROPPED:
            return f"not posted: dropped after review ({self.end.note})"
        if self.free_reason is not None:
            return f"not posted: {self.free_reason}"
        return "not posted yet"


def answers_of(facts: SessionFacts) -> tuple[Answer, ...]:
    """The seven answers, in the order in which things happen, and what was signed where it was."""
    return (
        _who_authorised(facts.cdr, facts.authorised),
        _tariff_version(facts),
        _where(facts),
        _vat_rate(facts),
        _fx(facts),
        _how_split(facts),
        _when_paid(facts),
        *_reviewed(facts),
        *_metered(facts),
    )


def _reviewed(facts: SessionFacts) -> Iterator[Answer]:
    """Only of one that was held, and is not any more."""
    if facts.end is not None:
        end = facts.end
        how = "" if end.resolution is None else f" ({end.resolution.replace('_', ' ')})"
        text = f"{end.fate}{how} on {end.at:%Y-%m-%d} by {end.by.name}: {end.note}"
        yield Answer(question="What came of its review?", answer=text)


def _metered(facts: SessionFacts) -> Iterator[Answer]:
    if facts.meter is not None:
        text = meter_words(facts.meter, facts.cdr.energy_kwh)
        yield Answer(question="What did the meter sign?", answer=text)


def _who_authorised(cdr: Cdr, found: Authorisation | None) -> Answer:
    assumed = Assumed.DEMAND_PARTNER in cdr.assumed
    if assumed:
        text = f"not on record; Demand Partner {cdr.demand_partner} is assumed"
    else:
        by = cdr.authorization_reference or "no reference given"
        text = f"{cdr.demand_partner}, token {cdr.token.uid}, {cdr.auth_method}, {by}"
        if found is not None:
            text += f"; allowed by {found.decided_by} on {found.at:%Y-%m-%d %H:%M} UTC"
    return Answer(question="Who authorised it?", answer=text, assumed=assumed)


def _tariff_version(facts: SessionFacts) -> Answer:
    priced, assumed = facts.priced, Assumed.TARIFF in facts.cdr.assumed
    text = "not priced"
    if priced is not None:
        text = f"tariff {priced.tariff_id}, version {priced.tariff_version}"
        if _time_of(priced.tariff_version) > facts.cdr.start:
            text += ", the oldest one known though it is younger than the session"
            assumed = True
    return Answer(question="Which tariff version?", answer=text, assumed=assumed)


def _time_of(version: str) -> datetime:
    return datetime.fromisoformat(version)


def _countries(facts: SessionFacts) -> dict[str, str]:
    return {
        "network": facts.network_country,
        "CPO": country_of(facts.cdr.cpo),
        "Demand Partner": country_of(facts.cdr.demand_partner),
        "charge point": facts.cdr.country_code,
    }


def _where(facts: SessionFacts) -> Answer:
    countries = _countries(facts)
    if len(set(countries.values())) == 1:
        text = f"domestic, {facts.cdr.country_code}"
    else:
        text = "cross-border: " + ", ".join(f"{who} {where}" for who, where in countries.items())
    return Answer(
        question="Domestic or cross-border?",
        answer=text,
        assumed=Assumed.DEMAND_PARTNER in facts.cdr.assumed,
    )


def _vat_rate(facts: SessionFacts) -> Answer:
    text = "not priced"
    if facts.priced is not None:
        rates = {line.vat_pct for line in facts.priced.lines if line.vat_pct is not None}
        text = ", ".join(f"{rate.normalize():f} %" for rate in sorted(rates)) or "none"
        text += " at tariff" + "".join(_vat_decisions(facts))
    return Answer(question="Which VAT rate?", answer=text)


def _vat_decisions(facts: SessionFacts) -> Iterator[str]:
    if facts.hold is not None and facts.hold.reason is HoldReason.NO_VAT_RULE:
        yield f"; not decided: {facts.hold.detail}"
    if facts.posted is not None:
        notes = vat_notes(facts.posted.notes)
        if not notes:
            yield "; posted before supplies were decided one by one"
        yield from (f"; {one.supplies}: {one.decision}: {one.text}" for one in notes)


def _fx(facts: SessionFacts) -> Answer:
    if facts.posted is None:
        text = facts.unposted
    else:
        rates = [note for note in facts.posted.notes if note.startswith("rate ")]
        text = f"yes, {rates[0]}" if rates else facts.fx_at_cut_off or "no, one currency"
    return Answer(question="Was FX needed?", answer=text)


def _how_split(facts: SessionFacts) -> Answer:
    question, parts, agreement = "How was it split?", facts.parts, facts.agreement
    if parts is None or agreement is None:
        return Answer(question=question, answer=facts.unposted)
    shown = {
        "net": parts.gross - parts.vat,
        "CPO": parts.cpo_net,
        "Demand Partner": parts.dp_share,
        "network": parts.commission,
    }
    amounts = ", ".join(f"{who} {Money(a, parts.currency).major}" for who, a in shown.items())
    others = "".join(_others(facts.posted))
    card = ""
    if bearers := _card_bearers(agreement):
        cost = Money(parts.card_cost, parts.currency).major
        card = f"; card cost {cost} borne by {bearers}"
    told = f"{agreement.version}, {_rule(agreement)}: {amounts} {parts.currency}{others}{card}"
    return Answer(question=question, answer=told)


def _others(posted: Entry | None) -> Iterator[str]:
    """What third parties, as the host of a site, are owed of a session; as posted, with its VAT."""
    for leg in () if posted is None else posted.postings:
        if code_of(leg.account) is Code.PARTNER:
            owed = Money(-leg.amount_minor, leg.currency)
            yield f"; {owner_of(leg.account)} {owed.major} {leg.currency} with VAT"


def _card_bearers(agreement: Agreement) -> str:
    """Whoever bears the card cost; empty where nobody does."""
    steps = waterfall_of(agreement).steps
    return ", ".join(
        dict.fromkeys(step.payer for step in steps if step.kind is StepKind.PASS_THROUGH)
    )


def _rule(agreement: Agreement) -> str:
    if agreement.steps:
        return f"steps {', '.join(step.step_id for step in agreement.steps)}"
    commission = Decimal(agreement.commission_bp) / 100
    share = Decimal(agreement.dp_share_bp) / 100
    if agreement.commission_model is CommissionModel.POOL:
        return f"POOL {commission} % of net, {share} % of it to the DP"
    return f"STACKED {commission} % and DP {share} % of net"


def _when_paid(facts: SessionFacts) -> Answer:
    text = facts.unposted if facts.posted is None else _payment(facts, facts.posted)
    if facts.credited is not None:
        text += f"; taken back by Credit CDR {facts.credited.entry_id}"
    return Answer(question="When was it paid?", answer=text)


def _payment(facts: SessionFacts, posted: Entry) -> str:
    cdr = facts.cdr
    if facts.cycle_id is None:
        due = f"{posted.due_at:%Y-%m-%d %H:%M} UTC" if posted.due_at else "no time"
        return f"not yet cleared; due by {due}"
    kept = kept_back_text(facts.kept_back, cdr.demand_partner, cdr.currency)
    if is_waiting(facts.kept_back, cdr.demand_partner, cdr.currency):
        return f"cleared in cycle {facts.cycle_id}{kept}"
    wanted = (facts.payee or cdr.cpo, cdr.currency, InstructionKind.PAYOUT)
    for one in facts.instructions:
        if (one.party, one.currency, one.kind) == wanted:
            promise = _promise(facts, posted, one)
            hours = Decimal(duration_s(cdr.end, one.value_at)) / 3600
            after = "" if promise else f", {hours:.1f} h after the session ended"
            return (
                f"payout {one.instruction_id} instructed for {one.value_at:%Y-%m-%d %H:%M} UTC"
                f"{after}{_at_bank(facts, one)}{promise}{kept}"
            )
    if kept:
        return f"cleared in cycle {facts.cycle_id}{kept}"
    return f"cleared in cycle {facts.cycle_id}, offset against what the CPO owed there"


def _promise(facts: SessionFacts, posted: Entry, payout: Instruction) -> str:
    """What was promised, and whether it was kept; empty where money came back, or nothing was."""
    legs = [leg for leg in facts.at_bank if leg.instruction_id == payout.instruction_id]
    came_back = any(leg.kind is MatchKind.RETURNED for leg in legs)
    if posted.due_at is None or facts.agreement is None or came_back:
        return ""
    days = [leg.entry.value_on for leg in legs if leg.kind is MatchKind.PAID_OUT]
    paid = PaidSession(
        started_at=clock_started(posted.notes, posted.due_at, facts.agreement),
        due_at=posted.due_at,
        instructed_at=payout.value_at,
        confirmed_on=max(days, default=None),
    )
    clock = facts.agreement.clock
    hours = f"{clock.delay_h} {clock.hours.value.lower()} h"
    origin = clock.origin.value.lower().replace("_", " ")
    told = "the bank's value date" if days else "its instructed value date"
    return (
        f"; {paid.took.total_seconds() / 3600:.1f} h after {origin} by {told}, "
        f"{'within' if paid.kept_promise else 'not within'} the {hours} that were promised"
    )


def _at_bank(facts: SessionFacts, payout: Instruction) -> str:
    """What the bank said of a payout; empty while it said nothing."""
    told = ""
    for leg in facts.at_bank:
        day = leg.entry.booked_on
        if leg.instruction_id != payout.instruction_id:
            continue
        if leg.kind is MatchKind.RETURNED:
            reason = leg.entry.return_reason or "no reason given"
            told += f"; came back on {day} ({reason}), owed again"
        else:
            told += f"; booked by the bank on {day}"
    return told
