"""The figures of a play's money: of the network, each CPO, each Demand Partner and each class."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.ledger.steps_of_terms import waterfall_of
from simulation.kpis import keyed
from simulation.money.cash_days import Cash, PartyCash, cash_of, worth_in
from simulation.money.fixed_fees import YEAR_DAYS, fixed_fees_of
from simulation.money.money_amounts import (
    Figures,
    by_quantity,
    counts_of,
    currencies_of,
    keyed_amounts,
)
from simulation.money.money_sums import Ints, MoneySums, Sum
from simulation.money.period_sums import NETWORK
from simulation.money.retail import Retail
from simulation.plays import Play
from simulation.scenario import Scenario
from simulation.scenario_network import agreements_of
from simulation.scenario_parts import PartyPart

CHANNELS_MAX = 60
"""Pairs of CPO and Demand Partner that have figures of their own; of more nobody could read."""
Tables = dict[str, NDArray[np.float64]]


@dataclass(slots=True)
class MoneyFigures:
    """What is told of the money of a play."""

    sums: MoneySums
    scenario: Scenario
    play: Play
    cash: Cash = field(init=False)
    _fees: dict[str, int] = field(init=False)
    _retail: Retail = field(init=False)
    _true_ups: dict[tuple[str, str], int] = field(init=False)
    _has_true_ups: bool = field(init=False)
    _totals: dict[str, Ints] = field(init=False)
    """As those of the sums, and zeros in a currency of the network in which nobody charged."""
    _currency_of: list[str] = field(init=False)
    """By site."""

    def __post_init__(self) -> None:
        """Follow the money."""
        self.cash = cash_of(self.sums, self.scenario, self.play)
        self._fees = fixed_fees_of(self.play, self.scenario)
        self._retail = Retail(self.scenario, self.play)
        self._true_ups = self.sums.months.true_ups()
        agreements = agreements_of(self.play.terms, self.scenario)
        self._has_true_ups = any(waterfall_of(one).period_steps for one in agreements)
        self._currency_of = currencies_of(self.scenario)
        names = sorted({*self.sums.totals, *self._currency_of})
        self._totals = {one: self._in(one) for one in names}

    def kpis(self) -> Figures:
        """Every figure by name, unit last; of a party or class as ``name@key``."""
        found: Figures = {}
        for currency, totals in self._totals.items():
            found |= self._whole(totals, currency)
            for name, sites in self._classes().items():
                if currency in self._currencies(sites):
                    found |= self._of_class(totals[sites].sum((0, 1)), currency, name, sites)
        sites_of: dict[str, list[int]] = {}
        for at, site in enumerate(self.scenario.location):
            sites_of.setdefault(site.cpo, []).append(at)
        for cpo in self.scenario.cpo:
            found |= self._of_cpo(cpo, sites_of.get(cpo.key, []))
        for number, partner in enumerate(self.scenario.demand_partner):
            found |= self._of_partner(number, partner)
        counts = sum((one.sum((0, 1)) for one in self._totals.values()), np.zeros(len(Sum)))
        found["unbilled_sessions"] = float(counts[Sum.UNBILLED])
        found["held_sessions"] = float(sum(self.sums.held.values()))
        return found | dict(self._of_network())

    def tables(self) -> Tables:
        """By name; arrays of shape (day,) in the network's currency, the run and what follows."""
        days = self._days()
        cash = self.cash
        tables = {
            "liquidity_by_day": cash.balance[:days],
            "collected_by_day": cash.collected[:days],
            "paid_out_by_day": cash.paid[:days],
            "payable_by_age": self._payable_by_age(days),
        }
        return {name: np.ascontiguousarray(table, np.float64) for name, table in tables.items()}

    def _whole(self, totals: Ints, currency: str) -> Figures:
        sums = totals.sum((0, 1))
        partners = list(enumerate(totals.sum(0)))
        amounts = {
            "cpo_net": float(sums[Sum.CPO_NET]),
            "dp_net": sum(self._retail.margin(one, ours, currency) for one, ours in partners),
            "gross_at_tariff": float(sums[Sum.TARIFF_GROSS]),
            "commission": float(sums[Sum.COMMISSION]),
        }
        stall_days = self._stall_days(range(len(self.scenario.location)))
        found = by_quantity(amounts, sums, currency, "", stall_days)
        found[f"dp_net_minor_{currency.lower()}"] = amounts["dp_net"]
        paid = sum(self._retail.paid(one, ours, currency) for one, ours in partners)
        found[f"driver_paid_minor_{currency.lower()}"] = paid
        return found

    def _of_class(self, sums: Ints, currency: str, name: str, sites: list[int]) -> Figures:
        amounts = {
            "cpo_net": float(sums[Sum.CPO_NET]),
            "gross_at_tariff": float(sums[Sum.TARIFF_GROSS]),
        }
        return by_quantity(amounts, sums, currency, name, self._stall_days(sites))

    def _of_cpo(self, cpo: PartyPart, sites: list[int]) -> Figures:
        found: Figures = {}
        worth = 0.0
        counts = np.zeros(len(Sum), np.int64)
        for currency in sorted(self._currencies(sites)) or [cpo.currency]:
            ours = self._in(currency)[sites]
            sums = ours.sum((0, 1))
            counts += sums
            amounts = {
                "gross_at_tariff": float(sums[Sum.TARIFF_GROSS]),
                "cpo_net": float(sums[Sum.CPO_NET]),
            }
            found |= keyed_amounts(amounts, currency, cpo.key)
            found |= by_quantity(amounts, sums, currency, cpo.key, self._stall_days(sites))
            if len(self.scenario.cpo) * len(self.scenario.demand_partner) <= CHANNELS_MAX:
                found |= self._channels(cpo.key, ours.sum(0), currency)
            if amounts["cpo_net"]:
                worth += amounts["cpo_net"] * worth_in(self.scenario, currency, cpo.currency)
        return found | counts_of(counts, cpo.key) | self._in_time(cpo, worth, "cpo_result")

    def _channels(self, cpo: str, by_partner: Ints, currency: str) -> Figures:
        found: Figures = {}
        for partner, sums in zip(self.scenario.demand_partner, by_partner, strict=True):
            if sums[Sum.SESSIONS]:
                net = {"cpo_net": float(sums[Sum.CPO_NET])}
                key = f"{cpo} by {partner.key}"
                found |= by_quantity(net, sums, currency, key, 0)
        return found

    def _of_partner(self, number: int, partner: PartyPart) -> Figures:
        found: Figures = {}
        worth = 0.0
        counts = np.zeros(len(Sum), np.int64)
        for currency, totals in self._totals.items():
            sums = totals[:, number].sum(0)
            counts += sums
            net = {"dp_net": self._retail.margin(number, sums, currency)}
            amounts = {"gross": float(sums[Sum.GROSS]), "dp_share": float(sums[Sum.DP_SHARE])}
            found |= keyed_amounts(amounts | net, currency, partner.key)
            found |= by_quantity(net, sums, currency, partner.key, 0)
            if sums[Sum.SESSIONS]:
                worth += net["dp_net"] * worth_in(self.scenario, currency, partner.currency)
        found |= counts_of(counts, partner.key)
        subscribed = self._retail.subscriptions(number, counts)
        if subscribed:
            found |= keyed_amounts({"subscriptions": subscribed}, partner.currency, partner.key)
        return found | self._in_time(partner, worth + subscribed, "dp_result")

    def _in_time(self, party: PartyPart, earned: float, result: str) -> Figures:
        """What waiting, memberships and defaults leave of what a party earned."""
        cash, fees = self.cash.parties[party.key], float(self._fees.get(party.key, 0))
        capital, trued_up = self._capital(cash), self._trued_up(party.key, party.currency)
        amounts = {
            "fixed_fees": fees,
            "cost_of_capital": capital,
            result: earned + trued_up - fees - capital - cash.lost,
        }
        if self._has_true_ups:
            amounts["true_up"] = trued_up
        if result == "cpo_result":
            amounts["working_capital"] = self._tied_up(cash)
            amounts["loss"] = cash.lost
        else:
            amounts["loss"] = self.cash.loss.get(party.key, 0.0)
        found = keyed_amounts(amounts, party.currency, party.key)
        paid = float(cash.moved.sum())
        if result == "cpo_result" and paid > 0:
            found[keyed("payment_delay_h", party.key)] = self._delay_days(cash) * 24
        return found

    def _of_network(self) -> Iterator[tuple[str, float]]:
        currency = self.cash.currency
        days, loss = self._days(), sum(self.cash.loss.values())
        capital = float(np.maximum(-self.cash.financed[:days], 0).sum()) * self._rate()
        net = self._trued_up(NETWORK, currency) - loss - capital
        fees = 0.0
        for other, totals in self.sums.totals.items():
            sums = totals.sum((0, 1))
            own = float(sums[Sum.COMMISSION] - sums[Sum.CARD_BY_NETWORK])
            net += own * worth_in(self.scenario, other, currency)
        for party in (*self.scenario.cpo, *self.scenario.demand_partner):
            paid = float(self._fees.get(party.key, 0))
            fees += paid * worth_in(self.scenario, party.currency, currency)
        amounts = {
            "fixed_fees": fees,
            "network_net": net + fees,
            "liquidity_peak": max(0.0, -float(self.cash.balance[:days].min(initial=0.0))),
            "cost_of_capital": capital,
            "loss": loss,
            "working_capital": sum(
                self._tied_up(self.cash.parties[cpo.key])
                * worth_in(self.scenario, cpo.currency, currency)
                for cpo in self.scenario.cpo
            ),
        }
        for name, amount in amounts.items():
            yield f"{name}_minor_{currency.lower()}", amount

    def _trued_up(self, party: str, currency: str) -> float:
        """What steps of a period give a party more, by its currency."""
        return sum(
            amount * worth_in(self.scenario, other, currency)
            for (key, other), amount in self._true_ups.items()
            if key == party
        )

    def _in(self, currency: str) -> Ints:
        nothing = np.zeros((self.sums.sites, self.sums.partners, len(Sum)), np.int64)
        return self.sums.totals.get(currency, nothing)

    def _currencies(self, sites: Iterable[int]) -> set[str]:
        return {self._currency_of[site] for site in sites}

    def _stall_days(self, sites: Iterable[int]) -> int:
        stalls = sum(self.scenario.location[site].evse_count for site in sites)
        return stalls * self.scenario.days

    def _classes(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, site in enumerate(self.scenario.location):
            found.setdefault(site.charge_point_class, []).append(at)
        return found

    def _rate(self) -> float:
        """Cost of capital for a day."""
        return float(self.scenario.money.capital_pct) / 100 / YEAR_DAYS

    def _capital(self, cash: PartyCash) -> float:
        """What it costs a party to be paid later; below zero where it pays later."""
        open_ = cash.open[: self._days()]
        return (float(open_.sum()) + cash.locked * self.scenario.days) * self._rate()

    def _tied_up(self, cash: PartyCash) -> float:
        """What a CPO has earned and not been paid, in the mean over the second half of the run."""
        days = self.scenario.days
        return float(cash.open[days // 2 : days].mean())

    @staticmethod
    def _delay_days(cash: PartyCash) -> float:
        days = np.arange(len(cash.moved))
        paid = float((days * cash.moved).sum() / cash.moved.sum())
        return paid - float((days * cash.earned).sum() / cash.earned.sum())

    def _days(self) -> int:
        """Days until nothing moves any more."""
        moves = np.flatnonzero(self.cash.collected.astype(bool) | self.cash.paid.astype(bool))
        return max(self.scenario.days, int(moves.max(initial=0)) + 1)

    def _payable_by_age(self, days: int) -> NDArray[np.float64]:
        """Shape (day, 5): what CPOs are owed by age, up to 1, 2, 7, 30 days, and older."""
        earned = np.zeros(len(self.cash.paid))
        open_ = np.zeros_like(earned)
        for cpo in self.scenario.cpo:
            cash = self.cash.parties[cpo.key]
            worth = worth_in(self.scenario, cpo.currency, self.cash.currency)
            earned += cash.earned * worth
            open_ += cash.open * worth
        until = np.cumsum(earned)
        found = np.zeros((days, 5))
        younger = np.zeros(days)
        for column, age in enumerate((1, 2, 7, 30)):
            before = np.concatenate((np.zeros(age), until))[:days]
            part = np.minimum(np.maximum(open_[:days], 0), until[:days] - before)
            found[:, column] = part - younger
            younger = part
        found[:, 4] = np.maximum(open_[:days], 0) - younger
        return found
