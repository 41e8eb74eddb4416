"""The queue of reconciliation: how long each case waits, and what it is about in money; read-only.

Simulated and replayed books wait by their own clock, which is how far they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.agreement import SettlementClock
from core.domain.approval import Principal
from core.domain.cdr import Cdr
from core.domain.environment import Environment
from core.domain.errors import RuleError
from core.domain.money import Money, money
from core.domain.reconciliation import Case
from core.service.known import Known, known_in
from core.service.runtime import Runtime
from core.service.view_reconciliation import Queue, price_found, reconciliation_queue
from core.store.cdr_store import received_among
from core.store.database import OpenTransaction
from core.store.principal_store import principal_of
from core.store.watch_store import last_effective

_HOUR_S = 3_600


@dataclass(frozen=True, slots=True)
class StakedQueue:
    """Cases that are not closed, and what each is about."""

    queue: Queue
    stakes: Mapping[str, Money]
    """What the CDR of a case costs, as it states, else by our price, with VAT where that is known;
    none of cases without a CDR, or with one that nobody can price."""
    ages_s: Mapping[str, int]
    """Seconds that each waits."""
    promised_s: Mapping[str, int] = field(default_factory=dict)
    """Seconds in which the terms of a case's CDR promise its CPO the money."""
    principal: Principal | None = None
    """Who we are to these books, and whether they enforce that two people are two."""

    def promise_of(self, case: Case) -> int:
        """Seconds after which nothing of it was paid in time; of no terms, those of the default."""
        return self.promised_s.get(case.case_id, SettlementClock().delay_h * _HOUR_S)


def staked_queue(runtime: Runtime, environment: Environment) -> StakedQueue:
    """The queue, those that wait longest first."""
    queue = reconciliation_queue(runtime)
    with runtime.database.reading() as connection:
        clock = None if environment is Environment.LIVE else last_effective(connection)
        known, principal = known_in(connection), principal_of(connection)
        cdrs = _cdrs_of(connection, queue.cases)
        stakes = _stakes(connection, cdrs, known)
    promised_s = {case_id: _promise_s(cdr, known) for case_id, cdr in cdrs.items()}
    ages_s = {one.case_id: _age_s(one, queue, clock) for one in queue.cases}
    return StakedQueue(queue, stakes, ages_s, promised_s, principal)


def _age_s(case: Case, queue: Queue, clock: datetime | None) -> int:
    """By the clock by which it was written down."""
    return case.age_s(queue.at if clock is None or clock < case.opened_at else clock)


def _cdrs_of(connection: OpenTransaction, cases: Sequence[Case]) -> dict[str, Cdr]:
    keys = {one.case_id: one.cdr_key for one in cases if one.cdr_key is not None}
    received = received_among(connection, set(keys.values()))
    return {case_id: received[key].cdr for case_id, key in keys.items() if key in received}


def _stakes(connection: OpenTransaction, cdrs: Mapping[str, Cdr], known: Known) -> dict[str, Money]:
    found = {case_id: _stake(connection, cdr, known) for case_id, cdr in cdrs.items()}
    return {case_id: stake for case_id, stake in found.items() if stake is not None}


def _promise_s(cdr: Cdr, known: Known) -> int:
    """What the terms promise; where two tie, or there are none, the default."""
    try:
        terms = known.agreement_for(cdr)
    except RuleError:
        terms = None
    clock = SettlementClock() if terms is None else terms.clock
    return clock.delay_h * _HOUR_S


def _stake(connection: OpenTransaction, cdr: Cdr, known: Known) -> Money | None:
    stated = cdr.total_cost
    if stated is not None:
        return money(stated.excl_vat if stated.incl_vat is None else stated.incl_vat, cdr.currency)
    priced = price_found(connection, cdr, known)
    return None if priced is None else Money(priced.incl_minor, priced.currency)
