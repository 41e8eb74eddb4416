"""Clear, net and instruct every cycle that is due, one transaction a cycle.

A process that dies between two cycles loses nothing: the next call goes on with the next one.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from core.domain.entry import Entry
from core.domain.errors import RuleError
from core.domain.instruction import Instruction, InstructionKind
from core.domain.obligation import Obligation
from core.ledger.chart_of_accounts import owner_of
from core.ledger.posting_rules import entry_for_cut_off, entry_for_instruction
from core.service.cycle_plan import Closing, plan_in
from core.service.runtime import Runtime
from core.service.seal_books import seal
from core.settlement.clearing import OpenAmount, clear
from core.settlement.netting import instruct, net
from core.store.cycle_store import (
    CycleResult,
    KeptCycle,
    OpenLeg,
    put_cycle,
)
from core.store.database import OpenTransaction, alone
from core.store.holdback_store import put_holdbacks
from core.store.journal_store import append_entries, numbers_of
from core.store.posting_time import as_taken


@dataclass(frozen=True, slots=True)
class Settled:
    """What a call settled."""

    cycles: int
    entries: int
    """Sessions and credits that were cleared."""
    instructions: int
    waiting: tuple[str, ...] = ()
    """How many entries that are due were left to a later cycle, of whom, and why."""

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.cycles + other.cycles,
            self.entries + other.entries,
            self.instructions + other.instructions,
            other.waiting,
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


def due_cycles(
    runtime: Runtime, until: datetime, also: Sequence[Entry] = ()
) -> tuple[DueCycle, ...]:
    """What ``settle_until`` would settle now, oldest first; nothing is written.

    Args:
        runtime: The books.
        until: In UTC.
        also: Entries that would be posted before.
    """
    with runtime.database.reading() as connection:
        plan = plan_in(connection, until, as_taken(connection, also, runtime.now())[0])
    found = []
    while (cycle := plan.next_cycle(until)) is not None:
        closing = plan.closing(cycle)
        result = _settled(closing)
        plan.close(closing, result.instructions, result.cycle)
        found.append(_due(closing, result))
    return tuple(found)


def _due(closing: Closing, result: CycleResult) -> DueCycle:
    return DueCycle(
        cycle_id=result.cycle.cycle_id,
        cut_off_at=result.cycle.cut_off_at,
        entries=len({leg.entry for leg in closing.legs}),
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
    with runtime.database.reading() as connection:
        plan = plan_in(connection, until)
    total = Settled(0, 0, 0)
    while (cycle := plan.next_cycle(until)) is not None:
        closing = plan.closing(cycle)
        result = _settled(closing)
        with runtime.database.transaction() as connection:
            alone(connection)
            if not plan.is_current(connection, closing):
                return total, False
            _keep(connection, closing, result, runtime.now())
        plan.close(closing, result.instructions, result.cycle)
        total = total + Settled(
            1, len({leg.entry for leg in closing.legs}), len(result.instructions)
        )
        on_cycle(total.cycles, total.cycles + len(plan.legs))
    told = (f"{count:,} of {why}" for why, count in sorted(plan.waits.items()))
    return replace(total, waiting=tuple(told)), True


def _keep(
    connection: OpenTransaction, closing: Closing, result: CycleResult, now: datetime
) -> None:
    """Post what the cycle makes and keep what it came to."""
    own: list[int] = []
    if closing.made:
        append_entries(connection, closing.made, now)
        own = numbers_of(connection, [one.entry_id for one in closing.made])
    append_entries(connection, [*closing.beside, *_entries_of(closing, result)], now)
    taken = sorted({*(leg.entry for leg in closing.legs), *own})
    put_cycle(connection, replace(result, entry_numbers=taken))
    put_holdbacks(connection, result.cycle.cycle_id, closing.kept, closing.released, closing.parts)


def _entries_of(closing: Closing, result: CycleResult) -> list[Entry]:
    """Novation of each party's debts, and the instructions."""
    cycle = closing.cycle
    by_party: dict[str, list[Obligation]] = defaultdict(list)
    for one in result.obligations:
        by_party[closing.entities.get(one.party, one.party)].append(one)
    made = [
        entry_for_cut_off(cycle.cycle_id, party, owed, cycle.cut_off_at)
        for party, owed in by_party.items()
    ]
    return made + [entry_for_instruction(one, cycle.cut_off_at) for one in result.instructions]


def _settled(closing: Closing) -> CycleResult:
    cycle, legs = closing.cycle, closing.all_legs
    obligations = clear(cycle.cycle_id, _open_amounts(legs))
    positions = net(obligations, closing.entities)
    parties = {one.party for one in obligations}
    return CycleResult(
        cycle=KeptCycle(
            cycle_id=cycle.cycle_id, cut_off_at=cycle.cut_off_at, value_at=cycle.value_at
        ),
        entry_numbers=sorted({leg.entry for leg in legs}),
        obligations=obligations,
        net_positions=positions,
        instructions=instruct(positions, cycle.value_at),
        netted_as={one: closing.entities[one] for one in parties & closing.entities.keys()},
    )


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
