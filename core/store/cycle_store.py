"""Settlement cycles: what each took, who owed whom, what was instructed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, case, func, select

from core.domain.entry import EntryKind
from core.domain.instruction import Instruction, InstructionKind
from core.domain.obligation import NetPosition, Obligation
from core.store.bulk import insert_rows
from core.store.rows import time_of, us_of
from core.store.schema import (
    cycle,
    cycle_entry,
    entry,
    instruction,
    net_position,
    obligation,
    posting,
)
from core.store.settlement_schema import netted_party

# Asked for every cycle: to word a question costs as much as to answer it.
_LAST_CYCLE: Final = select(cycle).order_by(cycle.c.cut_off_us.desc()).limit(1)
_FIRST_OPEN: Final = select(func.min(entry.c.id)).where(
    entry.c.id >= bindparam("open_from"),
    entry.c.due_us.is_not(None),
    ~select(cycle_entry.c.entry).where(cycle_entry.c.entry == entry.c.id).exists(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCycle:
    """A cycle that was cleared."""

    cycle_id: str
    cut_off_at: datetime
    value_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleResult:
    """Everything that a cycle decided."""

    cycle: KeptCycle
    entry_numbers: Sequence[int]
    obligations: Sequence[Obligation]
    net_positions: Sequence[NetPosition]
    instructions: Sequence[Instruction]
    netted_as: Mapping[str, str] = field(default_factory=dict)
    """Party -> the party that settles for it, of those of the cycle where that is another."""


@dataclass(frozen=True, slots=True)
class OpenLeg:
    """A posting on a party's account whose entry no cycle has taken."""

    entry: int
    effective_at: datetime
    due_at: datetime
    account: str
    currency: str
    amount_minor: int
    terms: str = ""
    """Version of the agreement that the entry follows; empty where none does."""
    session: int = 0
    """Number of the entry of the session that it is a later event of; 0: of none."""
    session_cycle: str = ""
    """The cycle that took that session; empty while none did."""
    kind: str = ""
    """Of the entry; empty of those that a cycle makes."""


def open_legs(connection: Connection, codes: Sequence[str], before: datetime) -> list[OpenLeg]:
    """Legs on accounts of these codes, of entries due before a time, by entry.

    What holds a disputed session counts when the session does, so that one cycle takes both; by
    itself it may count later, where the month of the session was closed meanwhile.
    """
    session = entry.alias("session")
    of_session = select(session.c.effective_us).where(session.c.entry_id == entry.c.source_id)
    effective = case(
        (entry.c.kind == EntryKind.DISPUTE_OPENED.value, of_session.scalar_subquery()),
        else_=entry.c.effective_us,
    )
    is_later = entry.c.kind != EntryKind.CDR.value
    number = select(session.c.id).where(session.c.entry_id == entry.c.source_id)
    cycle_id = (
        select(cycle_entry.c.cycle_id)
        .join(session, session.c.id == cycle_entry.c.entry)
        .where(session.c.entry_id == entry.c.source_id)
    )
    taken = select(cycle_entry.c.entry).where(cycle_entry.c.entry == entry.c.id).exists()
    query = (
        select(
            entry.c.id,
            effective,
            entry.c.due_us,
            posting.c.account,
            posting.c.currency,
            posting.c.amount_minor,
            entry.c.terms,
            case((is_later, number.scalar_subquery())),
            case((is_later, cycle_id.scalar_subquery())),
            entry.c.kind,
        )
        .join(posting, posting.c.entry == entry.c.id)
        .where(entry.c.due_us < us_of(before), entry.c.id >= open_from(connection), ~taken)
        .where(func.substr(posting.c.account, 1, 4).in_(codes))
        .order_by(entry.c.id, posting.c.leg)
    )
    return [
        OpenLeg(
            row[0],
            time_of(row[1]),
            time_of(row[2]),
            *row[3:7],
            session=row[7] or 0,
            session_cycle=row[8] or "",
            kind=row[9],
        )
        for row in connection.execute(query)
    ]


def open_from(connection: Connection) -> int:
    """A number below which every entry is cleared, as the last cycle saw it.

    Kept with each cycle, so that settling looks at what is open and not at the whole journal.
    """
    last = connection.execute(
        select(cycle.c.open_from).order_by(cycle.c.cut_off_us.desc()).limit(1)
    ).scalar()
    return last or 0


