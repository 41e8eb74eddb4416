"""Clear, net and instruct every cycle that is due, one transaction a cycle.

A process that dies between two cycles loses nothing: the next call goes on with the next one.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from core.domain.entry import Entry
from core.domain.errors import RuleError
from core.domain.instruction import Instruction, InstructionKind
from core.domain.obligation import Obligation
from core.ledger.chart_of_accounts import PARTY_ACCOUNTS, owner_of
from core.ledger.posting_rules import entry_for_cut_off, entry_for_instruction
from core.service.carry_cdrs import seal
from core.service.runtime import Runtime
from core.settlement.clearing import OpenAmount, clear
from core.settlement.cycle import ONE_DAY, Cycle, cycle_taking
from core.settlement.netting import instruct, net
from core.store.cycle_store import (
    CycleResult,
    KeptCycle,
    OpenLeg,
    last_cycle,
    open_legs,
    put_cycle,
)
from core.store.database import alone
from core.store.journal_store import append_entries


@dataclass(frozen=True, slots=True)
class Settled:
    """What a call settled."""

    cycles: int
    entries: int
    """Sessions and credits that were cleared."""
    instructions: int

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.cycles + other.cycles,
            self.entries + other.entries,
            self.instructions + other.instructions,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCycle:
    """What a cycle would settle if it were settled now."""

    cycle_id: str
    cut_off_at: datetime
    entries: int
    """Sessions and credits that it would clear."""
    paid_out: dict[str, int]
    """By currency, in minor units."""
    collected: dict[str, int]
    """By currency, in minor units."""


_PLANS_MAX = 100
"""How often another process may be first before something must be wrong."""


def settle_until(
    runtime: Runtime,
    until: datetime,
    on_cycle: Callable[[int, int], None] = lambda _done, _total: None,
) -> Settled:
    """Settle every cycle whose cut-off is not after ``until``; cycles without entries are skipped.

    Args:
        runtime: The books and the clock.
        until: In UTC; entries whose cycle cuts off later stay open.
        on_cycle: Told (done, total) after each cycle.

    Raises:
        RuleError: Other processes keep settling the same books; what was settled stays.
    """
    total = Settled(0, 0, 0)
    for _ in range(_PLANS_MAX):
        settled, done = _settle_plan(runtime, until, on_cycle)
        total = total + settled
        if done:
            break
    else:
        raise RuleError("settle: other processes keep settling the same books")
    seal(runtime)
    return total


def due_cycles(runtime: Runtime, until: datetime) -> tuple[DueCycle, ...]:
    """What ``settle_until`` would settle now, oldest first; nothing is written."""
    plan, _ = _plan(runtime, until)
    return tuple(_due(_settled(Cycle(at), legs)[0]) for at, legs in sorted(plan.items()))


def _due(result: CycleResult) -> DueCycle:
    return DueCycle(
        cycle_id=result.cycle.cycle_id,
        cut_off_at=result.cycle.cut_off_at,
        entries=len(result.entry_numbers),
        paid_out=_sums(result.instructions, InstructionKind.PAYOUT),
        collected=_sums(result.instructions, InstructionKind.COLLECTION),
    )


def _sums(instructions: Sequence[Instruction], kind: InstructionKind) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for one in instructions:
        if one.kind is kind:
            sums[one.currency] += one.amount_minor
    return dict(sorted(sums.items()))


def _settle_plan(
    runtime: Runtime, until: datetime, on_cycle: Callable[[int, int], None]
) -> tuple[Settled, bool]:
    """Settle what is open now; False if another process settled meanwhile, so plan again."""
    plan, last = _plan(runtime, until)
    total = Settled(0, 0, 0)
    for done, (cut_off_at, legs) in enumerate(sorted(plan.items()), start=1):
        result, made = _settled(Cycle(cut_off_at), legs)
        with runtime.database.transaction() as connection:
            alone(connection)
            if last_cycle(connection) != last:
                return total, False
            append_entries(connection, made, runtime.now())
            put_cycle(connection, result)
        last = result.cycle
        total = total + Settled(1, len(result.entry_numbers), len(result.instructions))
        on_cycle(done, len(plan))
    return total, True


def _plan(
    runtime: Runtime, until: datetime
) -> tuple[dict[datetime, list[OpenLeg]], KeptCycle | None]:
    """Open legs by the cut-off of the cycle that takes them, never a cycle of the past."""
    plan: dict[datetime, list[OpenLeg]] = defaultdict(list)
    with runtime.database.reading() as connection:
        last = last_cycle(connection)
        next_cut_off = None if last is None else last.cut_off_at + ONE_DAY
        for leg in open_legs(connection, PARTY_ACCOUNTS, before=until + ONE_DAY):
            cut_off = cycle_taking(leg.effective_at, leg.due_at).cut_off_at
            if next_cut_off is not None:
                cut_off = max(cut_off, next_cut_off)
            if cut_off <= until:
                plan[cut_off].append(leg)
    return plan, last


def _settled(cycle: Cycle, legs: Sequence[OpenLeg]) -> tuple[CycleResult, list[Entry]]:
    obligations = clear(cycle.cycle_id, _open_amounts(legs))
    positions = net(obligations)
    instructions = instruct(positions, cycle.value_at)
    by_party: dict[str, list[Obligation]] = defaultdict(list)
    for one in obligations:
        by_party[one.party].append(one)
    made = [
        entry_for_cut_off(cycle.cycle_id, party, owed, cycle.cut_off_at)
        for party, owed in by_party.items()
    ]
    made += [entry_for_instruction(one, cycle.cut_off_at) for one in instructions]
    result = CycleResult(
        cycle=KeptCycle(
            cycle_id=cycle.cycle_id, cut_off_at=cycle.cut_off_at, value_at=cycle.value_at
        ),
        entry_numbers=sorted({leg.entry for leg in legs}),
        obligations=obligations,
        net_positions=positions,
        instructions=instructions,
    )
    return result, made


def _open_amounts(legs: Sequence[OpenLeg]) -> list[OpenAmount]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    entries: dict[tuple[str, str], set[int]] = defaultdict(set)
    for leg in legs:
        where = (leg.account, leg.currency)
        sums[where] += leg.amount_minor
        entries[where].add(leg.entry)
    return [
        OpenAmount(
            party=owner_of(account),
            account=account,
            currency=currency,
            amount_minor=amount,
            entry_count=len(entries[account, currency]),
        )
        for (account, currency), amount in sums.items()
    ]
