"""What was kept back of payouts and what was let go: each one row, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from core.domain.holdback import Holdback, HoldbackReason
from core.store.bulk import insert_rows
from core.store.rows import time_of, us_of
from core.store.schema import balance, cycle_entry, entry, instruction, posting
from core.store.settlement_schema import holdback, holdback_release, netted_party

Release = tuple[Holdback, int]
"""What was let go, and what of it was left."""


def put_holdbacks(
    connection: Connection,
    cycle_id: str,
    kept: Sequence[Holdback],
    released: Sequence[Release],
) -> None:
    """Keep what a cycle kept back and let go."""
    insert_rows(
        connection,
        holdback,
        [
            (
                one.hold_id,
                one.cycle_id,
                one.reason.value,
                one.cpo,
                one.demand_partner,
                one.currency,
                one.amount_minor,
                None if one.release_at is None else us_of(one.release_at),
            )
            for one in kept
        ],
    )
    rows = [(one.hold_id, cycle_id, amount) for one, amount in released]
    insert_rows(connection, holdback_release, rows)


def open_holdbacks(connection: Connection) -> list[Holdback]:
    """What is kept back now, oldest first."""
    gone = select(holdback_release.c.hold_id).where(
        holdback_release.c.hold_id == holdback.c.hold_id
    )
    query = select(holdback).where(~gone.exists())
    ordered = query.order_by(holdback.c.cycle_id, holdback.c.hold_id)
    return [_holdback(row) for row in connection.execute(ordered)]


@dataclass(frozen=True, slots=True)
class HoldbackFate:
    """A holdback and what became of it."""

    hold: Holdback
    released_in: str | None
    """The cycle that let it go; None while it is held."""
    released_minor: int = 0
    """What of it was left then."""


def fates_of_holdbacks(
    connection: Connection, cycle_id: str | None = None, cpo: str | None = None
) -> tuple[HoldbackFate, ...]:
    """What a cycle, or all of them, kept back of a CPO or of all, and what became of it."""
    query = select(
        holdback,
        holdback_release.c.cycle_id.label("released_in"),
        holdback_release.c.amount_minor.label("released_minor"),
    ).outerjoin(holdback_release, holdback_release.c.hold_id == holdback.c.hold_id)
    if cycle_id is not None:
        query = query.where(holdback.c.cycle_id == cycle_id)
    if cpo is not None:
        query = query.where(holdback.c.cpo == cpo)
    return tuple(
        HoldbackFate(_holdback(row), row.released_in, row.released_minor or 0)
        for row in connection.execute(query.order_by(holdback.c.cycle_id, holdback.c.hold_id))
    )


def _holdback(row: Row[Any]) -> Holdback:
    return Holdback(
        cycle_id=row.cycle_id,
        reason=HoldbackReason(row.reason),
        cpo=row.cpo,
        demand_partner=row.demand_partner,
        currency=row.currency,
        amount_minor=row.amount_minor,
        release_at=None if row.release_us is None else time_of(row.release_us),
    )


def balances_on(connection: Connection, codes: Sequence[str]) -> dict[tuple[str, str], int]:
    """Balances of accounts of these codes: (account, currency) -> minor units."""
    query = select(balance).where(func.substr(balance.c.account, 1, 4).in_(codes))
    return {(row.account, row.currency): row.amount_minor for row in connection.execute(query)}


def collections_of(
    connection: Connection, cycle_ids: Sequence[str]
) -> dict[tuple[str, str], list[str]]:
    """(cycle, party) -> ids of collections there, also under parties that net as another."""
    query = select(instruction.c.cycle_id, instruction.c.party, instruction.c.instruction_id)
    asked = query.where(instruction.c.cycle_id.in_(cycle_ids), instruction.c.kind == "COLLECTION")
    found: dict[tuple[str, str], list[str]] = {}
    for cycle_id, party, key in connection.execute(asked):
        found.setdefault((cycle_id, party), []).append(key)
    netted = select(netted_party).where(netted_party.c.cycle_id.in_(cycle_ids))
    for row in connection.execute(netted):
        found[row.cycle_id, row.party] = found.get((row.cycle_id, row.netted_as), [])
    return found


@dataclass(frozen=True, slots=True)
class Receivable:
    """What one entry left a Demand Partner owing."""

    entry: int
    effective_at: datetime
    partner: str
    currency: str
    amount_minor: int


def open_receivables(connection: Connection, code: str) -> list[Receivable]:
    """Receivables of entries that no cycle took, a credit below zero; one an entry and currency."""
    taken = select(cycle_entry.c.entry).where(cycle_entry.c.entry == entry.c.id).exists()
    partner = func.substr(posting.c.account, 6)
    query = (
        select(
            entry.c.id,
            entry.c.effective_us,
            partner,
            posting.c.currency,
            func.sum(posting.c.amount_minor),
        )
        .join(posting, posting.c.entry == entry.c.id)
        .where(entry.c.due_us.is_not(None), ~taken, func.substr(posting.c.account, 1, 4) == code)
        .group_by(entry.c.id, entry.c.effective_us, partner, posting.c.currency)
    )
    return [
        Receivable(row[0], time_of(row[1]), row[2], row[3], int(row[4]))
        for row in connection.execute(query)
    ]
