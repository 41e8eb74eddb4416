"""One session's whole story: the questions that must have an answer, and every record behind it."""

from decimal import Decimal

from core.domain.agreement import Agreement, Bearer, CommissionModel
from core.domain.cdr import Assumed, Cdr
from core.domain.entry import EntryKind
from core.domain.errors import NotFoundError
from core.domain.instruction import Instruction, InstructionKind
from core.domain.interval import duration_s
from core.domain.money import Money
from core.domain.party import country_of
from core.domain.priced_cdr import PricedCdr
from core.ledger.chart_of_accounts import owner_of
from core.ledger.split import split
from core.service.known import Known, known_of
from core.service.runtime import Runtime
from core.service.snapshot import Answer, BookedEntry, Story
from core.store.cdr_store import cdr_of, hold_of, keys_named, priced_of
from core.store.cycle_store import (
    cycle_of,
    cycle_of_entry,
    instructions_of,
    net_positions_of,
)
from core.store.database import OpenTransaction
from core.store.journal_store import KeptEntry, entries_of_source


def trace(runtime: Runtime, words: str) -> Story:
    """The story of a CDR, named by its key, its id or its session.

    Raises:
        NotFoundError: No CDR is called so, or several are.
    """
    known = known_of(runtime)
    with runtime.database.reading() as connection:
        key = _one_key(connection, words)
        received = cdr_of(connection, key)
        assert received is not None, key
        cdr = received.cdr
        priced = priced_of(connection, cdr)
        own = entries_of_source(connection, key)
        cycle_id = cycle_of_entry(connection, own[0].number) if own else None
        cycle = None if cycle_id is None else cycle_of(connection, cycle_id)
        of_cycle = () if cycle is None else _of_parties(connection, cycle.cycle_id, cdr)
        hold = hold_of(connection, key)
        positions = () if cycle is None else net_positions_of(connection, cycle.cycle_id)
        instructions = () if cycle is None else instructions_of(connection, cycle.cycle_id)
    parties = (cdr.cpo, cdr.demand_partner)
    concerned = tuple(one for one in instructions if one.party in parties)
    return Story(
        cdr=cdr,
        received_at=received.received_at,
        answers=_answers(cdr, priced, own, known, concerned),
        priced=priced,
        hold=hold,
        entries=tuple(_booked(one) for one in (*own, *of_cycle)),
        cycle_id=None if cycle is None else cycle.cycle_id,
        cut_off_at=None if cycle is None else cycle.cut_off_at,
        net_positions=tuple(one for one in positions if one.party in parties),
        instructions=concerned,
    )


def _one_key(connection: OpenTransaction, words: str) -> str:
    keys = keys_named(connection, words)
    if len(keys) == 1:
        return keys[0]
    if not keys:
        raise NotFoundError(f"trace: no CDR or session {words!r} in these books")
    raise NotFoundError(f"trace: {words!r} names several CDRs: {', '.join(keys)}")


def _of_parties(connection: OpenTransaction, cycle_id: str, cdr: Cdr) -> tuple[KeptEntry, ...]:
    """Entries of a cycle that move the accounts of the CDR's parties."""
    parties = {cdr.cpo, cdr.demand_partner}
    return tuple(
        one
        for one in entries_of_source(connection, cycle_id)
        if any(owner_of(leg.account) in parties for leg in one.entry.postings)
    )


def _booked(kept: KeptEntry) -> BookedEntry:
    return BookedEntry(seq=kept.seq or 0, booked_at=kept.booked_at, entry=kept.entry)


def _answers(
    cdr: Cdr,
    priced: PricedCdr | None,
    own: tuple[KeptEntry, ...],
    known: Known,
    instructions: tuple[Instruction, ...],
) -> tuple[Answer, ...]:
    posted = next((one for one in own if one.entry.kind is EntryKind.CDR), None)
    agreement = next(
        (one for one in known.agreements if posted and one.version == posted.entry.terms), None
    )
    return (
        _who_authorised(cdr),
        _tariff_version(cdr, priced),
        _where(cdr, known),
        _vat_rate(priced),
        _fx(posted),
        _how_split(priced, agreement, known),
        _when_paid(cdr, instructions),
    )


