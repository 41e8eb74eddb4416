"""What was kept back of payouts and what was let go: each one row, once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from core.domain.holdback import Holdback, HoldbackReason
from core.store.bulk import insert_rows, slices
from core.store.rows import time_of, us_of
from core.store.schema import balance, cycle_entry, entry, instruction, posting
from core.store.settlement_schema import (
    holdback,
    holdback_part,
    holdback_release,
    netted_party,
)

Release = tuple[Holdback, int]
"""What was let go, and what of it was left."""
Part = tuple[str, int]
"""Id of a holdback, and what of its sessions was taken back, in minor units above zero."""


def put_holdbacks(
    connection: Connection,
    cycle_id: str,
    kept: Sequence[Holdback],
    released: Sequence[Release],
    parts: Sequence[Part] = (),
) -> None:
    """Keep what a cycle kept back, let go, and found to be taken back of what waits."""
    taken_back = [(hold_id, cycle_id, amount) for hold_id, amount in parts]
    insert_rows(connection, holdback_part, taken_back)
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
    """What is kept back now, oldest first, each with what of it was not taken back."""
    gone = select(holdback_release.c.hold_id).where(
        holdback_release.c.hold_id == holdback.c.hold_id
    )
    query = select(holdback).where(~gone.exists())
    ordered = query.order_by(holdback.c.cycle_id, holdback.c.hold_id)
    found = [_holdback(row) for row in connection.execute(ordered)]
    parts = taken_back_of(connection, [one.hold_id for one in found])
    return [
        replace(one, amount_minor=one.amount_minor - parts.get(one.hold_id, 0)) for one in found
    ]


def taken_back_of(connection: Connection, hold_ids: Collection[str]) -> dict[str, int]:
    """What was taken back of the sessions of these holdbacks, of those of which something was."""
    found: dict[str, int] = {}
    for some in slices(hold_ids):
        query = (
            select(holdback_part.c.hold_id, func.sum(holdback_part.c.amount_minor))
            .where(holdback_part.c.hold_id.in_(some))
            .group_by(holdback_part.c.hold_id)
        )
        found |= {row[0]: int(row[1]) for row in connection.execute(query)}
    return found


@dataclass(frozen=True, slots=True)
class HoldbackFate:
    """A holdback and what became of it."""

    hold: Holdback
    released_in: str | None
    """The cycle that let it go; None while it is held."""
    released_minor: int = 0
    """What of it was left then."""
    taken_back_minor: int = 0
    """What of its sessions was taken back; while it was held, that was let go with them."""


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
    rows = connection.execute(query.order_by(holdback.c.cycle_id, holdback.c.hold_id)).all()
    parts = taken_back_of(connection, [row.hold_id for row in rows])
    return tuple(
        HoldbackFate(
            _holdback(row), row.released_in, row.released_minor or 0, parts.get(row.hold_id, 0)
        )
        for row in rows
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
