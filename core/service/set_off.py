"""What a cycle would pay a party in default settles what it left unpaid; nothing is paid before.

First the sessions that were taken back of what it never paid, whole: they are no claim against new
ones. Then whatever else the cycle would pay it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from core.domain.defaulted_claim import DefaultedClaim
from core.domain.entry import Entry
from core.domain.holdback import Holdback, HoldbackReason
from core.domain.money import Money
from core.ledger.chart_of_accounts import PARTY_ACCOUNTS, Code, code_of, owner_of
from core.ledger.default_posting_rules import (
    OFFSET,
    TAKEN_BACK,
    entry_for_set_off,
    entry_for_settled,
    entry_for_shared_loss,
)
from core.ledger.holdback_rules import entry_for_part
from core.settlement.cycle import Cycle
from core.store.cycle_store import OpenLeg
from core.store.holdback_store import Part

_NOT_POSTED: Final = 1 << 60
Payables = dict[tuple[str, str, str], int]
"""(CPO, Demand Partner, currency) -> minor units."""
_WHY = {TAKEN_BACK: "taken back of what was never paid", OFFSET: "set off against what it owes"}


@dataclass(slots=True, kw_only=True)
class SetOffs:
    """What a cycle sets off, as it is found; the cycle's own, not the plan's."""

    cycle: Cycle
    entities: Mapping[str, str]
    claims: list[DefaultedClaim]
    """The oldest first; as they are after what was found."""
    taken: list[Entry] = field(default_factory=list)
    """Entries that the cycle takes, for they meet what it owes."""
    beside: list[Entry] = field(default_factory=list)
    """Entries that no cycle takes."""
    parts: list[Part] = field(default_factory=list)
    """Of payouts that waited, what is for sessions that were taken back."""
    owed: Payables = field(default_factory=lambda: defaultdict(int))
    """What CPOs are owed by it, for whose sessions."""

    def take_back(
        self,
        legs: Sequence[OpenLeg],
        held: Sequence[Holdback],
        in_own: Callable[[OpenLeg, date], Money],
    ) -> None:
        """Set off sessions that are taken back of what a party in default never paid.

        Args:
            legs: That the cycle takes.
            held: Payouts that wait.
            in_own: What a leg comes to in the currency of its party.
        """
        cycles = {one.collection.cycle_id for one in self.claims}
        legs = [leg for leg in legs if leg.session_cycle in cycles]
        if not legs:
            return
        for at, before in enumerate(self.claims):
            of_claim = [leg for leg in legs if leg.session_cycle == before.collection.cycle_id]
            claim = self._less_risk(before, of_claim, held)
            owed = (in_own(leg, self.cycle.day) for leg in of_claim if self._is_of(leg, claim))
            currency = claim.collection.currency
            back = -sum(one.amount_minor for one in owed if one.currency == currency)
            self.claims[at] = self._settle(claim, back, TAKEN_BACK) if back > 0 else claim
            self._share(at)

    def offset(self, legs: Iterable[OpenLeg]) -> None:
        """Set off whatever else the cycle would pay a party in default."""
        if not any(one.open_minor for one in self.claims):
            return
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for leg in legs:
            owner = owner_of(leg.account)
            sums[self.entities.get(owner, owner), leg.currency] += leg.amount_minor
        is_found = True
        while is_found:  # a CPO that has some of a loss back may be in default itself
            is_found = False
            for at, claim in enumerate(self.claims):
                whose = (claim.collection.party, claim.collection.currency)
                used = min(-sums[whose], claim.open_minor)
                if used > 0:
                    is_found = True
                    sums[whose] += used
                    self.claims[at] = self._settle(claim, used, OFFSET)
                    for cpo, currency, more in self._share(at):
                        sums[self.entities.get(cpo, cpo), currency] += more

    def _is_of(self, leg: OpenLeg, claim: DefaultedClaim) -> bool:
        owner, party = owner_of(leg.account), claim.collection.party
        is_its = owner in claim.parties and self.entities.get(owner, owner) == party
        return is_its and code_of(leg.account) is not Code.PAYABLE

    def _less_risk(
        self, claim: DefaultedClaim, legs: Sequence[OpenLeg], held: Sequence[Holdback]
    ) -> DefaultedClaim:
        """A payout that waited is for those sessions no more, and meets what its CPO owes."""
        partner_of = partners_of_entries(legs)
        sums: Payables = defaultdict(int)
        for leg in legs:
            partner = partner_of.get(leg.entry, "")
            if code_of(leg.account) is Code.PAYABLE and partner in claim.parties:
                sums[owner_of(leg.account), partner, leg.currency] += leg.amount_minor
        waiting = {one.hold_id: one for one in held}
        for whose, amount in sorted(sums.items()):
            hold_id = _hold_id(claim, whose)
            risk = next((one for one in claim.risks if one.hold_id == hold_id), None)
            gone = 0 if risk is None else min(amount, risk.at_risk_minor)
            if gone <= 0:
                continue
            claim = claim.less_risk(hold_id, gone)
            self.parts.append((hold_id, gone))
            if hold_id in waiting:
                hold, at = waiting[hold_id], self.cycle.cut_off_at
                self.taken.append(entry_for_part(hold, gone, self.cycle.cycle_id, at))
                self.owed[whose] += gone
        return claim

    def _settle(self, claim: DefaultedClaim, amount: int, what: str) -> DefaultedClaim:
        settled, did = claim.taken_back(amount) if what == TAKEN_BACK else claim.paid(amount)
        if not did.total:
            return settled
        party, currency = claim.collection.party, claim.collection.currency
        ids = {one.entry_id for one in self.beside}
        name = f"{what}:{self.cycle.cycle_id}"
        if f"{name}:{claim.claim_id}" in ids:  # it has some of a loss back, and owes it, too
            name = f"{name}:{len(ids)}"
        event = (_WHY[what], self.cycle.cut_off_at)
        used = Money(did.total, currency)
        self.taken.append(
            entry_for_set_off(f"{name}:{claim.claim_id}:used", party, claim.account, used, event)
        )
        self.beside.append(entry_for_settled(claim, did, name, event))
        return settled

    def _share(self, at: int) -> list[tuple[str, str, int]]:
        """Give CPOs back what is lost no more: (CPO, currency, what it is asked for more)."""
        self.claims[at], changes = self.claims[at].shared()
        found = []
        for risk, more in changes:
            event = (_WHY[OFFSET], self.cycle.cut_off_at)
            self.taken.append(entry_for_shared_loss(self.claims[at], risk, more, event))
            partner = risk.hold_id.split(":")[3]
            self.owed[risk.cpo, partner, risk.currency] -= more
            found.append((risk.cpo, risk.currency, more))
        return found


def partners_of_entries(legs: Sequence[OpenLeg]) -> dict[int, str]:
    """Number of an entry -> the Demand Partner that owes it, or is owed its share."""
    owed = (Code.RECEIVABLE, Code.DP_SHARE)
    return {leg.entry: owner_of(leg.account) for leg in legs if code_of(leg.account) in owed}


def legs_made(made: Sequence[Entry], cycle: Cycle) -> tuple[OpenLeg, ...]:
    """The legs of entries that a cycle makes; numbers below zero until they are posted."""
    at = cycle.cut_off_at
    return tuple(
        OpenLeg(-number, at, at, leg.account, leg.currency, leg.amount_minor)
        for number, one in enumerate(made, start=1)
        for leg in one.postings
        if code_of(leg.account) in PARTY_ACCOUNTS
    )


def legs_of(entries: Sequence[Entry]) -> tuple[OpenLeg, ...]:
    """The legs of entries that are not posted yet and fall due, numbered above all that are."""
    return tuple(
        OpenLeg(
            _NOT_POSTED + number,
            one.effective_at,
            one.due_at,
            leg.account,
            leg.currency,
            leg.amount_minor,
            one.terms,
        )
        for number, one in enumerate(entries)
        if one.due_at is not None
        for leg in one.postings
        if code_of(leg.account) in PARTY_ACCOUNTS
    )


def _hold_id(claim: DefaultedClaim, whose: tuple[str, str, str]) -> str:
    cpo, partner, currency = whose
    of_cycle = (claim.collection.cycle_id, HoldbackReason.UNFUNDED.value)
    return ":".join((*of_cycle, cpo, partner, currency))