def _who_authorised(cdr: Cdr) -> Answer:
    assumed = Assumed.DEMAND_PARTNER in cdr.assumed
    if assumed:
        text = f"not on record; Demand Partner {cdr.demand_partner} is assumed"
    else:
        by = cdr.authorization_reference or "no reference given"
        text = f"{cdr.demand_partner}, token {cdr.token.uid}, {cdr.auth_method}, {by}"
    return Answer(question="Who authorised it?", answer=text, assumed=assumed)


def _tariff_version(cdr: Cdr, priced: PricedCdr | None) -> Answer:
    text = "not priced"
    if priced is not None:
        text = f"tariff {priced.tariff_id}, version {priced.tariff_version}"
    return Answer(
        question="Which tariff version?", answer=text, assumed=Assumed.TARIFF in cdr.assumed
    )


def _where(cdr: Cdr, known: Known) -> Answer:
    countries = {
        "network": known.network_country,
        "CPO": country_of(cdr.cpo),
        "Demand Partner": country_of(cdr.demand_partner),
        "charge point": cdr.country_code,
    }
    if len(set(countries.values())) == 1:
        text = f"domestic, {cdr.country_code}"
    else:
        text = "cross-border: " + ", ".join(f"{who} {where}" for who, where in countries.items())
    return Answer(
        question="Domestic or cross-border?",
        answer=text,
        assumed=Assumed.DEMAND_PARTNER in cdr.assumed,
    )


def _vat_rate(priced: PricedCdr | None) -> Answer:
    text = "not priced"
    if priced is not None:
        rates = sorted({line.vat_pct for line in priced.lines if line.vat_pct is not None})
        text = ", ".join(f"{rate.normalize():f} %" for rate in rates) or "none"
    return Answer(question="Which VAT rate?", answer=text)


def _fx(posted: KeptEntry | None) -> Answer:
    if posted is None:
        text = "not posted"
    else:
        rates = [note for note in posted.entry.notes if note.startswith("rate ")]
        text = f"yes, {rates[0]}" if rates else "no, one currency"
    return Answer(question="Was FX needed?", answer=text)


def _how_split(priced: PricedCdr | None, agreement: Agreement | None, known: Known) -> Answer:
    question = "How was it split?"
    if priced is None or agreement is None:
        return Answer(question=question, answer="not posted")
    parts = split(priced, agreement, known.network_country)
    shown = {
        "net": parts.net,
        "CPO": parts.cpo_net,
        "Demand Partner": parts.dp_share,
        "network": parts.network_net,
    }
    amounts = ", ".join(f"{who} {Money(a, parts.currency).major}" for who, a in shown.items())
    card = ""
    if parts.card_bearer is not Bearer.NOBODY:
        cost = Money(parts.card_cost, parts.currency).major
        card = f"; card cost {cost} borne by {parts.card_bearer}"
    return Answer(
        question=question,
        answer=f"{agreement.version}, {_rule(agreement)}: {amounts} {parts.currency}{card}",
    )


def _rule(agreement: Agreement) -> str:
    commission = Decimal(agreement.commission_bp) / 100
    share = Decimal(agreement.dp_share_bp) / 100
    if agreement.commission_model is CommissionModel.POOL:
        return f"POOL {commission} % of net, {share} % of it to the DP"
    return f"STACKED {commission} % and DP {share} % of net"


def _when_paid(cdr: Cdr, instructions: tuple[Instruction, ...]) -> Answer:
    question = "When was it paid?"
    payouts = [
        one for one in instructions if one.party == cdr.cpo and one.kind is InstructionKind.PAYOUT
    ]
    if not payouts:
        return Answer(question=question, answer="not yet instructed")
    value_at = payouts[0].value_at
    hours = Decimal(duration_s(cdr.end, value_at)) / 3600
    return Answer(
        question=question,
        answer=(
            f"payout {payouts[0].instruction_id} instructed for {value_at:%Y-%m-%d %H:%M} UTC, "
            f"{hours:.1f} h after the session ended"
        ),
    )