def _next_open(connection: Connection) -> int:
    first_open = connection.execute(_FIRST_OPEN, {"open_from": open_from(connection)}).scalar()
    if first_open is not None:
        return int(first_open)
    return int(connection.execute(select(func.coalesce(func.max(entry.c.id), 0))).scalar_one()) + 1


def last_cycle(connection: Connection) -> KeptCycle | None:
    """The latest cycle that was cleared."""
    row = connection.execute(_LAST_CYCLE).first()
    return None if row is None else _kept_cycle(row)


def put_cycle(connection: Connection, result: CycleResult) -> None:
    """Keep a cycle and all it decided."""
    made = result.cycle
    insert_rows(
        connection, cycle_entry, [(number, made.cycle_id) for number in result.entry_numbers]
    )
    cut_off_us, value_us = us_of(made.cut_off_at), us_of(made.value_at)
    insert_rows(connection, cycle, [(made.cycle_id, cut_off_us, value_us, _next_open(connection))])
    insert_rows(
        connection,
        netted_party,
        [(made.cycle_id, party, entity) for party, entity in sorted(result.netted_as.items())],
    )
    insert_rows(
        connection,
        obligation,
        [
            (o.cycle_id, o.party, o.account, o.currency, o.amount_minor, o.entry_count)
            for o in result.obligations
        ],
    )
    insert_rows(
        connection,
        net_position,
        [(n.cycle_id, n.party, n.currency, n.amount_minor) for n in result.net_positions],
    )
    insert_rows(
        connection,
        instruction,
        [
            (
                one.instruction_id,
                one.cycle_id,
                one.kind.value,
                one.party,
                one.currency,
                one.amount_minor,
                us_of(one.value_at),
            )
            for one in result.instructions
        ],
    )


def cycle_of(connection: Connection, cycle_id: str) -> KeptCycle | None:
    """The cycle of that id."""
    row = connection.execute(select(cycle).where(cycle.c.cycle_id == cycle_id)).first()
    return None if row is None else _kept_cycle(row)


def _kept_cycle(row: Row[Any]) -> KeptCycle:
    return KeptCycle(
        cycle_id=row.cycle_id, cut_off_at=time_of(row.cut_off_us), value_at=time_of(row.value_us)
    )


def cycle_of_entry(connection: Connection, number: int) -> str | None:
    """Id of the cycle that took an entry."""
    return connection.execute(
        select(cycle_entry.c.cycle_id).where(cycle_entry.c.entry == number)
    ).scalar()


def entities_in(connection: Connection, cycle_id: str) -> dict[str, str]:
    """Party -> the party that settled for it in a cycle, where that was another."""
    query = select(netted_party).where(netted_party.c.cycle_id == cycle_id)
    return {row.party: row.netted_as for row in connection.execute(query)}


def obligations_of(connection: Connection, cycle_id: str) -> tuple[Obligation, ...]:
    """Gross obligations of a cycle."""
    query = select(obligation).where(obligation.c.cycle_id == cycle_id)
    return tuple(Obligation(**row._asdict()) for row in connection.execute(query))


def net_positions_of(connection: Connection, cycle_id: str) -> tuple[NetPosition, ...]:
    """Net positions of a cycle."""
    query = select(net_position).where(net_position.c.cycle_id == cycle_id)
    return tuple(NetPosition(**row._asdict()) for row in connection.execute(query))


def instructions_of(connection: Connection, cycle_id: str | None) -> tuple[Instruction, ...]:
    """Instructions of a cycle, or of all of them."""
    query = select(instruction).order_by(instruction.c.value_us, instruction.c.instruction_id)
    if cycle_id is not None:
        query = query.where(instruction.c.cycle_id == cycle_id)
    return tuple(map(instruction_of, connection.execute(query)))


def instruction_of(row: Row[Any]) -> Instruction:
    """The instruction of a row of its table."""
    return Instruction(
        instruction_id=row.instruction_id,
        cycle_id=row.cycle_id,
        kind=InstructionKind(row.kind),
        party=row.party,
        currency=row.currency,
        amount_minor=row.amount_minor,
        value_at=time_of(row.value_us),
    )
