"""One session's whole story: the questions that must have an answer, and every record behind it."""

from collections.abc import Mapping, Sequence

from core.domain.agreement import Agreement, FxLock
from core.domain.authorisation import Authorisation
from core.domain.cdr import Cdr
from core.domain.entry import EntryKind
from core.domain.errors import NotFoundError
from core.ledger.bank_posting_rules import journal_id
from core.ledger.chart_of_accounts import owner_of
from core.ledger.conversion_rules import conversion_id
from core.service.objection_answer import objection_answer
from core.service.runtime import Runtime
from core.service.session_answers import SessionFacts, answers_of
from core.service.snapshot import BookedEntry, Story
from core.store.authorisation_store import authorisation_of_session
from core.store.bank_match_store import legs_of_instructions
from core.store.case_store import end_of
from core.store.cdr_store import cdr_of, keys_named
from core.store.cycle_store import (
    cycle_of,
    cycle_of_entry,
    entities_in,
    instructions_of,
    net_positions_of,
)
from core.store.database import OpenTransaction
from core.store.dispute_store import disputes_of
from core.store.fate_store import free_reason_of, hold_of, priced_of
from core.store.holdback_store import fates_of_holdbacks
from core.store.journal_store import KeptEntry, entries_of_source, kept_entry, splits_of
from core.store.pending_store import pending_of
from core.store.personal_store import meter_check_of
from core.store.reference_store import all_agreements, all_parties, operator


def trace(runtime: Runtime, words: str) -> Story:
    """The story of a CDR, named by its key, its id or its session.

    Raises:
        NotFoundError: No CDR is called so, or several are.
    """
    with runtime.database.reading() as connection:
        return story_in(connection, words)


def story_in(connection: OpenTransaction, words: str) -> Story:
    """The story of a CDR as one open transaction sees it.

    Raises:
        NotFoundError: No CDR is called so, or several are.
    """
    key = key_named(connection, words)
    received = cdr_of(connection, key)
    assert received is not None, key
    cdr = received.cdr
    own = entries_of_source(connection, key)
    cycle_id = cycle_of_entry(connection, own[0].number) if own else None
    cycle = None if cycle_id is None else cycle_of(connection, cycle_id)
    of_cycle = () if cycle is None else _of_parties(connection, cycle.cycle_id, cdr)
    facts = _facts(connection, cdr, own, cycle_id)
    ids = [one.instruction_id for one in facts.instructions]
    pending = pending_of(connection, key)
    disputes = tuple(disputes_of(connection, key))
    objections = objection_answer(pending, disputes, [one.entry for one in own])
    at_bank = entries_at_bank(connection, ids) if ids else ()
    return Story(
        cdr=cdr,
        received_at=received.received_at,
        answers=(*answers_of(facts), *([] if objections is None else [objections])),
        priced=facts.priced,
        hold=facts.hold,
        entries=tuple(booked(one) for one in (*own, *of_cycle, *at_bank)),
        cycle_id=cycle_id,
        cut_off_at=None if cycle is None else cycle.cut_off_at,
        net_positions=facts.positions,
        instructions=facts.instructions,
        pending=pending,
        disputes=disputes,
    )


def _authorised(connection: OpenTransaction, cdr: Cdr) -> Authorisation | None:
    """By which answer of real time it began; None where none is on record."""
    stated = cdr.authorization_reference
    if stated is None:
        return None
    found = authorisation_of_session(connection, cdr.demand_partner, stated, cdr.start)
    return found if found is not None and found.allowed else None


