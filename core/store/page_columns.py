"""What each table that can be paged through is made of: its joins, its number, its columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    exists,
    func,
    literal,
    literal_column,
    not_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from core.domain.table_fields import FIELDS, BookTable, SessionState
from core.store.case_schema import priced_again
from core.store.filter_sql import SqlColumn
from core.store.schema import (
    cdr,
    cycle_entry,
    entry,
    free_cdr,
    hold,
    instruction,
    posting,
    priced_cdr,
    seal,
    split,
)
from core.store.waiting import (
    dropped_keys,
    gross_that_counts,
    is_dropped,
    is_held,
    is_waiting,
)

_SECOND_US: Final = 1_000_000
_KWH_E4: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedTable:
    """One table as a reader pages through it."""

    source: FromClause
    """With the joins that its columns need."""
    key: ColumnElement[Any]
    """What a page is asked by; unique."""
    columns: Mapping[str, SqlColumn]
    """By name of the field."""
    order: tuple[ColumnElement[Any], ...]
    """When nobody asked for another; ends with what makes it unique."""
    is_dense: bool = False
    """Keys are whole numbers from 1 without a gap, in the table's own order."""


def paged_table(table: BookTable, dialect: str) -> PagedTable:
    """How a table is read.

    Args:
        table: Which.
        dialect: SQLite knows rows by number even where we gave them none; elsewhere the key is
            the text that is unique.
    """
    match table:
        case BookTable.ENTRIES:
            return _entries(dialect)
        case BookTable.SESSIONS:
            return _sessions(dialect)
        case BookTable.HELD:
            return _held(dialect)
        case BookTable.INSTRUCTIONS:
            return _instructions(dialect)


def turnover_of_entry() -> ColumnElement[Any]:
    """Sum of the debits of an entry, for those that are no session's."""
    debit = case((posting.c.amount_minor > 0, posting.c.amount_minor), else_=0)
    return (
        select(func.sum(debit))
        .where(posting.c.entry == entry.c.id)
        .correlate(entry)
        .scalar_subquery()
    )


def currency_of_entry() -> ColumnElement[Any]:
    """The first currency of an entry's postings, for those that are no session's."""
    return (
        select(func.min(posting.c.currency))
        .where(posting.c.entry == entry.c.id)
        .correlate(entry)
        .scalar_subquery()
    )


def state_of_cdr() -> ColumnElement[Any]:
    """A ``SessionState``."""
    own = exists().where(entry.c.entry_id == cdr.c.cdr_key)
    cleared = exists().where(entry.c.entry_id == cdr.c.cdr_key, cycle_entry.c.entry == entry.c.id)
    return case(
        (is_held(cdr.c.cdr_key), SessionState.HELD.value),
        (is_dropped(cdr.c.cdr_key), SessionState.DROPPED.value),
        (exists().where(free_cdr.c.cdr_key == cdr.c.cdr_key), SessionState.FREE.value),
        (cleared, SessionState.SETTLED.value),
        (own, SessionState.POSTED.value),
        else_=SessionState.RECEIVED.value,
    )


def cycle_of_cdr() -> ColumnElement[Any]:
    """Id of the cycle that cleared a CDR."""
    return (
        select(cycle_entry.c.cycle_id)
        .join(entry, entry.c.id == cycle_entry.c.entry)
        .where(entry.c.entry_id == cdr.c.cdr_key)
        .correlate(cdr)
        .scalar_subquery()
    )


def _in_cycle(cycle_id: str) -> ColumnElement[bool]:
    """Found from the cycle, not by looking at every CDR."""
    taken = select(entry.c.entry_id).join(cycle_entry, cycle_entry.c.entry == entry.c.id)
    return cdr.c.cdr_key.in_(taken.where(cycle_entry.c.cycle_id == cycle_id))


def _rare_states() -> dict[str, ColumnElement[bool]]:
    """Found from their own small tables, not by looking at every CDR."""
    waits = cdr.c.cdr_key.in_(select(hold.c.cdr_key).where(is_waiting()))
    dropped = cdr.c.cdr_key.in_(dropped_keys())
    is_free = cdr.c.cdr_key.in_(select(free_cdr.c.cdr_key))
    return {
        SessionState.HELD.value: waits,
        SessionState.DROPPED.value: dropped,
        SessionState.FREE.value: and_(is_free, not_(waits)),
    }


def accounts_of_entry(dialect: str) -> ColumnElement[Any]:
    """The accounts of an entry, leg by leg, with a space between them."""
    space = literal(" ")
    accounts: ColumnElement[Any]
    if dialect == "sqlite":  # which reads the legs in their order, for that is their key
        accounts = func.group_concat(posting.c.account, space)
    else:
        accounts = func.string_agg(posting.c.account, aggregate_order_by(space, posting.c.leg))
    return select(accounts).where(posting.c.entry == entry.c.id).correlate(entry).scalar_subquery()


