"""What drivers pay their Demand Partner, and what is left of it there: outside the network's books.

A partner's own price, markup, rebate and the discount of its subscribers are on top of the public
tariff; subscribers count by their share of its drivers, not driver by driver. Amounts are float.
"""

from dataclasses import dataclass

from simulation.money.cash_days import worth_in
from simulation.money.fixed_fees import YEAR_DAYS
from simulation.money.money_sums import Ints, Sum
from simulation.plays import Play
from simulation.scenario import Scenario
from simulation.scenario_parts import DemandPartnerPart

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Retail:
    """The prices of the Demand Partners of a play."""

    scenario: Scenario
    play: Play

    def paid(self, number: int, sums: Ints, currency: str) -> float:
        """What drivers of a partner pay for its sessions in a currency, with VAT, in minor units.

        Args:
            number: Of the Demand Partner in the scenario.
            sums: Of its sessions, array of shape (sum,).
            currency: Theirs.
        """
        part = self.scenario.demand_partner[number]
        return self._base(part, sums, currency) * self._factor(part)

    def margin(self, number: int, sums: Ints, currency: str) -> float:
        """What a partner keeps of that, before VAT: less what it owes, with its share."""
        gross, net = float(sums[Sum.TARIFF_GROSS]), float(sums[Sum.TARIFF_NET])
        paid = self.paid(number, sums, currency)
        retail = paid * net / gross if gross else 0.0
        owed = float(sums[Sum.GROSS] - sums[Sum.VAT])
        return retail - owed + float(sums[Sum.DP_SHARE] - sums[Sum.CARD_BY_DP])

    def subscriptions(self, number: int, sums: Ints) -> float:
        """What its subscribers pay for the days of the run, before VAT, in its currency."""
        part = self.scenario.demand_partner[number]
        subscribers = part.subscriber_share * part.driver_count
        months = self.scenario.days * MONTHS / YEAR_DAYS
        minor = worth_in(self.scenario, part.currency, part.currency, major=True)
        paid = float(part.subscription_price_per_month) * minor * subscribers * months
        return paid * self._before_vat(sums)

    def _before_vat(self, sums: Ints) -> float:
        """By what a partner's drivers pay; where none charged, by the tariffs of the scenario."""
        gross, net = float(sums[Sum.TARIFF_GROSS]), float(sums[Sum.TARIFF_NET])
        if gross:
            return net / gross
        rates = [float(part.vat_pct) for part in self.scenario.tariff]
        return 100 / (100 + sum(rates) / len(rates)) if rates else 1.0

    def _base(self, part: DemandPartnerPart, sums: Ints, currency: str) -> float:
        """Before what a partner adds or gives: its own price, or the public tariff."""
        if part.own_price_per_kwh is None:
            return float(sums[Sum.TARIFF_GROSS])
        energy_kwh = float(sums[Sum.ENERGY_E4]) / 10_000
        minor = worth_in(self.scenario, part.currency, currency, major=True)
        return float(part.own_price_per_kwh) * minor * energy_kwh

    def _factor(self, part: DemandPartnerPart) -> float:
        markup = (1 + part.markup_pct / 100) * (1 + self.play.markup_bp / 10_000)
        discount = 1 - part.subscriber_share * part.subscriber_discount_pct / 100
        return markup * (1 - part.rebate_pct / 100) * discount
