"""Look up one record: a session, an entry or an instruction, each with what is stored of it."""

import json
from collections.abc import Iterable
from typing import Final

from core.domain.entry import Entry
from core.domain.errors import InvalidValueError, NotFoundError
from core.domain.instruction import Instruction
from core.domain.table_fields import BookTable
from core.ledger.chart_of_accounts import PARTY_ACCOUNTS, owner_of
from core.pricing.compare_cdr import compared
from core.pricing.discrepancy import Difference
from core.service.known import known_in
from core.service.record_detail import (
    Block,
    EntryDetail,
    PaidEntry,
    PayoutDetail,
    Places,
    SessionDetail,
)
from core.service.runtime import Runtime
from core.service.snapshot import Story
from core.service.trace import booked, entries_at_bank, story_in
from core.store.bank_entry_store import entry_named
from core.store.bank_match_store import instructions_asked, legs_of_entry
from core.store.chain_store import block_of
from core.store.cycle_store import cycle_of, cycle_of_entry, instructions_of, obligations_of
from core.store.database import OpenTransaction
from core.store.journal_store import (
    KeptEntry,
    entries_of_source,
    kept_entry,
    reversal_of,
)
from core.store.page_store import key_named
from core.store.payout_store import cleared_entries, cleared_sum
from core.store.stored_rows import Stored, stored_entry, stored_payout, stored_session

ENTRIES_MAX: Final = 200
"""So many entries of an instruction are named; all of them are counted and summed up."""


def session_detail(runtime: Runtime, words: str) -> SessionDetail:
    """A CDR, named by its key, its id or its session.

    Raises:
        NotFoundError: No CDR is called so, or several are.
    """
    with runtime.database.reading() as connection:
        story = story_in(connection, words)
        key = story.cdr.key
        tables = (BookTable.SESSIONS, BookTable.HELD, BookTable.ENTRIES)
        return SessionDetail(
            story=story,
            differences=_differences(connection, story),
            raw=_json(stored_session(connection, key)),
            places=_places(connection, key, tables),
        )


def entry_detail(runtime: Runtime, entry_id: str) -> EntryDetail:
    """An entry of the journal.

    Raises:
        NotFoundError: No entry is called so.
    """
    with runtime.database.reading() as connection:
        kept = kept_entry(connection, entry_id)
        if kept is None:
            raise NotFoundError(f"no entry {entry_id!r} in these books")
        entry = kept.entry
        made_by = cycle_of(connection, entry.source_id)
        taken_by = cycle_of_entry(connection, kept.number)
        cycle_id = taken_by if made_by is None else made_by.cycle_id
        return EntryDetail(
            booked=booked(kept),
            sha=kept.sha,
            block=_block(connection, kept),
            cdr_key=entry.source_id if entry.source_id.startswith("cdr:") else None,
            cycle_id=cycle_id,
            reversed_by=reversal_of(connection, entry_id),
            instructions=_instructions(connection, entry, cycle_id),
            raw=_json(stored_entry(connection, kept.number)),
            places=_places(connection, entry_id, (BookTable.ENTRIES,)),
        )


def payout_detail(runtime: Runtime, instruction_id: str) -> PayoutDetail:
    """An instruction to pay out or to collect.

    Raises:
        NotFoundError: No instruction is called so.
    """
    with runtime.database.reading() as connection:
        cycle_id = instruction_id.partition(":")[0]
        found = (one for one in instructions_of(connection, cycle_id))
        paid = next((one for one in found if one.instruction_id == instruction_id), None)
        cycle = cycle_of(connection, cycle_id)
        if paid is None or cycle is None:
            raise NotFoundError(f"no instruction {instruction_id!r} in these books")
        total = cleared_sum(connection, paid, PARTY_ACCOUNTS)
        return PayoutDetail(
            instruction=paid,
            cut_off_at=cycle.cut_off_at,
            obligations=tuple(
                one
                for one in obligations_of(connection, cycle_id)
                if (one.party, one.currency) == (paid.party, paid.currency)
            ),
            entries=tuple(
                PaidEntry(
                    seq=one.seq,
                    entry_id=one.entry_id,
                    kind=one.kind,
                    cdr_key=one.cdr_key,
                    amount_minor=one.amount_minor,
                )
                for one in cleared_entries(connection, paid, PARTY_ACCOUNTS, ENTRIES_MAX)
            ),
            entry_count=total.entries,
            session_count=total.sessions,
            total_minor=total.amount_minor,
            booked=(
                *(
                    booked(one)
                    for one in entries_of_source(connection, cycle_id)
                    if paid.party in _owners(one.entry)
                ),
                *map(booked, entries_at_bank(connection, [instruction_id])),
            ),
            raw=_json(stored_payout(connection, instruction_id)),
            places=_places(connection, instruction_id, (BookTable.INSTRUCTIONS,)),
        )


def _instructions(
    connection: OpenTransaction, entry: Entry, cycle_id: str | None
) -> tuple[Instruction, ...]:
    """Of the parties that an entry moves, in its cycle; those that the bank told of."""
    movement = entry_named(connection, entry.source_id)
    if movement is not None:
        named = {one.instruction_id for one in legs_of_entry(connection, movement)} - {None}
        return tuple(instructions_asked(connection, sorted(filter(None, named)), (), ()))
    of_cycle = () if cycle_id is None else instructions_of(connection, cycle_id)
    return tuple(one for one in of_cycle if one.party in _owners(entry))


def _owners(entry: Entry) -> set[str]:
    return {owner_of(leg.account) for leg in entry.postings}


def _block(connection: OpenTransaction, kept: KeptEntry) -> Block | None:
    found = None if kept.seq is None else block_of(connection, kept.seq)
    if found is None:
        return None
    return Block(
        number=found.number,
        first_seq=found.first_seq,
        last_seq=found.last_seq,
        previous=found.previous,
        hash=found.hash,
        sealed_at=found.sealed_at,
    )


def _differences(connection: OpenTransaction, story: Story) -> tuple[Difference, ...]:
    """What a CDR states beside ours, where it states anything and a tariff is known."""
    cdr = story.cdr
    if cdr.total_cost is None and cdr.claimed is None:
        return ()
    known = known_in(connection)
    tariff = known.tariff_for(cdr)
    if tariff is None or tariff.currency != cdr.currency:
        return ()
    tariffs = (tariff, *known.other_tariffs(cdr, tariff))
    try:
        return compared(cdr, tariffs, known.time_zone_of(cdr))
    except InvalidValueError:  # a zone that nobody knows: there is no price to compare with
        return ()


def _places(connection: OpenTransaction, id_: str, tables: Iterable[BookTable]) -> Places:
    found = {table: key_named(connection, table, id_) for table in tables}
    return {table: key for table, key in found.items() if key is not None}


def _json(stored: Stored) -> str:
    return json.dumps(stored, ensure_ascii=False)
