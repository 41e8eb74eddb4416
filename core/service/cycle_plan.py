"""What the next cycles take, keep back and let go: read from the books once, then one by one.

A plan reads; whoever settles writes what each cycle came to, in one transaction a cycle. Settled
day by day or all at once, cycles come to the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from core.domain.agreement import Agreement, ClockOrigin, PayoutCondition
from core.domain.entry import Entry
from core.domain.holdback import Holdback
from core.domain.instruction import Instruction
from core.domain.settlement_rules import SettlementRules
from core.ledger.chart_of_accounts import PARTY_ACCOUNTS, Code, account, code_of, owner_of
from core.ledger.holdback_rules import entry_for_holdback, entry_for_release, place_of
from core.service.cut_off_rates import CutOffRates, cut_off_rates
from core.service.cut_off_times import timetable_in
from core.service.funded_holds import when_free
from core.service.paying_partners import (
    PayingPartners,
    net_of_partners,
    paying_partners,
)
from core.settlement.cycle import Cycle, Timetable
from core.settlement.hold_back import CycleOfHoldbacks, OwedPart, hold_back
from core.store.cycle_store import KeptCycle, OpenLeg, last_cycle, open_legs
from core.store.database import OpenTransaction
from core.store.exposure_store import Amounts
from core.store.holdback_store import Release, balances_on, open_holdbacks
from core.store.reference_store import all_agreements
from core.store.settlement_store import settlement_rules

_HELD_PLACES = (Code.RESERVE, Code.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What one cycle takes and does."""

    cycle: Cycle
    legs: tuple[OpenLeg, ...]
    """Of entries of the books."""
    made: tuple[Entry, ...]
    """Holdbacks, releases, captures and draws: posted with the cycle and taken by it."""
    kept: tuple[Holdback, ...]
    released: tuple[Release, ...]
    entities: Mapping[str, str]
    """Party -> the party that settles for it."""

    @property
    def all_legs(self) -> tuple[OpenLeg, ...]:
        """With those of the entries that it makes, which have numbers below zero until posted."""
        return (*self.legs, *_legs_made(self.made, self.cycle.cut_off_at))


