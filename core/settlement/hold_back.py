"""What a cycle keeps back of its payouts, and what of earlier cycles it lets go.

Whatever is owed is either paid, or kept back by a named amount that is let go once; nothing else.
First what nobody paid for waits, then the reserves are filled, then what is left is paid if it is
enough to be paid by itself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.holdback import Holdback, HoldbackReason
from core.domain.money import share_bp
from core.domain.settlement_rules import HoldbackRule

Payee = tuple[str, str]
"""Key of a CPO, and a currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedPart:
    """What a cycle owes one CPO for the sessions of one Demand Partner."""

    cpo: str
    demand_partner: str
    currency: str
    amount_minor: int
    """Above zero the network owes it; below, the CPO owes (credits)."""
    waits_minor: int = 0
    """What of it is paid only when the Demand Partner has paid."""
    taken_back: tuple[tuple[str, int], ...] = ()
    """(cycle, what of the sessions that it took is taken back in this one), above zero."""
    reserved_before_minor: int = 0
    """What of the amount was owed before, and had its reserve taken then."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What a cycle does about holdbacks."""

    kept: tuple[Holdback, ...]
    released: tuple[Holdback, ...]
    """Holdbacks of earlier cycles, whole."""
    drawn: tuple[tuple[Holdback, int], ...] = ()
    """What of holdbacks that go on waiting is let go, for its sessions were taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleOfHoldbacks:
    """The cycle for which it is decided."""

    cycle_id: str
    cut_off_at: datetime


def hold_back(
    cycle: CycleOfHoldbacks,
    parts: Iterable[OwedPart],
    held: Sequence[Holdback],
    free: Collection[str],
    rules: Mapping[Payee, HoldbackRule],
) -> HeldBack:
    """Decide what is kept back and what is let go.

    Args:
        cycle: Whose payouts they are.
        parts: Everything that it owes CPOs, each pair of parties once a currency.
        held: Holdbacks of earlier cycles that were not let go.
        free: Ids of those whose Demand Partner has paid.
        rules: The rule of each CPO and currency on that day, where there is one.
    """
    owed: dict[Payee, list[OwedPart]] = defaultdict(list)
    for one in parts:
        owed[one.cpo, one.currency].append(one)
    before: dict[Payee, list[Holdback]] = defaultdict(list)
    for hold in held:
        before[hold.cpo, hold.currency].append(hold)
    kept: list[Holdback] = []
    released: list[Holdback] = []
    drawn: list[tuple[Holdback, int]] = []
    for payee in sorted(owed.keys() | before.keys()):
        rule = rules.get(payee) or HoldbackRule(cpo=payee[0], currency=payee[1])
        decided = _Payout(cycle, payee, rule, before[payee]).decide(owed[payee], free)
        kept += decided.kept
        released += decided.released
        drawn += decided.drawn
    return HeldBack(tuple(kept), tuple(released), tuple(drawn))


@dataclass(frozen=True, slots=True)
class _Payout:
    """One payout while it is decided."""

    cycle: CycleOfHoldbacks
    payee: Payee
    rule: HoldbackRule
    held: Sequence[Holdback]

    def decide(self, parts: Sequence[OwedPart], free: Collection[str]) -> HeldBack:
        released = [one for one in self.held if self._is_free(one, free)]
        drawn = list(self._undone(parts, released))
        netted = sum(one.amount_minor for one in parts) + sum(amount for _, amount in drawn)
        funded = sum(one.amount_minor for one in released if one.reason is HoldbackReason.UNFUNDED)
        kept = list(self._unfunded(parts, netted + funded))
        owed = netted - sum(one.amount_minor for one in kept)
        before = sum(one.reserved_before_minor for one in parts)
        kept += self._reserved(min(owed, owed - before) + funded, released)
        left = owed + sum(one.amount_minor for one in released)
        left -= sum(one.amount_minor for one in kept if one.reason is not HoldbackReason.UNFUNDED)
        small = [one for one in self.held if one.reason is HoldbackReason.MINIMUM]
        together = left + sum(one.amount_minor for one in small)
        if left > 0 and together < self.rule.payout_minimum_minor:
            kept.append(self._kept(HoldbackReason.MINIMUM, left))
        elif left:
            released += small
        return HeldBack(tuple(kept), tuple(released), tuple(drawn))

    def _undone(
        self, parts: Sequence[OwedPart], released: Sequence[Holdback]
    ) -> Iterator[tuple[Holdback, int]]:
        """What waits for sessions that were taken back since: it nets with what they cost.

        What waits for other sessions goes on waiting, for nobody has paid it.
        """
        for part in parts:
            taken_back, left = dict(part.taken_back), -part.amount_minor
            for one in self.held:
                whose = (one.reason, one.demand_partner)
                if one in released or whose != (HoldbackReason.UNFUNDED, part.demand_partner):
                    continue
                amount = min(one.amount_minor, left, taken_back.get(one.cycle_id, 0))
                if amount > 0:
                    left -= amount
                    yield one, amount

    def _unfunded(self, parts: Sequence[OwedPart], left: int) -> Iterator[Holdback]:
        """What waits for a Demand Partner, no more of it than the CPO is owed in all."""
        for one in parts:
            amount = min(one.amount_minor, one.waits_minor, left)
            if amount > 0:
                left -= amount
                yield self._kept(HoldbackReason.UNFUNDED, amount, one)

    def _is_free(self, one: Holdback, free: Collection[str]) -> bool:
        match one.reason:
            case HoldbackReason.RESERVE:
                return one.release_at is not None and one.release_at <= self.cycle.cut_off_at
            case HoldbackReason.FIXED:
                return self._fixed_held() - one.amount_minor >= self.rule.fixed_minor
            case HoldbackReason.UNFUNDED:
                return one.hold_id in free
            case HoldbackReason.MINIMUM:
                return False

    def _fixed_held(self) -> int:
        return sum(one.amount_minor for one in self.held if one.reason is HoldbackReason.FIXED)

    def _reserved(self, owed: int, released: Sequence[Holdback]) -> list[Holdback]:
        """Of what the CPO earned, never of what was reserved before."""
        if owed <= 0:
            return []
        kept = []
        rolling = share_bp(owed, self.rule.reserve_bp) if self.rule.reserve_days else 0
        if rolling:
            until = self.cycle.cut_off_at + timedelta(days=self.rule.reserve_days)
            kept.append(self._kept(HoldbackReason.RESERVE, rolling, release_at=until))
        gone = sum(one.amount_minor for one in released if one.reason is HoldbackReason.FIXED)
        lacking = self.rule.fixed_minor - (self._fixed_held() - gone)
        fixed = min(lacking, owed - rolling)
        if fixed > 0:
            kept.append(self._kept(HoldbackReason.FIXED, fixed))
        return kept

    def _kept(
        self,
        reason: HoldbackReason,
        amount_minor: int,
        part: OwedPart | None = None,
        release_at: datetime | None = None,
    ) -> Holdback:
        return Holdback(
            cycle_id=self.cycle.cycle_id,
            reason=reason,
            cpo=self.payee[0],
            demand_partner="" if part is None else part.demand_partner,
            currency=self.payee[1],
            amount_minor=amount_minor,
            release_at=release_at,
        )
