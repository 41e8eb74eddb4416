"""What is kept of the money of a run: sums by site and Demand Partner, and day by day.

Whole numbers all the way, so blocks of sites added in any order come to the same.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.domain.hold import HoldReason
from simulation.money.period_sums import PeriodBook
from simulation.scenario import Scenario

Ints = NDArray[np.int64]


class Sum(IntEnum):
    """What is added up for each site and Demand Partner, money in minor units."""

    SESSIONS = 0
    """All that were charged, whatever became of their CDRs."""
    ENERGY_E4 = 1
    """Of these, in ten-thousandths of a kWh."""
    POSTED = 2
    FREE = 3
    TARIFF_NET = 4
    """What posted sessions cost at the public tariff, before VAT."""
    TARIFF_GROSS = 5
    """With VAT."""
    GROSS = 6
    """What the Demand Partner owes, with VAT, its fees among it."""
    VAT = 7
    CPO_NET = 8
    DP_SHARE = 9
    COMMISSION = 10
    """What is left to the network before VAT and card cost, fees among it."""
    CARD_COST = 11
    OTHERS = 12
    CARD_BY_NETWORK = 13
    """Card cost and rebates out of the network's pocket."""
    CARD_BY_DP = 14
    """The same out of the Demand Partner's."""
    FEES_OF_CPO = 15
    """Fees by the session that the CPO owes, before VAT."""
    FEES_OF_DP = 16
    """What the Demand Partner owes beside the session, before VAT."""
    UNBILLED = 17
    """Sessions whose CDR did not reach the network."""
    UNBILLED_E4 = 18
    """Their energy, in ten-thousandths of a kWh."""


class Kind(IntEnum):
    """On which account of a party money is open."""

    PAYABLE = 0
    """The CPO is owed it."""
    RECEIVABLE = 1
    """The Demand Partner owes it."""
    SHARE = 2
    """The Demand Partner is owed it: its share, and rebates to pass on."""
    PARTNER = 3
    """A third party is owed it."""
    CARD = 4
    """Whoever collects by card took it at once; of no cycle."""
    TAX = 5
    """The network owes the state VAT that it charged, less what it was charged; of no cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where money is open between a CPO and a Demand Partner."""

    kind: Kind
    owner: str
    """Key of the party that it is of."""
    currency: str
    cpo: str
    """Whose sessions it is for; of PAYABLE only, else empty: those of all."""
    demand_partner: str


@dataclass(slots=True, eq=False)
class OpenMoney:
    """One account of one party in one currency: arrays of shape (day,), days of UTC from the start.

    Cycles cut off once a day, so a cycle is the day of its cut-off.
    """

    accrued: Ints
    """Posted by the day on which the sessions ended."""
    cleared: Ints
    """The same by the cycle that takes it."""

    def plus(self, other: "OpenMoney") -> "OpenMoney":
        """Both."""
        return OpenMoney(self.accrued + other.accrued, self.cleared + other.cleared)


@dataclass(slots=True, eq=False)
class MoneySums:
    """The money of some sites of a scenario."""

    sites: int
    partners: int
    days: int
    """UTC days from that of the start on that are told apart."""
    totals: dict[str, Ints] = field(default_factory=dict)
    """By currency: array of shape (site, Demand Partner, sum)."""
    open: dict[Account, OpenMoney] = field(default_factory=dict)
    held: dict[HoldReason, int] = field(default_factory=dict)
    months: PeriodBook = field(default_factory=PeriodBook)
    """What steps of a period need."""

    @classmethod
    def none(cls, scenario: Scenario, days_after: int) -> Self:
        """Nothing yet; cycles are told apart until so many days after the run."""
        return cls(
            sites=len(scenario.location),
            partners=len(scenario.demand_partner),
            days=scenario.days + days_after,
        )

    def of(self, currency: str) -> Ints:
        """The sums in a currency, to be added to."""
        if currency not in self.totals:
            self.totals[currency] = np.zeros((self.sites, self.partners, len(Sum)), np.int64)
        return self.totals[currency]

    def post(self, account: Account, money: OpenMoney) -> None:
        """Add to an account."""
        before = self.open.get(account)
        self.open[account] = money if before is None else before.plus(money)

    def hold(self, reason: HoldReason, sessions: int) -> None:
        """Count sessions that the books would hold."""
        if sessions:
            self.held[reason] = self.held.get(reason, 0) + sessions

    def plus(self, other: "MoneySums") -> "MoneySums":
        """Both, of the same scenario."""
        both = MoneySums(self.sites, self.partners, self.days)
        for one in (self, other):
            for currency, totals in one.totals.items():
                both.totals[currency] = both.of(currency) + totals
            for account, money in one.open.items():
                both.post(account, money)
            for reason, count in one.held.items():
                both.hold(reason, count)
            for key, sums in one.months.sums.items():
                both.months.add(key, sums)
        return both
