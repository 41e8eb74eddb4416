"""What the next cycles take, keep back and let go: read from the books once, then one by one.

A plan reads; whoever settles writes what each cycle came to, in one transaction a cycle. Settled
day by day or all at once, cycles come to the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from core.domain.agreement import Agreement
from core.domain.defaulted_claim import DefaultedClaim
from core.domain.entry import Entry
from core.domain.holdback import Holdback
from core.domain.instruction import Instruction
from core.domain.settlement_rules import SettlementRules
from core.ledger.chart_of_accounts import PARTY_ACCOUNTS, Code, account
from core.ledger.holdback_rules import place_of
from core.service.cut_off_rates import CutOffRates, cut_off_rates
from core.service.cut_off_times import timetable_in
from core.service.defaulted_claims import claims_in
from core.service.funded_holds import WhenDue, when_free
from core.service.owed_parts import entries_of_holdbacks, less_parts, owed_parts
from core.service.paying_partners import PayingPartners, paying_partners
from core.service.set_off import SetOffs, legs_made, legs_of
from core.settlement.cycle import Cycle, Timetable
from core.settlement.hold_back import CycleOfHoldbacks, OwedPart, hold_back
from core.store.cycle_store import KeptCycle, OpenLeg, last_cycle, open_legs
from core.store.database import OpenTransaction
from core.store.exposure_store import Amounts
from core.store.holdback_store import Part, Release, balances_on, open_holdbacks
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
    """Holdbacks, releases, captures, draws and set-offs: posted with the cycle, taken by it."""
    beside: tuple[Entry, ...]
    """Posted with the cycle, and taken by none: what set-offs did."""
    kept: tuple[Holdback, ...]
    released: tuple[Release, ...]
    parts: tuple[Part, ...]
    """What was taken back of payouts that wait or waited."""
    claims: tuple[DefaultedClaim, ...]
    """Of parties in default, after the cycle."""
    entities: Mapping[str, str]
    """Party -> the party that settles for it."""

    @property
    def all_legs(self) -> tuple[OpenLeg, ...]:
        """With those of the entries that it makes, which have numbers below zero until posted."""
        return (*self.legs, *legs_made(self.made, self.cycle))


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
    claims: tuple[DefaultedClaim, ...]
    """Of parties in default, the oldest first."""
    until: datetime
    """Cycles that cut off later are no part of it."""
    waits: dict[str, int] = field(default_factory=dict)
    """Why entries are left to later cycles -> how many, of those that wait for a rate."""
    sessions: set[int] = field(default_factory=set)
    """Numbers of entries of sessions that have later events in this plan."""
    taken: dict[int, str] = field(default_factory=dict)
    """Number of an entry of such a session -> the cycle of this plan that took it."""

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
        legs = tuple(map(self._with_session, self.legs.get(cycle, ())))
        entities = self.rules.entities_on(cycle.day)
        converted = self.rates.entries_of(cycle, legs)
        alive, dead = self._left_of_holds()
        offs = SetOffs(cycle=cycle, entities=entities, claims=list(self.claims))
        offs.take_back(legs, alive, self.rates.in_own)
        owed = (*legs, *legs_made((*converted, *offs.taken), cycle))
        paid = self.partners.entries_of(cycle, owed)
        parts = owed_parts(offs, owed, paid, self.agreements, self.partners)
        alive, gone = less_parts(alive, offs.parts)
        decided = hold_back(
            CycleOfHoldbacks(cycle_id=cycle.cycle_id, cut_off_at=cycle.cut_off_at),
            parts,
            alive,
            {key for key, at in self.free.items() if at <= cycle.cut_off_at},
            {one: self.rules.holdback_of(*one, cycle.day) for one in _payees(parts, alive)},
        )
        drawn = [(one.hold_id, amount) for one, amount in decided.drawn]
        gone += less_parts(alive, drawn)[1]
        made = (*converted, *paid, *entries_of_holdbacks(decided, cycle))
        offs.offset((*legs, *legs_made((*made, *offs.taken), cycle)))
        return Closing(
            cycle=cycle,
            legs=legs,
            made=(*made, *offs.taken),
            beside=tuple(offs.beside),
            kept=decided.kept,
            released=(
                *((one, one.amount_minor) for one in decided.released),
                *((one, 0) for one in (*dead, *gone)),
            ),
            parts=(*offs.parts, *drawn),
            claims=tuple(offs.claims),
            entities=entities,
        )

    def close(self, closing: Closing, instructions: Sequence[Instruction], kept: KeptCycle) -> None:
        """The cycle was settled: what comes next finds the books after it."""
        self.legs.pop(closing.cycle, None)
        self.last = kept
        made = (*closing.made, *closing.beside)
        self.partners.close(closing.cycle, closing.legs, made, instructions)
        gone = {one.hold_id for one, _ in closing.released}
        parts = dict(closing.parts)
        for one in self.held:
            self._move(one, parts.get(one.hold_id, 0))
        held, _ = less_parts(self.held, closing.parts)
        self.held = [one for one in held if one.hold_id not in gone] + list(closing.kept)
        for one, amount in closing.released:
            self._move(one, amount)
        for one in closing.kept:
            self._move(one, -one.amount_minor)
        self._free_settled(closing)
        self.taken |= dict.fromkeys(
            {leg.entry for leg in closing.legs} & self.sessions, closing.cycle.cycle_id
        )
        moved = [one for one in self.legs if one != self.not_past(one)]
        for cycle in moved:
            self.legs.setdefault(self.not_past(cycle), []).extend(self.legs.pop(cycle))
        if moved:  # of the others nothing waits: they were looked at
            self.defer()

    def defer(self) -> None:
        """Leave entries that no rate converts yet to the next cycle, and so on."""
        if not self.rates.currencies:
            return
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
        if _open(claims_in(connection)) != _open(self.claims):
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

    def _with_session(self, leg: OpenLeg) -> OpenLeg:
        """With the cycle of its session, where this plan closed that."""
        cycle_id = self.taken.get(leg.session)
        return leg if cycle_id is None else replace(leg, session_cycle=cycle_id)

    def _free_settled(self, closing: Closing) -> None:
        """Payouts that waited for a claim of which nothing is owed any more wait no longer."""
        before = {one.claim_id: one.owed_minor for one in self.claims}
        for claim in closing.claims:
            if before[claim.claim_id] and not claim.owed_minor:
                ids = {one.hold_id for one in claim.risks}
                self.free |= dict.fromkeys(ids - self.free.keys(), closing.cycle.cut_off_at)
        self.claims = closing.claims

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


def plan_in(connection: OpenTransaction, until: datetime, also: Sequence[Entry] = ()) -> CyclePlan:
    """The plan of every cycle that cuts off at that time or before it.

    Args:
        connection: Reading.
        until: In UTC.
        also: Entries that are not posted yet, and are taken as if they were; for a preview.
    """
    timetable, rules = timetable_in(connection), settlement_rules(connection)
    agreements = all_agreements(connection)
    held, claims = open_holdbacks(connection), tuple(claims_in(connection))
    plan = CyclePlan(
        timetable=timetable,
        rules=rules,
        agreements={one.version: one for one in agreements},
        last=last_cycle(connection),
        legs={},
        partners=paying_partners(connection, rules),
        held=held,
        free=when_free(connection, held, claims, WhenDue(agreements, timetable)),
        places=balances_on(connection, _HELD_PLACES),
        rates=cut_off_rates(connection, {one.version: one for one in agreements}),
        claims=claims,
        until=until,
    )
    after = timetable.following(timetable.last_not_after(until).day)
    known: dict[tuple[datetime, datetime], Cycle] = {}
    for leg in (*open_legs(connection, PARTY_ACCOUNTS, before=after.cut_off_at), *legs_of(also)):
        when = (leg.effective_at, leg.due_at)
        cycle = known.get(when)
        if cycle is None:
            cycle = known[when] = plan.not_past(timetable.cycle_taking(*when))
        plan.sessions.add(leg.session)
        if cycle.cut_off_at <= until:
            plan.legs.setdefault(cycle, []).append(leg)
    plan.defer()
    return plan


def _cut_off_at(cycle: Cycle) -> datetime:
    return cycle.cut_off_at


def _open(claims: Sequence[DefaultedClaim]) -> dict[str, tuple[int, int]]:
    return {one.claim_id: (one.owed_minor, one.lost_minor) for one in claims}


def _uneven(amounts: Amounts) -> Amounts:
    return {where: amount for where, amount in amounts.items() if amount}


def _payees(parts: Sequence[OwedPart], held: Sequence[Holdback]) -> set[tuple[str, str]]:
    owed = {(one.cpo, one.currency) for one in parts}
    return owed | {(one.cpo, one.currency) for one in held}