@dataclass(slots=True)
class CyclePlan:
    """The books as the next cycles find them; changes as cycles are closed."""

    timetable: Timetable
    rules: SettlementRules
    agreements: Mapping[str, Agreement]
    """By version."""
    last: KeptCycle | None
    legs: dict[Cycle, list[OpenLeg]]
    partners: PayingPartners
    held: list[Holdback]
    free: dict[str, datetime]
    """Id of a holdback -> from when on it may be let go, of those that waited for money."""
    places: Amounts
    """Balances of the accounts on which holdbacks lie, credit below zero."""
    rates: CutOffRates
    until: datetime
    """Cycles that cut off later are no part of it."""
    waits: dict[str, int] = field(default_factory=dict)
    """Why entries are left to later cycles -> how many, of those that wait for a rate."""

    def next_cycle(self, until: datetime) -> Cycle | None:
        """The next cycle that has something to do; None up to that time."""
        due = [*self.legs, *map(self.not_past, self._releases())]
        first = min(due, key=lambda one: one.cut_off_at, default=None)
        return first if first is not None and first.cut_off_at <= until else None

    def not_past(self, cycle: Cycle) -> Cycle:
        """The cycle itself, or the first one after the last that was settled."""
        if self.last is None or cycle.cut_off_at > self.last.cut_off_at:
            return cycle
        return self.timetable.following(date.fromisoformat(self.last.cycle_id))

    def closing(self, cycle: Cycle) -> Closing:
        """What a cycle does; nothing is written and the plan stays as it is."""
        legs = tuple(self.legs.get(cycle, ()))
        entities = self.rules.entities_on(cycle.day)
        converted = self.rates.entries_of(cycle, legs)
        owed = (*legs, *_legs_made(converted, cycle.cut_off_at))
        paid = self.partners.entries_of(cycle, owed)
        parts = list(self._parts(cycle, owed, paid, entities))
        alive, dead = self._left_of_holds()
        decided = hold_back(
            CycleOfHoldbacks(cycle_id=cycle.cycle_id, cut_off_at=cycle.cut_off_at),
            parts,
            alive,
            {key for key, at in self.free.items() if at <= cycle.cut_off_at},
            {one: self.rules.holdback_of(*one, cycle.day) for one in _payees(parts, alive)},
        )
        released = [(one, one.amount_minor) for one in decided.released]
        at = cycle.cut_off_at
        made = [entry_for_release(one, left, cycle.cycle_id, at) for one, left in released]
        made += [entry_for_holdback(one, at) for one in decided.kept]
        return Closing(
            cycle=cycle,
            legs=legs,
            made=(*converted, *paid, *made),
            kept=decided.kept,
            released=(*released, *((one, 0) for one in dead)),
            entities=entities,
        )

    def close(self, closing: Closing, instructions: Sequence[Instruction], kept: KeptCycle) -> None:
        """The cycle was settled: what comes next finds the books after it."""
        self.legs.pop(closing.cycle, None)
        self.last = kept
        self.partners.close(closing.cycle, closing.legs, closing.made, instructions)
        gone = {one.hold_id for one, _ in closing.released}
        self.held = [one for one in self.held if one.hold_id not in gone] + list(closing.kept)
        for one, amount in closing.released:
            self._move(one, amount)
        for one in closing.kept:
            self._move(one, -one.amount_minor)
        for cycle in [one for one in self.legs if one != self.not_past(one)]:
            self.legs.setdefault(self.not_past(cycle), []).extend(self.legs.pop(cycle))
        self.defer()

    def defer(self) -> None:
        """Leave entries that no rate converts yet to the next cycle, and so on."""
        seen: set[Cycle] = set()
        while (cycle := min(self.legs.keys() - seen, key=_cut_off_at, default=None)) is not None:
            seen.add(cycle)
            why = self.rates.waiting(cycle, self.legs[cycle])
            if not why:
                continue
            legs = self.legs.pop(cycle)
            later = self.timetable.following(cycle.day)
            for leg in legs:
                if leg.entry not in why:
                    self.legs.setdefault(cycle, []).append(leg)
                elif later.cut_off_at <= self.until:
                    self.legs.setdefault(later, []).append(leg)
            if later.cut_off_at > self.until:
                for reason in why.values():
                    self.waits[reason] = self.waits.get(reason, 0) + 1

    def is_current(self, connection: OpenTransaction, closing: Closing) -> bool:
        """Whether nobody settled, drew on a wallet or on a holdback since the plan was made."""
        if last_cycle(connection) != self.last:
            return False
        if not closing.made:
            return True
        now = balances_on(connection, _HELD_PLACES)
        wallets = balances_on(connection, [Code.PREFUND]) if self.rules.credit_lines else {}
        ours = {
            (account(Code.PREFUND, partner), currency): -left
            for (partner, currency), left in self.partners.wallets.items()
        }
        return _uneven(now) == _uneven(self.places) and _uneven(wallets) == _uneven(ours)

    def _move(self, hold: Holdback, amount: int) -> None:
        where = (place_of(hold), hold.currency)
        self.places[where] = self.places.get(where, 0) + amount

    def _releases(self) -> Iterator[Cycle]:
        for one in self.held:
            at = self.free.get(one.hold_id, one.release_at)
            if at is not None:
                yield self.timetable.first_not_before(at)

    def _left_of_holds(self) -> tuple[list[Holdback], list[Holdback]]:
        """Holdbacks with what disputes left of them, the oldest drawn first; and those all gone."""
        left = {where: max(0, -amount) for where, amount in self.places.items()}
        alive: list[Holdback] = []
        dead: list[Holdback] = []
        for one in reversed(self.held):
            where = (place_of(one), one.currency)
            amount = min(one.amount_minor, left.get(where, 0))
            left[where] = left.get(where, 0) - amount
            if amount:
                alive.append(replace(one, amount_minor=amount))
            else:
                dead.append(one)
        return alive[::-1], dead

    def _parts(
        self,
        cycle: Cycle,
        legs: Sequence[OpenLeg],
        paid: Sequence[Entry],
        entities: Mapping[str, str],
    ) -> Iterator[OwedPart]:
        partner_of = _partners_of_entries(legs)
        sums: dict[tuple[str, str, str], int] = defaultdict(int)
        funded_only: set[str] = set()
        for leg in legs:
            if code_of(leg.account) is Code.PAYABLE:
                partner = partner_of.get(leg.entry, "")
                sums[owner_of(leg.account), partner, leg.currency] -= leg.amount_minor
                if partner and needs_funds(self.agreements.get(leg.terms)):
                    funded_only.add(partner)
        asked = _asked(legs, paid)
        waiting = {
            one
            for one in asked
            if one in funded_only or self.partners.is_over_limit(one, cycle, entities)
        }
        for (cpo, partner, currency), amount in sorted(sums.items()):
            yield OwedPart(
                cpo=cpo,
                demand_partner=partner,
                currency=currency,
                amount_minor=amount,
                waits=partner in waiting,
            )


