"""What a cycle owes each CPO for the sessions of each Demand Partner, and what of it waits.

What waits is let go in parts where its sessions are taken back: those parts are found here, too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from core.domain.agreement import Agreement, ClockOrigin, PayoutCondition
from core.domain.entry import Entry, EntryKind
from core.domain.holdback import Holdback
from core.ledger.chart_of_accounts import Code, code_of, owner_of
from core.ledger.holdback_rules import entry_for_holdback, entry_for_part, entry_for_release
from core.service.paying_partners import PayingPartners, net_of_partners
from core.service.set_off import Payables, SetOffs, partners_of_entries
from core.settlement.cycle import Cycle
from core.settlement.hold_back import HeldBack, OwedPart
from core.store.cycle_store import OpenLeg
from core.store.holdback_store import Part

_KEPT_FROM_BEFORE = (
    *(EntryKind.DISPUTE_WON.value, EntryKind.DISPUTE_LOST.value),
    *(EntryKind.RETURNED.value, EntryKind.REFUSED.value),
)
"""What such entries owe a CPO alone was owed before, less its reserve: of a reserve that a dispute
held, or of a payout that came back."""


def owed_parts(
    offs: SetOffs,
    legs: Sequence[OpenLeg],
    paid: Sequence[Entry],
    agreements: Mapping[str, Agreement],
    partners: PayingPartners,
) -> list[OwedPart]:
    """What a cycle owes CPOs, a part a CPO, Demand Partner and currency.

    Args:
        offs: What the cycle sets off; what that owes CPOs is in their parts.
        legs: Of its entries, and of those that it makes before.
        paid: What partners pay without being asked.
        agreements: By version.
        partners: Who is over its limit.
    """
    partner_of = partners_of_entries(legs)
    sums: Payables = defaultdict(int, offs.owed)
    back: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    before: Payables = defaultdict(int)
    waits: Payables = defaultdict(int)
    in_default = {(one.collection.cycle_id, key) for one in offs.claims for key in one.parties}
    unfunded = _unfunded(offs, legs, paid, agreements, partners)
    for leg in legs:
        if code_of(leg.account) is not Code.PAYABLE or leg.entry < 0:
            continue
        partner = partner_of.get(leg.entry, "")
        whose = (owner_of(leg.account), partner, leg.currency)
        sums[whose] -= leg.amount_minor
        if not partner and leg.kind in _KEPT_FROM_BEFORE:
            before[whose] -= leg.amount_minor
        if leg.session_cycle and (leg.session_cycle, partner) not in in_default:
            back[whose][leg.session_cycle] += leg.amount_minor
        if leg.entry in unfunded:
            waits[whose] -= leg.amount_minor
    return [
        OwedPart(
            cpo=whose[0],
            demand_partner=whose[1],
            currency=whose[2],
            amount_minor=amount,
            waits_minor=waits[whose],
            taken_back=tuple(sorted(back[whose].items())),
            reserved_before_minor=before[whose],
        )
        for whose, amount in sorted(sums.items())
    ]


def _unfunded(
    offs: SetOffs,
    legs: Sequence[OpenLeg],
    paid: Sequence[Entry],
    agreements: Mapping[str, Agreement],
    partners: PayingPartners,
) -> set[int]:
    """Numbers of the entries whose CPO waits for the money: by its terms, or above the limit.

    Of a partner that the cycle asks for nothing there is nothing to wait for.
    """
    owed: dict[tuple[str, str], int] = defaultdict(int)
    for one in offs.claims:
        owed[one.collection.party, one.collection.currency] += one.owed_minor
    asked = _asked(legs, paid)
    found: set[int] = set()
    for partner in asked:
        found |= partners.over_limit(partner, offs.cycle, offs.entities, owed)
    partner_of = partners_of_entries(legs)
    for leg in legs:
        is_asked = partner_of.get(leg.entry) in asked
        if is_asked and leg.entry not in found and needs_funds(agreements.get(leg.terms)):
            found.add(leg.entry)
    return found


def needs_funds(terms: Agreement | None) -> bool:
    """Whether a CPO's part waits for the Demand Partner's money, by the terms."""
    if terms is None:
        return False
    by_clock = terms.clock.origin is ClockOrigin.FUNDS_CAPTURED
    return by_clock or terms.payout_condition is PayoutCondition.FUNDED


def entries_of_holdbacks(decided: HeldBack, cycle: Cycle) -> Iterator[Entry]:
    """What a cycle lets go and keeps back, as it is posted."""
    at = cycle.cut_off_at
    for one in decided.released:
        yield entry_for_release(one, one.amount_minor, cycle.cycle_id, at)
    for one, amount in decided.drawn:
        yield entry_for_part(one, amount, cycle.cycle_id, at)
    for one in decided.kept:
        yield entry_for_holdback(one, at)


def less_parts(
    held: Sequence[Holdback], parts: Sequence[Part]
) -> tuple[list[Holdback], list[Holdback]]:
    """Holdbacks less what of them was taken back, and those of which nothing is left."""
    gone = dict(parts)
    left: list[Holdback] = []
    empty: list[Holdback] = []
    for one in held:
        amount = one.amount_minor - gone.get(one.hold_id, 0)
        if amount > 0:
            left.append(replace(one, amount_minor=amount))
        else:
            empty.append(one)
    return left, empty


def _asked(legs: Sequence[OpenLeg], paid: Sequence[Entry]) -> set[str]:
    """Partners that a cycle has to ask for money: who paid otherwise, or is owed, need not be."""
    left = dict(net_of_partners(legs))
    for one in paid:
        for leg in one.postings:
            if code_of(leg.account) is Code.RECEIVABLE:
                left[owner_of(leg.account), leg.currency] += leg.amount_minor
    return {partner for (partner, _), amount in left.items() if amount > 0}
