"""When each session's clock started, when it fell due, and which cycle and payout paid it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, and_, case, func, select

from core.domain.bank_match import MatchKind
from core.domain.entry import EntryKind
from core.domain.instruction import InstructionKind
from core.store.bank_schema import bank_entry, bank_match, payment_refusal
from core.store.rows import notes_body, time_of, us_of
from core.store.schema import cdr, cycle, cycle_entry, entry, instruction
from core.store.settlement_schema import netted_party

CLOCK_NOTE: Final = "clock from "
"""What the note begins with; the ledger's own word."""


@dataclass(frozen=True, slots=True)
class ClearedSession:
    """One posted session."""

    cpo: str
    demand_partner: str
    currency: str
    due_at: datetime
    terms: str
    """Version of the agreement."""
    notes: tuple[str, ...]
    """Only where one of them tells when the clock started."""
    cycle_id: str | None
    """None while no cycle took it."""


@dataclass(frozen=True, slots=True)
class PaidOut:
    """What became of one payout."""

    value_at: datetime
    confirmed_on: date | None
    """Value date of the bank; None while it told nothing."""
    came_back: bool
    """Returned by the payee's bank, or refused by ours."""


def cleared_sessions(connection: Connection, since: datetime | None) -> Iterator[ClearedSession]:
    """Every posted session that falls due at a time or after it, by CPO."""
    told = case((entry.c.notes.contains(CLOCK_NOTE), entry.c.notes))
    query = (
        select(
            cdr.c.cpo,
            cdr.c.demand_partner,
            cdr.c.currency,
            entry.c.due_us,
            entry.c.terms,
            told.label("notes"),
            cycle_entry.c.cycle_id,
        )
        .join(cdr, cdr.c.cdr_key == entry.c.source_id)
        .outerjoin(cycle_entry, cycle_entry.c.entry == entry.c.id)
        .where(entry.c.kind == EntryKind.CDR.value, entry.c.due_us.is_not(None))
        .order_by(cdr.c.cpo)
    )
    if since is not None:
        query = query.where(entry.c.due_us >= us_of(since))
    for row in connection.execute(query):
        notes = () if row.notes is None else notes_body.validate_json(row.notes)
        yield ClearedSession(
            row.cpo,
            row.demand_partner,
            row.currency,
            time_of(row.due_us),
            row.terms,
            notes,
            row.cycle_id,
        )


def payouts_made(connection: Connection) -> dict[tuple[str, str, str], PaidOut]:
    """(cycle, payee, currency) -> what became of the payout."""
    later = bank_match.alias()
    superseded = select(later.c.number).where(
        later.c.entry_key == bank_match.c.entry_key,
        later.c.part == bank_match.c.part,
        later.c.number > bank_match.c.number,
    )
    told = (
        select(bank_match.c.instruction_id, bank_match.c.kind, func.max(bank_entry.c.value_day))
        .join(
            bank_entry,
            and_(
                bank_entry.c.entry_key == bank_match.c.entry_key,
                bank_entry.c.part == bank_match.c.part,
            ),
        )
        .where(~superseded.exists())
        .group_by(bank_match.c.instruction_id, bank_match.c.kind)
    )
    days = {(row[0], row[1]): row[2] for row in connection.execute(told)}
    refused = set(connection.execute(select(payment_refusal.c.instruction_id)).scalars())
    query = select(instruction).where(instruction.c.kind == InstructionKind.PAYOUT.value)
    return {
        (row.cycle_id, row.party, row.currency): PaidOut(
            time_of(row.value_us),
            _day(days.get((row.instruction_id, MatchKind.PAID_OUT.value))),
            row.instruction_id in refused or (row.instruction_id, MatchKind.RETURNED.value) in days,
        )
        for row in connection.execute(query)
    }


def value_times(connection: Connection) -> dict[str, datetime]:
    """Cycle -> when what it instructed, or offset, is there."""
    query = select(cycle.c.cycle_id, cycle.c.value_us)
    return {row.cycle_id: time_of(row.value_us) for row in connection.execute(query)}


def all_netted(connection: Connection) -> dict[tuple[str, str], str]:
    """(cycle, party) -> the party that settled for it, where that was another."""
    return {
        (row.cycle_id, row.party): row.netted_as for row in connection.execute(select(netted_party))
    }


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
