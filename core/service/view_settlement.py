"""How settlement stands, for screens: cycles, payment files, open clearing accounts, achieved time.

Nothing is written. The clock is that of the books: of a simulation they may be far from now.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.domain.approval import Principal
from core.domain.instruction import InstructionKind
from core.domain.payout_fate import PayoutFate
from core.ledger.chart_of_accounts import Code
from core.service.cut_off_times import timetable_in
from core.service.file_lines import FileLine, file_lines
from core.service.preview_due import preview_due
from core.service.runtime import Runtime
from core.service.settle_cycles import DueCycle
from core.service.settlement_days import SettlementDay, settlement_days
from core.settlement.ageing import AGES, Movement, balance_by_age
from core.settlement.time_to_money import TimeToMoney, time_to_money
from core.store.cycle_store import KeptCycle
from core.store.database import OpenTransaction
from core.store.principal_store import principal_of
from core.store.settled_store import (
    cycle_sums_of,
    fates_of_cycles,
    files_of_cycles,
    gross_of_cycles,
    latest_cycles,
    minutes_to_money,
    movements_by_age,
    open_balances,
)
from core.store.watch_store import last_effective

CYCLES_MAX: Final = 120
"""The latest; older ones are in the table of payouts."""
MEASURED_CYCLES: Final = 30
ACCOUNTS_MAX: Final = 400
"""The largest open accounts of a code and currency; the sum is of all of them."""
CLEARING: Final = (
    Code.RECEIVABLE,
    Code.DISPUTED,
    Code.PAYABLE,
    Code.RESERVE,
    Code.HELD,
    Code.DP_SHARE,
    Code.SETTLEMENT,
    Code.IN_TRANSIT,
    Code.UNALLOCATED,
    Code.CARD_CLEARING,
)
"""Accounts that are even once everything is paid."""


class PaidState(StrEnum):
    """How far the money of a cycle is."""

    DUE = "due"
    """Its cut-off is over, and nobody settled it."""
    INSTRUCTED = "instructed"
    """Some payout is in no payment file."""
    IN_FILES = "in_files"
    """Every payout is in a payment file; the bank has not booked all of them."""
    BOOKED = "booked"
    RETURNED = "returned"
    """Some payout came back, or was refused: it is owed, and paid, anew."""
    COLLECTED = "collected"
    """It pays nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleLine:
    """One cycle; sums by currency, in minor units."""

    cycle_id: str
    cut_off_at: datetime
    value_at: datetime | None
    """When the money is there; None while it is not settled."""
    state: PaidState
    entries: int
    """Sessions and credits."""
    gross: Mapping[str, int] = field(default_factory=dict)
    """What Demand Partners owed before netting; empty while it is not settled."""
    paid_out: Mapping[str, int] = field(default_factory=dict)
    collected: Mapping[str, int] = field(default_factory=dict)
    payouts: int = 0
    fate: PayoutFate = field(default_factory=PayoutFate)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgedAccount:
    """One open account, or all of a code and currency together."""

    code: Code
    account: str
    """As in a posting; empty for the sum of a code."""
    currency: str
    balance_minor: int
    """Debit above zero."""
    by_age: tuple[int, ...]
    """One part for each of ``AGES``, and what is older; they add up to the balance."""
    accounts: int = 1
    """How many are in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementView:
    """All of it."""

    clock: datetime | None
    """How far the books are; None while they are empty."""
    principal: Principal
    """Who the books say that we are."""
    cycles: tuple[CycleLine, ...]
    """The latest first; those that are due before those that are settled."""
    files: tuple[FileLine, ...]
    """Every payment file, the latest first."""
    cycle_files: Mapping[str, tuple[str, ...]]
    """Cycle -> ids of the payment files that pay it."""
    days: tuple[SettlementDay, ...]
    """Of the calendar, around the clock; none while the books are empty."""
    open_accounts: tuple[AgedAccount, ...]
    """Each sum of a code and currency, followed by its accounts, the largest first."""
    times: TimeToMoney
    """Of the latest ``MEASURED_CYCLES`` cycles."""


def view_settlement(runtime: Runtime, until: datetime) -> SettlementView:
    """How settlement stands.

    Args:
        runtime: The books.
        until: Up to when cycles are due; see ``due_by_now``.
    """
    due = preview_due(runtime, until).cycles
    with runtime.database.reading() as connection:
        clock = last_effective(connection)
        kept = latest_cycles(connection, CYCLES_MAX)
        ids = [one.cycle_id for one in kept]
        files = file_lines(connection)
        measured = minutes_to_money(connection, ids[:MEASURED_CYCLES])
        return SettlementView(
            clock=clock,
            principal=principal_of(connection),
            cycles=(*map(_due_line, reversed(due)), *_settled_lines(connection, kept)),
            files=files,
            cycle_files=files_of_cycles(connection, ids) if files else {},
            days=() if clock is None else settlement_days(timetable_in(connection), clock),
            open_accounts=() if clock is None else _aged(connection, clock),
            times=time_to_money(*measured),
        )


def _due_line(due: DueCycle) -> CycleLine:
    return CycleLine(
        cycle_id=due.cycle_id,
        cut_off_at=due.cut_off_at,
        value_at=None,
        state=PaidState.DUE,
        entries=due.entries,
        paid_out=due.paid_out,
        collected=due.collected,
    )


def _settled_lines(connection: OpenTransaction, kept: Sequence[KeptCycle]) -> list[CycleLine]:
    ids = [one.cycle_id for one in kept]
    gross = gross_of_cycles(connection, ids)
    fates = fates_of_cycles(connection, ids)
    sums: dict[tuple[str, InstructionKind], dict[str, int]] = defaultdict(dict)
    payouts: dict[str, int] = defaultdict(int)
    for one in cycle_sums_of(connection, ids):
        sums[one.cycle_id, one.kind][one.currency] = one.amount_minor
        payouts[one.cycle_id] += one.count if one.kind is InstructionKind.PAYOUT else 0
    return [
        CycleLine(
            cycle_id=one.cycle_id,
            cut_off_at=one.cut_off_at,
            value_at=one.value_at,
            state=_paid_state(payouts[one.cycle_id], fates.get(one.cycle_id, PayoutFate())),
            entries=sum(count for count, _ in gross.get(one.cycle_id, {}).values()),
            gross={key: sum_ for key, (_, sum_) in gross.get(one.cycle_id, {}).items()},
            paid_out=sums[one.cycle_id, InstructionKind.PAYOUT],
            collected=sums[one.cycle_id, InstructionKind.COLLECTION],
            payouts=payouts[one.cycle_id],
            fate=fates.get(one.cycle_id, PayoutFate()),
        )
        for one in kept
    ]


def _paid_state(payouts: int, fate: PayoutFate) -> PaidState:
    if not payouts:
        return PaidState.COLLECTED
    if fate.came_back:
        return PaidState.RETURNED
    if fate.booked >= payouts:
        return PaidState.BOOKED
    return PaidState.IN_FILES if fate.in_files >= payouts else PaidState.INSTRUCTED


def _aged(connection: OpenTransaction, clock: datetime) -> tuple[AgedAccount, ...]:
    codes = [code.value for code in CLEARING]
    balances = open_balances(connection, codes)
    open_codes = sorted({account[:4] for account, _, _ in balances})
    since = [clock - age for age in AGES]
    moved = movements_by_age(connection, open_codes, since) if balances else {}
    by_code: dict[tuple[Code, str], list[AgedAccount]] = defaultdict(list)
    for account, currency, amount in balances:
        ages = moved.get((account, currency), {})
        movements = [Movement(*ages.get(number, (0, 0))) for number in range(len(AGES))]
        code = Code(account[:4])
        by_code[code, currency].append(
            AgedAccount(
                code=code,
                account=account,
                currency=currency,
                balance_minor=amount,
                by_age=balance_by_age(amount, movements),
            )
        )
    order = list(CLEARING)
    lines: list[AgedAccount] = []
    for code, currency in sorted(by_code, key=lambda key: (order.index(key[0]), key[1])):
        found = sorted(by_code[code, currency], key=lambda one: -abs(one.balance_minor))
        lines += [_sum(code, currency, found), *found[:ACCOUNTS_MAX]]
    return tuple(lines)


def _sum(code: Code, currency: str, found: Sequence[AgedAccount]) -> AgedAccount:
    return AgedAccount(
        code=code,
        account="",
        currency=currency,
        balance_minor=sum(one.balance_minor for one in found),
        by_age=tuple(map(sum, zip(*(one.by_age for one in found), strict=True))),
        accounts=len(found),
    )