def _moves(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether any leg of an entry meets a condition."""
    return (
        select(posting.c.leg)
        .where(posting.c.entry == entry.c.id, condition)
        .correlate(entry)
        .exists()
    )


def _entries(dialect: str) -> PagedTable:
    joined = (
        seal.join(entry, entry.c.id == seal.c.entry)
        .outerjoin(cdr, cdr.c.cdr_key == entry.c.source_id)
        .outerjoin(split, split.c.cdr_key == entry.c.entry_id)
    )
    currency = func.coalesce(split.c.currency, currency_of_entry())
    commission = case((cdr.c.cdr_key.is_not(None), func.coalesce(split.c.commission, 0)))
    return PagedTable(
        source=joined,
        key=seal.c.seq,
        order=(seal.c.seq,),
        is_dense=True,
        columns=_bound(
            BookTable.ENTRIES,
            {
                "seq": SqlColumn(expression=seal.c.seq),
                "time": SqlColumn(expression=entry.c.effective_us, scale=_SECOND_US),
                "kind": SqlColumn(expression=entry.c.kind),
                "id": SqlColumn(expression=entry.c.entry_id, is_id=True),
                "amount": SqlColumn(
                    expression=func.coalesce(split.c.gross, turnover_of_entry()), currency=currency
                ),
                "commission": SqlColumn(expression=commission, currency=currency),
                "account": SqlColumn(
                    expression=accounts_of_entry(dialect), any_of=(posting.c.account, _moves)
                ),
                "currency": SqlColumn(expression=currency),
                "assumed": SqlColumn(expression=func.coalesce(cdr.c.assumed_dp, 0)),
            }
            | _of_cdr(),
        ),
    )


def _of_cdr() -> dict[str, SqlColumn]:
    return {
        "dp": SqlColumn(expression=cdr.c.demand_partner),
        "cpo": SqlColumn(expression=cdr.c.cpo),
        "evse": SqlColumn(expression=cdr.c.evse_uid, is_id=True),
        "energy": SqlColumn(expression=cdr.c.energy_e4, scale=_KWH_E4),
    }


def _sessions(dialect: str) -> PagedTable:
    return PagedTable(
        source=cdr.outerjoin(priced_cdr, priced_cdr.c.cdr_key == cdr.c.cdr_key).outerjoin(
            priced_again, priced_again.c.cdr_key == cdr.c.cdr_key
        ),
        key=_number(dialect, "cdr", cdr.c.cdr_key),
        order=(cdr.c.end_us, cdr.c.cdr_key),
        columns=_bound(
            BookTable.SESSIONS,
            {
                "time": SqlColumn(expression=cdr.c.end_us, scale=_SECOND_US),
                "start": SqlColumn(expression=cdr.c.start_us, scale=_SECOND_US),
                "id": SqlColumn(expression=cdr.c.cdr_key, is_id=True),
                "state": SqlColumn(expression=state_of_cdr(), by_choice=_rare_states()),
                "site": SqlColumn(expression=cdr.c.location_id),
                "amount": SqlColumn(expression=gross_that_counts(), currency=cdr.c.currency),
                "currency": SqlColumn(expression=cdr.c.currency),
                "cycle": SqlColumn(expression=cycle_of_cdr(), equal_to=_in_cycle),
                "assumed": SqlColumn(expression=cdr.c.assumed_dp),
            }
            | _of_cdr(),
        ),
    )


def _held(dialect: str) -> PagedTable:
    waiting = select(hold.c.cdr_key).where(is_waiting()).subquery("waiting")
    return PagedTable(
        source=hold.join(waiting, waiting.c.cdr_key == hold.c.cdr_key).outerjoin(
            cdr, cdr.c.cdr_key == hold.c.cdr_key
        ),
        key=_number(dialect, "hold", hold.c.cdr_key),
        order=(hold.c.held_us, hold.c.cdr_key),
        columns=_bound(
            BookTable.HELD,
            {
                "time": SqlColumn(expression=hold.c.held_us, scale=_SECOND_US),
                "id": SqlColumn(expression=hold.c.cdr_key, is_id=True),
                "reason": SqlColumn(expression=hold.c.reason),
                "detail": SqlColumn(expression=hold.c.detail, is_id=True),
            }
            | _of_cdr(),
        ),
    )


def _instructions(dialect: str) -> PagedTable:
    return PagedTable(
        source=instruction,
        key=_number(dialect, "instruction", instruction.c.instruction_id),
        order=(instruction.c.value_us, instruction.c.instruction_id),
        columns=_bound(
            BookTable.INSTRUCTIONS,
            {
                "time": SqlColumn(expression=instruction.c.value_us, scale=_SECOND_US),
                "id": SqlColumn(expression=instruction.c.instruction_id, is_id=True),
                "cycle": SqlColumn(expression=instruction.c.cycle_id, is_id=True),
                "kind": SqlColumn(expression=instruction.c.kind),
                "party": SqlColumn(expression=instruction.c.party),
                "amount": SqlColumn(
                    expression=instruction.c.amount_minor, currency=instruction.c.currency
                ),
                "currency": SqlColumn(expression=instruction.c.currency),
            },
        ),
    )


def _number(dialect: str, table: str, key: ColumnElement[Any]) -> ColumnElement[Any]:
    return literal_column(f"{table}.rowid") if dialect == "sqlite" else key


def _bound(table: BookTable, columns: dict[str, SqlColumn]) -> Mapping[str, SqlColumn]:
    wanted = {field.name for field in FIELDS[table]}
    assert set(columns) == wanted, (table, set(columns) ^ wanted)
    ids = {field.name for field in FIELDS[table] if field.is_id}
    assert {name for name, one in columns.items() if one.is_id} == ids, table
    return columns
