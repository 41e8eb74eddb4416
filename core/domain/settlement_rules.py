"""What a network's settlement goes by, each from a day on: hours, credit, holdbacks, entities.

All of it is data of the network file, kept in the books. Where a party has none of it, its
settlement is the plainest there is: every day, on the network's credit, nothing held back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol, TypeVar

ALWAYS: Final = date(1970, 1, 1)
"""From which day on something holds that says none."""
EVERYBODY: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOffRule:
    """When the network cuts off."""

    valid_from: date = ALWAYS
    calendar: str = "EVERY_DAY"
    """``EVERY_DAY``, ``TARGET``, or a country as ``NL``: its public holidays and weekends."""
    hour: int = 2
    """0 to 23, in ``time_zone``."""
    time_zone: str = "UTC"


class CreditMode(StrEnum):
    """How a Demand Partner pays."""

    CAPTURED = "CAPTURED"
    """The network captures each session from the driver's means of payment."""
    PREFUNDED = "PREFUNDED"
    """Out of a wallet that the partner fills before."""
    POSTPAID = "POSTPAID"
    """After the cut-off, on the network's credit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """How much a Demand Partner may owe, in the currency that it settles in."""

    demand_partner: str
    valid_from: date = ALWAYS
    mode: CreditMode = CreditMode.POSTPAID
    limit_minor: int | None = None
    """Credit of the network; None: without limit. A wallet may go so far below zero."""
    deposit_minor: int = 0
    """What the partner has to lodge before it is given credit."""
    stops_at_limit: bool = False
    """Whether a session that would go over the limit is refused when it is authorised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldbackRule:
    """What is kept back of a CPO's payouts in one currency."""

    cpo: str = EVERYBODY
    currency: str
    valid_from: date = ALWAYS
    reserve_bp: int = 0
    """Rolling reserve, of what a cycle owes the CPO, in 1/10,000."""
    reserve_days: int = 0
    """After how many days that is released."""
    fixed_minor: int = 0
    """What is held as long as this rule holds, taken from the first payouts."""
    payout_minimum_minor: int = 0
    """What is owed is carried forward until it comes to this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityMembership:
    """Which legal entity a party is, so that several parties of one entity net as one."""

    party: str
    entity: str
    """Key of the party whose account settles for all of them."""
    valid_from: date = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementRules:
    """All of it together; the order within each does not matter."""

    cut_offs: tuple[CutOffRule, ...] = ()
    credit_lines: tuple[CreditLine, ...] = ()
    holdbacks: tuple[HoldbackRule, ...] = ()
    memberships: tuple[EntityMembership, ...] = ()

    def credit_of(self, demand_partner: str, day: date) -> CreditLine:
        """The credit of a partner on a day; without limit where nobody stated one."""
        ours = (one for one in self.credit_lines if one.demand_partner == demand_partner)
        return in_force(ours, day) or CreditLine(demand_partner=demand_partner)

    def holdback_of(self, cpo: str, currency: str, day: date) -> HoldbackRule:
        """What is kept back of a CPO on a day: a rule of its own before one of everybody."""
        of_currency = [one for one in self.holdbacks if one.currency == currency]
        for scope in (cpo, EVERYBODY):
            found = in_force((one for one in of_currency if one.cpo == scope), day)
            if found is not None:
                return found
        return HoldbackRule(cpo=cpo, currency=currency)

    def entities_on(self, day: date) -> dict[str, str]:
        """Party -> the party that settles for it, where that is another, on a day."""
        parties = {one.party for one in self.memberships}
        found = {
            party: in_force((one for one in self.memberships if one.party == party), day)
            for party in parties
        }
        return {
            party: one.entity
            for party, one in sorted(found.items())
            if one is not None and one.entity != party
        }


class _Dated(Protocol):
    @property
    def valid_from(self) -> date: ...


DatedT = TypeVar("DatedT", bound=_Dated)


def in_force(versions: Iterable[DatedT], day: date) -> DatedT | None:
    """The latest version that holds on a day; None before the first one."""
    held = (one for one in versions if one.valid_from <= day)
    return max(held, key=lambda one: one.valid_from, default=None)