def plan_in(connection: OpenTransaction, until: datetime) -> CyclePlan:
    """The plan of every cycle that cuts off at that time or before it."""
    timetable, rules = timetable_in(connection), settlement_rules(connection)
    agreements = all_agreements(connection)
    held = open_holdbacks(connection)
    plan = CyclePlan(
        timetable=timetable,
        rules=rules,
        agreements={one.version: one for one in agreements},
        last=last_cycle(connection),
        legs={},
        partners=paying_partners(connection, rules),
        held=held,
        free=when_free(connection, held, agreements, timetable),
        places=balances_on(connection, _HELD_PLACES),
        rates=cut_off_rates(connection, {one.version: one for one in agreements}),
        until=until,
    )
    after = timetable.following(timetable.last_not_after(until).day)
    known: dict[tuple[datetime, datetime], Cycle] = {}
    for leg in open_legs(connection, PARTY_ACCOUNTS, before=after.cut_off_at):
        when = (leg.effective_at, leg.due_at)
        cycle = known.get(when)
        if cycle is None:
            cycle = known[when] = plan.not_past(timetable.cycle_taking(*when))
        if cycle.cut_off_at <= until:
            plan.legs.setdefault(cycle, []).append(leg)
    plan.defer()
    return plan


def _cut_off_at(cycle: Cycle) -> datetime:
    return cycle.cut_off_at


def _legs_made(made: Sequence[Entry], at: datetime) -> tuple[OpenLeg, ...]:
    return tuple(
        OpenLeg(-number, at, at, leg.account, leg.currency, leg.amount_minor)
        for number, one in enumerate(made, start=1)
        for leg in one.postings
        if code_of(leg.account) in PARTY_ACCOUNTS
    )


def _uneven(amounts: Amounts) -> Amounts:
    return {where: amount for where, amount in amounts.items() if amount}


def needs_funds(terms: Agreement | None) -> bool:
    """Whether a CPO's part waits for the Demand Partner's money, by the terms."""
    if terms is None:
        return False
    by_clock = terms.clock.origin is ClockOrigin.FUNDS_CAPTURED
    return by_clock or terms.payout_condition is PayoutCondition.FUNDED


def _partners_of_entries(legs: Sequence[OpenLeg]) -> dict[int, str]:
    owed = (Code.RECEIVABLE, Code.DP_SHARE)
    return {leg.entry: owner_of(leg.account) for leg in legs if code_of(leg.account) in owed}


def _asked(legs: Sequence[OpenLeg], paid: Sequence[Entry]) -> set[str]:
    """Partners that a cycle has to ask for money: who paid otherwise, or is owed, need not be."""
    left = dict(net_of_partners(legs))
    for one in paid:
        for leg in one.postings:
            if code_of(leg.account) is Code.RECEIVABLE:
                left[owner_of(leg.account), leg.currency] += leg.amount_minor
    return {partner for (partner, _), amount in left.items() if amount > 0}


def _payees(parts: Sequence[OwedPart], held: Sequence[Holdback]) -> set[tuple[str, str]]:
    owed = {(one.cpo, one.currency) for one in parts}
    return owed | {(one.cpo, one.currency) for one in held}