def _facts(
    connection: OpenTransaction, cdr: Cdr, own: tuple[KeptEntry, ...], cycle_id: str | None
) -> SessionFacts:
    network = operator(connection)
    by_kind = {one.entry.kind: one.entry for one in own}
    posted = by_kind.get(EntryKind.CDR)
    positions = () if cycle_id is None else net_positions_of(connection, cycle_id)
    instructions = () if cycle_id is None else instructions_of(connection, cycle_id)
    entities = {} if cycle_id is None else entities_in(connection, cycle_id)
    parties = _with_entities((cdr.cpo, cdr.demand_partner), entities)
    agreements = {one.version: one for one in all_agreements(connection)} if posted else {}
    return SessionFacts(
        cdr=cdr,
        network_country="" if network is None else network.country_code,
        priced=priced_of(connection, cdr),
        hold=hold_of(connection, cdr.key),
        free_reason=free_reason_of(connection, cdr.key),
        end=end_of(connection, cdr.key),
        meter=meter_check_of(connection, cdr.key),
        authorised=_authorised(connection, cdr),
        posted=posted,
        credited=by_kind.get(EntryKind.CREDIT),
        parts=splits_of(connection, [cdr.key]).get(cdr.key),
        agreement=agreements.get(posted.terms) if posted else None,
        cycle_id=cycle_id,
        payee=entities.get(cdr.cpo, cdr.cpo),
        kept_back=() if cycle_id is None else fates_of_holdbacks(connection, cycle_id, cdr.cpo),
        fx_at_cut_off=""
        if posted is None
        else _fx(connection, cdr, agreements[posted.terms], cycle_id),
        positions=tuple(one for one in positions if one.party in parties),
        instructions=(paid := tuple(one for one in instructions if one.party in parties)),
        at_bank=tuple(legs_of_instructions(connection, [one.instruction_id for one in paid])),
    )


def _fx(connection: OpenTransaction, cdr: Cdr, terms: Agreement, cycle_id: str | None) -> str:
    """What the cut-off that clears the session converts; empty where nothing is to be."""
    if terms.fx_lock is not FxLock.SETTLEMENT:
        return ""
    settles_in = all_parties(connection)[cdr.demand_partner].currency
    if settles_in == cdr.currency:
        return ""
    if cycle_id is None:
        return f"yes, into {settles_in} at the rate of the cut-off that clears it"
    converted = kept_entry(connection, conversion_id(cycle_id, cdr.demand_partner, cdr.currency))
    rate = "nothing was left to convert" if converted is None else converted.entry.notes[0]
    return f"yes, into {settles_in} in cycle {cycle_id}, {rate}"


def _with_entities(parties: Sequence[str], entities: Mapping[str, str]) -> set[str]:
    """Parties, and whoever settles for them."""
    return {*parties, *(entities[one] for one in parties if one in entities)}


def entries_at_bank(
    connection: OpenTransaction, instruction_ids: Sequence[str]
) -> tuple[KeptEntry, ...]:
    """Entries of the movements by which the bank confirmed instructions, as it booked them."""
    legs = legs_of_instructions(connection, instruction_ids)
    ids = dict.fromkeys(journal_id(leg.entry.name, leg.number) for leg in legs)
    found = (kept_entry(connection, entry_id) for entry_id in ids)
    return tuple(one for one in found if one is not None)


def key_named(connection: OpenTransaction, words: str) -> str:
    """Key of the one CDR that is called so: by its key, its id or its session.

    Raises:
        NotFoundError: No CDR is called so, or several are.
    """
    keys = keys_named(connection, words)
    if len(keys) == 1:
        return keys[0]
    if not keys:
        raise NotFoundError(f"trace: no CDR or session {words!r} in these books")
    raise NotFoundError(f"trace: {words!r} names several CDRs: {', '.join(keys)}")


def _of_parties(connection: OpenTransaction, cycle_id: str, cdr: Cdr) -> tuple[KeptEntry, ...]:
    """Entries of a cycle that move the accounts of the CDR's parties."""
    parties = _with_entities((cdr.cpo, cdr.demand_partner), entities_in(connection, cycle_id))
    return tuple(
        one
        for one in entries_of_source(connection, cycle_id)
        if any(owner_of(leg.account) in parties for leg in one.entry.postings)
    )


def booked(kept: KeptEntry) -> BookedEntry:
    """An entry as the screens show it; 0 is the number of one that is not sealed yet."""
    return BookedEntry(seq=kept.seq or 0, booked_at=kept.booked_at, entry=kept.entry)
