"""Rows as the database has them, with everything that hangs on them: for whoever wants to see.

Nothing is read into values and written again: a column is shown as it is stored, times as
microseconds, quantities as text; only what is kept as JSON is opened up.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Column, Connection, Table, select

from core.store.bank_schema import bank_match, payment, payment_refusal
from core.store.case_schema import case_end, case_event, priced_again
from core.store.chain_store import block_of
from core.store.schema import (
    cdr,
    chain_block,
    credit_cdr,
    cycle,
    cycle_entry,
    entry,
    free_cdr,
    hold,
    instruction,
    net_position,
    obligation,
    posting,
    priced_cdr,
    seal,
    session,
    split,
)

Stored = Mapping[str, Any]
"""Rows by the name of their table; what JSON can say."""
_JSON: Final = frozenset({"body", "notes"})
"""Columns that are kept as JSON."""


def stored_session(connection: Connection, key: str) -> Stored:
    """A CDR, what became of it, and its entries; tables that have no row of it are left out."""
    record = _row(connection, cdr, cdr.c.cdr_key, key)
    assert record is not None, key
    numbers = connection.execute(
        select(entry.c.id).where(entry.c.source_id == key).order_by(entry.c.id)
    ).scalars()
    return _without_empty(
        {
            "cdr": record,
            "session": _row(connection, session, session.c.session_id, record["session_id"]),
            "priced_cdr": _row(connection, priced_cdr, priced_cdr.c.cdr_key, key),
            "priced_again": _row(connection, priced_again, priced_again.c.cdr_key, key),
            "hold": _row(connection, hold, hold.c.cdr_key, key),
            "case_event": _rows(
                connection, case_event, case_event.c.case_id, key, case_event.c.number
            ),
            "case_end": _row(connection, case_end, case_end.c.case_id, key),
            "free_cdr": _row(connection, free_cdr, free_cdr.c.cdr_key, key),
            "credit_cdr": _row(connection, credit_cdr, credit_cdr.c.credited_key, key),
            "split": _row(connection, split, split.c.cdr_key, key),
            "entries": [stored_entry(connection, number) for number in numbers],
        }
    )


def stored_entry(connection: Connection, number: int) -> Stored:
    """An entry by its internal number, with its legs, its seal and the block that chains it."""
    sealed = _row(connection, seal, seal.c.entry, number)
    block = None if sealed is None else block_of(connection, sealed["seq"])
    return _without_empty(
        {
            "entry": _row(connection, entry, entry.c.id, number),
            "posting": _rows(connection, posting, posting.c.entry, number, posting.c.leg),
            "seal": sealed,
            "chain_block": block and _row(connection, chain_block, chain_block.c.n, block.number),
            "cycle_entry": _row(connection, cycle_entry, cycle_entry.c.entry, number),
        }
    )


def stored_payout(connection: Connection, instruction_id: str) -> Stored:
    """An instruction, its cycle, and the debts of its party there."""
    row = _row(connection, instruction, instruction.c.instruction_id, instruction_id)
    assert row is not None, instruction_id
    party, currency = row["party"], row["currency"]
    cycle_id = row["cycle_id"]

    def of_party(rows: Sequence[Stored]) -> list[Stored]:
        return [one for one in rows if (one["party"], one["currency"]) == (party, currency)]

    owed = _rows(connection, obligation, obligation.c.cycle_id, cycle_id, obligation.c.account)
    net = _rows(connection, net_position, net_position.c.cycle_id, cycle_id, net_position.c.party)
    return _without_empty(
        {
            "instruction": row,
            "cycle": _row(connection, cycle, cycle.c.cycle_id, cycle_id),
            "net_position": of_party(net),
            "obligation": of_party(owed),
            "payment": _row(connection, payment, payment.c.instruction_id, instruction_id),
            "payment_refusal": _row(
                connection, payment_refusal, payment_refusal.c.instruction_id, instruction_id
            ),
            "bank_match": _rows(
                connection,
                bank_match,
                bank_match.c.instruction_id,
                instruction_id,
                *bank_match.primary_key.columns,
            ),
        }
    )


def _row(
    connection: Connection, table: Table, column: Column[Any], value: str | int | None
) -> Stored | None:
    found = _rows(connection, table, column, value, *table.primary_key.columns)
    return found[0] if found else None


def _rows(
    connection: Connection,
    table: Table,
    column: Column[Any],
    value: str | int | None,
    *order: Column[Any],
) -> list[Stored]:
    if value is None:
        return []
    query = select(table).where(column == value).order_by(*order)
    return [
        {name: _opened(name, one) for name, one in row._asdict().items()}
        for row in connection.execute(query)
    ]


def _opened(name: str, value: str | int | None) -> Any:  # noqa: ANN401 (JSON)
    return json.loads(value) if name in _JSON and isinstance(value, str) else value


def _without_empty(rows: Mapping[str, Any]) -> Stored:
    return {name: found for name, found in rows.items() if found}
