"""How fast CPOs had their money against what was promised: each one, and all together.

Measured session by session, from the start of its clock to the money: the bank's value date where
it confirmed the payout, the instructed one else. What was offset counts at its cycle; what came
back, or still waits, is counted apart.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.domain.agreement import Agreement
from core.domain.holdback import HoldbackReason
from core.ledger.posting_rules import clock_started
from core.service.runtime import Runtime
from core.settlement.achieved import Achieved, PaidSession, achieved
from core.store.database import OpenTransaction
from core.store.holdback_store import fates_of_holdbacks
from core.store.paid_store import (
    ClearedSession,
    PaidOut,
    all_netted,
    cleared_sessions,
    payouts_made,
    value_times,
)
from core.store.reference_store import all_agreements
from core.store.watch_store import last_effective


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """How fast one CPO had its money; the network's sum where the CPO is empty."""

    cpo: str
    achieved: Achieved
    waiting: int
    """Sessions that are not paid yet."""
    overdue: int
    """Of those, how many have fallen due, by the clock of the books."""
    came_back: int
    """Sessions whose payout came back; owed again and not counted as paid."""


@dataclass(frozen=True, slots=True)
class ClockReport:
    """All of it."""

    clock: datetime | None
    """How far the books are; None while they are empty."""
    total: ClockLine
    by_cpo: tuple[ClockLine, ...]
    """The slowest first."""


def report_clock(runtime: Runtime, since: datetime | None = None) -> ClockReport:
    """How fast CPOs had their money.

    Args:
        runtime: The books.
        since: Only sessions that fell due at this time or after it, UTC.
    """
    with runtime.database.reading() as connection:
        clock = last_effective(connection)
        judge = _judge_in(connection)
        paid: dict[str, list[PaidSession]] = defaultdict(list)
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for one in cleared_sessions(connection, since):
            found = judge.judged(one)
            if isinstance(found, PaidSession):
                paid[one.cpo].append(found)
            else:
                counts[one.cpo][found] += 1
                counts[one.cpo]["overdue"] += clock is not None and one.due_at < clock
    lines = [_line(cpo, paid[cpo], counts[cpo]) for cpo in paid.keys() | counts.keys()]
    everything = [one for sessions in paid.values() for one in sessions]
    total = _line("", everything, sum(counts.values(), Counter()))
    return ClockReport(clock, total, tuple(sorted(lines, key=_slowest_first)))


_WAITING, _CAME_BACK = "waiting", "came_back"


@dataclass(frozen=True, slots=True)
class _Judge:
    """Everything by which one session is judged, read once."""

    agreements: Mapping[str, Agreement]
    payouts: Mapping[tuple[str, str, str], PaidOut]
    values: Mapping[str, datetime]
    netted: Mapping[tuple[str, str], str]
    moved: Mapping[tuple[str, str, str, str], str | None]
    """(cycle, CPO, partner or none, currency) -> the cycle that let it go; None while it waits."""

    def judged(self, one: ClearedSession) -> PaidSession | str:
        terms = self.agreements.get(one.terms)
        cycle_id = None if one.cycle_id is None else self._paying_cycle(one, one.cycle_id)
        if cycle_id is None or terms is None:
            return _WAITING
        payee = self.netted.get((cycle_id, one.cpo), one.cpo)
        payout = self.payouts.get((cycle_id, payee, one.currency))
        if payout is not None and payout.came_back:
            return _CAME_BACK
        return PaidSession(
            started_at=clock_started(one.notes, one.due_at, terms),
            due_at=one.due_at,
            instructed_at=self.values[cycle_id],
            confirmed_on=None if payout is None else payout.confirmed_on,
        )

    def _paying_cycle(self, one: ClearedSession, cycle_id: str) -> str | None:
        """The cycle that paid it: a later one where it waited for money or for a minimum."""
        for partner in (one.demand_partner, ""):
            key = (cycle_id, one.cpo, partner, one.currency)
            if key in self.moved:
                moved = self.moved[key]
                if moved is None:
                    return None
                cycle_id = moved
        return cycle_id


def _judge_in(connection: OpenTransaction) -> _Judge:
    return _Judge(
        agreements={one.version: one for one in all_agreements(connection)},
        payouts=payouts_made(connection),
        values=value_times(connection),
        netted=all_netted(connection),
        moved=dict(_moved(connection)),
    )


def _moved(connection: OpenTransaction) -> Iterator[tuple[tuple[str, str, str, str], str | None]]:
    """Where what waited went; reserves are a part, and do not delay the rest."""
    for fate in fates_of_holdbacks(connection):
        hold = fate.hold
        if hold.reason in (HoldbackReason.UNFUNDED, HoldbackReason.MINIMUM):
            where = (hold.cycle_id, hold.cpo, hold.demand_partner, hold.currency)
            yield where, fate.released_in


def _line(cpo: str, paid: list[PaidSession], counts: Counter[str]) -> ClockLine:
    return ClockLine(
        cpo=cpo,
        achieved=achieved(paid),
        waiting=counts[_WAITING],
        overdue=counts["overdue"],
        came_back=counts[_CAME_BACK],
    )


def _slowest_first(one: ClockLine) -> tuple[int, str]:
    return -(one.achieved.p95_s or 0), one.cpo
