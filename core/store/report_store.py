"""What reports and screens read: sums and pages, never a whole table at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Subquery, and_, case, func, select

from core.store.rows import time_of
from core.store.schema import (
    balance,
    cdr,
    entry,
    free_cdr,
    hold,
    instruction,
    party,
    posting,
    seal,
    split,
)
from core.store.waiting import is_waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSums:
    """Sums of all posted sessions less those credited, in one currency, in minor units."""

    currency: str
    sessions: int
    """Posted, credited or not."""
    gross: int
    vat: int
    cpo_net: int
    dp_share: int
    commission: int
    card_cost: int
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One sealed entry, with its session if it has one."""

    seq: int
    booked_at: datetime
    effective_at: datetime
    entry_id: str
    kind: str
    source_id: str
    cdr_key: str | None
    cpo: str
    demand_partner: str
    evse_uid: str
    energy_e4: int
    currency: str
    debits_minor: int
    commission_minor: int
    assumed: bool


def count_free(connection: Connection) -> int:
    """How many CDRs cost nothing."""
    return connection.execute(select(func.count()).select_from(free_cdr)).scalar_one()


def count_held(connection: Connection) -> dict[str, int]:
    """How many CDRs wait, by reason."""
    query = select(hold.c.reason, func.count()).where(is_waiting())
    query = query.group_by(hold.c.reason).order_by(hold.c.reason)
    return {row[0]: row[1] for row in connection.execute(query)}


def first_held(connection: Connection) -> list[tuple[str, str, str]]:
    """One CDR that waits for each reason: (reason, key, what was found)."""
    firsts = select(func.min(hold.c.cdr_key)).where(is_waiting()).group_by(hold.c.reason)
    query = (
        select(hold.c.reason, hold.c.cdr_key, hold.c.detail)
        .where(hold.c.cdr_key.in_(firsts))
        .order_by(hold.c.reason)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def instructed_sums(connection: Connection, kind: str, role: str) -> dict[str, int]:
    """Sum of the instructions of a kind to parties of a role, by currency."""
    query = (
        select(instruction.c.currency, func.sum(instruction.c.amount_minor))
        .join(party, party.c.party == instruction.c.party)
        .where(instruction.c.kind == kind, party.c.role == role)
        .group_by(instruction.c.currency)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def balance_sums(connection: Connection, code: str = "") -> dict[str, int]:
    """Sum of the balances by currency, of all accounts or of those of one code."""
    query = (
        select(balance.c.currency, func.sum(balance.c.amount_minor))
        .where(balance.c.account.startswith(code))
        .group_by(balance.c.currency)
        .order_by(balance.c.currency)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def last_seq(connection: Connection) -> int:
    """Number of the last sealed entry; 0 if there is none."""
    last: int = connection.execute(select(func.coalesce(func.max(seal.c.seq), 0))).scalar_one()
    return last


def _turnover(after: int, limit: int) -> Subquery:
    """Debits of each entry in one of its currencies: the first by name, never a mixed sum."""
    first = (
        select(posting.c.entry, func.min(posting.c.currency).label("currency"))
        .join(seal, seal.c.entry == posting.c.entry)
        .where(seal.c.seq > after, seal.c.seq <= after + limit)
        .group_by(posting.c.entry)
        .subquery()
    )
    debit = case((posting.c.amount_minor > 0, posting.c.amount_minor), else_=0)
    of_first = and_(posting.c.entry == first.c.entry, posting.c.currency == first.c.currency)
    return (
        select(first.c.entry, first.c.currency, func.sum(debit).label("debits"))
        .join(posting, of_first)
        .group_by(first.c.entry, first.c.currency)
        .subquery()
    )


def entry_lines(connection: Connection, after: int, limit: int) -> list[EntryLine]:
    """Sealed entries after a number, at most ``limit``, ascending."""
    turnover = _turnover(after, limit)
    query = (
        select(entry, seal.c.seq, cdr, split, turnover)
        .join(seal, seal.c.entry == entry.c.id)
        .join(turnover, turnover.c.entry == entry.c.id)
        .outerjoin(cdr, cdr.c.cdr_key == entry.c.source_id)
        .outerjoin(split, split.c.cdr_key == entry.c.entry_id)
        .where(seal.c.seq > after, seal.c.seq <= after + limit)
        .order_by(seal.c.seq)
    )
    return [
        EntryLine(
            seq=row[seal.c.seq],
            booked_at=time_of(row[entry.c.booked_us]),
            effective_at=time_of(row[entry.c.effective_us]),
            entry_id=row[entry.c.entry_id],
            kind=row[entry.c.kind],
            source_id=row[entry.c.source_id],
            cdr_key=row[cdr.c.cdr_key],
            cpo=row[cdr.c.cpo] or "",
            demand_partner=row[cdr.c.demand_partner] or "",
            evse_uid=row[cdr.c.evse_uid] or "",
            energy_e4=row[cdr.c.energy_e4] or 0,
            currency=row[split.c.currency] or row[turnover.c.currency],
            debits_minor=int(row[split.c.gross] or row[turnover.c.debits]),
            commission_minor=row[split.c.commission] or 0,
            assumed=bool(row[cdr.c.assumed_dp]),
        )
        for row in connection.execute(query).mappings()
    ]


def stays_after(
    connection: Connection, key: str, limit: int
) -> list[tuple[str, tuple[str, str], datetime, datetime, int]]:
    """A page of CDRs by key: (key, (CPO, location_id), start, end, energy in 1/10,000 kWh)."""
    query = (
        select(
            cdr.c.cdr_key,
            cdr.c.cpo,
            cdr.c.location_id,
            cdr.c.start_us,
            cdr.c.end_us,
            cdr.c.energy_e4,
        )
        .where(cdr.c.cdr_key > key)
        .order_by(cdr.c.cdr_key)
        .limit(limit)
    )
    return [
        (row[0], (row[1], row[2]), time_of(row[3]), time_of(row[4]), row[5])
        for row in connection.execute(query)
    ]
