"""What an operator watches: sums and firsts that are found by an index or in a small table."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, func, select

from core.domain.instruction import InstructionKind
from core.store.cycle_store import open_from
from core.store.rows import counts_body, time_of, us_of
from core.store.schema import (
    balance,
    cycle,
    cycle_entry,
    entry,
    hold,
    instruction,
    party,
    source_file,
)
from core.store.waiting import is_waiting


def last_effective(connection: Connection) -> datetime | None:
    """Effective time of the latest entry."""
    us = connection.execute(select(func.max(entry.c.effective_us))).scalar()
    return None if us is None else time_of(us)


def open_debits(connection: Connection, code: str) -> list[tuple[str, str, int]]:
    """Accounts of a code that are owed something: (account, currency, amount), largest first."""
    query = (
        select(balance.c.account, balance.c.currency, balance.c.amount_minor)
        .where(balance.c.account.startswith(code), balance.c.amount_minor > 0)
        .order_by(balance.c.amount_minor.desc(), balance.c.account, balance.c.currency)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def last_cut_off_day(connection: Connection) -> date | None:
    """Day (UTC) of the last cycle's cut-off."""
    us = connection.execute(select(func.max(cycle.c.cut_off_us))).scalar()
    return None if us is None else time_of(us).date()


def settled_sums(connection: Connection, day: date, role: str) -> dict[str, int]:
    """What cycles that cut off on a day (UTC) pay out to parties of a role, by currency."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    of_day = select(cycle.c.cycle_id).where(
        cycle.c.cut_off_us >= us_of(start), cycle.c.cut_off_us < us_of(start + timedelta(days=1))
    )
    query = (
        select(instruction.c.currency, func.sum(instruction.c.amount_minor))
        .join(party, party.c.party == instruction.c.party)
        .where(
            instruction.c.cycle_id.in_(of_day),
            instruction.c.kind == InstructionKind.PAYOUT.value,
            party.c.role == role,
        )
        .group_by(instruction.c.currency)
        .order_by(instruction.c.currency)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def oldest_held(connection: Connection) -> datetime | None:
    """Since when the CDR waits that waits longest."""
    us = connection.execute(select(func.min(hold.c.held_us)).where(is_waiting())).scalar()
    return None if us is None else time_of(us)


def reject_counts(connection: Connection) -> dict[str, int]:
    """Records of files that were not taken, by reason."""
    counts: Counter[str] = Counter()
    for body in connection.execute(select(source_file.c.rejected)).scalars():
        counts.update(counts_body.validate_json(body))
    return {reason: count for reason, count in sorted(counts.items()) if count}


def first_unsettled_due(connection: Connection) -> datetime | None:
    """When the first booked entry that no cycle has taken falls due."""
    taken = select(cycle_entry.c.entry).where(cycle_entry.c.entry == entry.c.id).exists()
    us = connection.execute(
        select(entry.c.due_us)
        .where(entry.c.id >= open_from(connection), entry.c.due_us.is_not(None), ~taken)
        .order_by(entry.c.id)
        .limit(1)
    ).scalar()
    return None if us is None else time_of(us)
