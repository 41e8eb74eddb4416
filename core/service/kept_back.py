"""What was kept back of a payout, in words."""

from collections.abc import Iterable

from core.domain.holdback import RESERVES, HoldbackReason
from core.domain.money import Money
from core.store.holdback_store import HoldbackFate


def is_waiting(fates: Iterable[HoldbackFate], demand_partner: str, currency: str) -> bool:
    """Whether the sessions of a Demand Partner wait, or waited, for its money."""
    return any(
        one.hold.reason is HoldbackReason.UNFUNDED and _is_of(one, demand_partner, currency)
        for one in fates
    )


def kept_back_text(fates: Iterable[HoldbackFate], demand_partner: str, currency: str) -> str:
    """``; 54 EUR of that payout kept as a reserve until ...``; empty where nothing was."""
    return "".join(f"; {_text(one)}" for one in fates if _is_of(one, demand_partner, currency))


def _is_of(one: HoldbackFate, demand_partner: str, currency: str) -> bool:
    return one.hold.currency == currency and one.hold.demand_partner in ("", demand_partner)


def _text(one: HoldbackFate) -> str:
    hold = one.hold
    amount = f"{Money(hold.amount_minor, hold.currency).major} {hold.currency}"
    if one.released_in is not None:
        return (
            f"{amount} of the CPO's part there {_WHY[hold.reason]}, paid in cycle {one.released_in}"
        )
    if hold.reason in RESERVES:
        until = "" if hold.release_at is None else f" until {hold.release_at:%Y-%m-%d}"
        return f"{amount} of the CPO's part there {_WHY[hold.reason]}{until}"
    waits_for = "enough to pay" if hold.reason is HoldbackReason.MINIMUM else hold.demand_partner
    return f"{amount} of the CPO's part there waits for {waits_for}"


_WHY = {
    HoldbackReason.RESERVE: "kept as a reserve",
    HoldbackReason.FIXED: "kept as a fixed reserve",
    HoldbackReason.UNFUNDED: "waited for the Demand Partner's money",
    HoldbackReason.MINIMUM: "carried forward",
}
