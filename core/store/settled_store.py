"""What became of cycles: sums, payment files, what the bank booked, how long the money took."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, distinct, func, literal, select

from core.domain.bank_match import MatchKind
from core.domain.entry import EntryKind
from core.domain.instruction import InstructionKind
from core.domain.payout_fate import PayoutFate
from core.ledger.chart_of_accounts import Code
from core.store.bank_schema import bank_match, payment, payment_refusal
from core.store.bulk import slices
from core.store.cycle_store import KeptCycle
from core.store.rows import time_of, us_of
from core.store.schema import balance, cycle, cycle_entry, entry, instruction, obligation, posting

_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True)
class CycleSum:
    """Instructions of one kind and currency of a cycle."""

    cycle_id: str
    kind: InstructionKind
    currency: str
    count: int
    amount_minor: int


def latest_cycles(connection: Connection, limit: int) -> list[KeptCycle]:
    """Cycles that were cleared, the latest first."""
    query = select(cycle).order_by(cycle.c.cut_off_us.desc()).limit(limit)
    return [
        KeptCycle(
            cycle_id=row.cycle_id,
            cut_off_at=time_of(row.cut_off_us),
            value_at=time_of(row.value_us),
        )
        for row in connection.execute(query)
    ]


def cycle_sums_of(connection: Connection, cycles: Collection[str]) -> list[CycleSum]:
    """Sums of the instructions of these cycles."""
    columns = (instruction.c.cycle_id, instruction.c.kind, instruction.c.currency)
    return [
        CycleSum(row[0], InstructionKind(row[1]), row[2], row[3], int(row[4]))
        for some in slices(cycles)
        for row in connection.execute(
            select(*columns, func.count(), func.sum(instruction.c.amount_minor))
            .where(instruction.c.cycle_id.in_(some))
            .group_by(*columns)
            .order_by(*columns)
        )
    ]


def gross_of_cycles(
    connection: Connection, cycles: Collection[str]
) -> dict[str, dict[str, tuple[int, int]]]:
    """Cycle -> currency -> (entries, minor units): what Demand Partners owed before netting."""
    gross: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    sums = (func.sum(obligation.c.entry_count), func.sum(obligation.c.amount_minor))
    columns = (obligation.c.cycle_id, obligation.c.currency)
    is_receivable = func.substr(obligation.c.account, 1, 4) == Code.RECEIVABLE.value
    for some in slices(cycles):
        query = (
            select(*columns, *sums)
            .where(obligation.c.cycle_id.in_(some), is_receivable)
            .group_by(*columns)
            .order_by(*columns)
        )
        for row in connection.execute(query):
            gross[row[0]][row[1]] = (int(row[2]), int(row[3]))
    return dict(gross)


def fates_of_cycles(connection: Connection, cycles: Collection[str]) -> dict[str, PayoutFate]:
    """How far the payouts of each cycle are; those of which nothing happened are left out."""
    return _fates(connection, instruction.c.cycle_id, cycles)


def fates_of_batches(connection: Connection, batches: Collection[str]) -> dict[str, PayoutFate]:
    """How far the payments of each payment file are."""
    return _fates(connection, payment.c.batch_id, batches)


def files_of_cycles(connection: Connection, cycles: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Cycle -> ids of the payment files that pay it; those that none pays are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    columns = (instruction.c.cycle_id, payment.c.batch_id)
    sent = instruction.join(payment, payment.c.instruction_id == instruction.c.instruction_id)
    for some in slices(cycles):
        query = select(*columns).distinct().select_from(sent).order_by(*columns)
        for cycle_id, batch_id in connection.execute(query.where(instruction.c.cycle_id.in_(some))):
            found[cycle_id].append(batch_id)
    return {cycle_id: tuple(files) for cycle_id, files in found.items()}


def _fates(
    connection: Connection, key: ColumnElement[str], keys: Collection[str]
) -> dict[str, PayoutFate]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    sent = instruction.join(payment, payment.c.instruction_id == instruction.c.instruction_id)
    matched = sent.join(bank_match, bank_match.c.instruction_id == instruction.c.instruction_id)
    refused = sent.join(
        payment_refusal, payment_refusal.c.instruction_id == instruction.c.instruction_id
    )
    is_kind = bank_match.c.kind
    for name, joined, condition in (
        ("in_files", sent, None),
        ("booked", matched, and_(is_kind == MatchKind.PAID_OUT.value, _counts())),
        ("returned", matched, and_(is_kind == MatchKind.RETURNED.value, _counts())),
        ("refused", refused, None),
    ):
        for some in slices(keys):
            query = (
                select(key, func.count(distinct(instruction.c.instruction_id)))
                .select_from(joined)
                .where(key.in_(some))
                .group_by(key)
            )
            if condition is not None:
                query = query.where(condition)
            for row in connection.execute(query):
                found[row[0]][name] = int(row[1])
    return {
        one: PayoutFate(
            in_files=counts.get("in_files", 0),
            booked=counts.get("booked", 0),
            came_back=counts.get("returned", 0) + counts.get("refused", 0),
        )
        for one, counts in found.items()
    }


def _counts() -> ColumnElement[bool]:
    """Whether no later match of the same movement takes the place of this one."""
    later = bank_match.alias()
    return ~(
        select(later.c.number)
        .where(
            later.c.entry_key == bank_match.c.entry_key,
            later.c.part == bank_match.c.part,
            later.c.number > bank_match.c.number,
        )
        .exists()
    )


def minutes_to_money(
    connection: Connection, cycles: Collection[str]
) -> tuple[dict[int, int], int, int | None]:
    """(sessions by whole minutes from their end to the money, late ones, the longest promise)."""
    late, longest_us = 0, None
    counts: dict[int, int] = defaultdict(int)
    minute = ((cycle.c.value_us - entry.c.effective_us) // literal(_MINUTE_US)).label("minute")
    joined = cycle_entry.join(entry, entry.c.id == cycle_entry.c.entry).join(
        cycle, cycle.c.cycle_id == cycle_entry.c.cycle_id
    )
    for some in slices(cycles):
        query = (
            select(
                minute,
                func.count(),
                func.sum(case((cycle.c.value_us > entry.c.due_us, 1), else_=0)),
                func.max(entry.c.due_us - entry.c.effective_us),
            )
            .select_from(joined)
            .where(cycle.c.cycle_id.in_(some), entry.c.kind == EntryKind.CDR.value)
            .group_by(minute)
        )
        for row in connection.execute(query):
            counts[int(row[0])] += int(row[1])
            late += int(row[2])
            longest_us = max(longest_us or 0, int(row[3] or 0))
    return dict(counts), late, None if longest_us is None else longest_us // _MINUTE_US


def open_balances(connection: Connection, codes: Sequence[str]) -> list[tuple[str, str, int]]:
    """(account, currency, minor units) of accounts of these codes that are not even."""
    query = (
        select(balance.c.account, balance.c.currency, balance.c.amount_minor)
        .where(func.substr(balance.c.account, 1, 4).in_(codes), balance.c.amount_minor != 0)
        .order_by(balance.c.account, balance.c.currency)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def movements_by_age(
    connection: Connection, codes: Sequence[str], since: Sequence[datetime]
) -> dict[tuple[str, str], dict[int, tuple[int, int]]]:
    """(account, currency) -> number of the age -> (debits, credits), both not below zero.

    Args:
        connection: Reading.
        codes: Of the accounts.
        since: When each age begins, the youngest first; what is older is not read.
    """
    age = case(
        *((entry.c.effective_us >= us_of(at), number) for number, at in enumerate(since)),
        else_=len(since),
    )
    amount = posting.c.amount_minor
    query = (
        select(
            posting.c.account,
            posting.c.currency,
            age,
            func.sum(case((amount > 0, amount), else_=0)),
            func.sum(case((amount < 0, -amount), else_=0)),
        )
        .join(entry, entry.c.id == posting.c.entry)
        .where(entry.c.effective_us >= us_of(since[-1]))
        .where(func.substr(posting.c.account, 1, 4).in_(codes))
        .group_by(posting.c.account, posting.c.currency, age)
    )
    moved: dict[tuple[str, str], dict[int, tuple[int, int]]] = defaultdict(dict)
    for row in connection.execute(query):
        moved[row[0], row[1]][int(row[2])] = (int(row[3]), int(row[4]))
    return dict(moved)
