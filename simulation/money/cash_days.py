"""Money in time: when Demand Partners pay, when CPOs are paid, and what the network lies out.

Days are UTC days from that of the run's start on, and go on after the run until all is settled.
Amounts are float, minor units: this is about cost and need, and posts nothing.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import RuleError
from core.domain.fx_rate import FxRate
from core.domain.fx_rates import FxRates
from core.domain.money import exponent_of
from core.domain.settlement_rules import CreditMode
from simulation.money.money_sums import Account, Kind, MoneySums, OpenMoney
from simulation.plays import Play
from simulation.scenario import Scenario
from simulation.scenario_money import CreditPart, LossBearer

Floats = NDArray[np.float64]
MORE_DAYS: Final = 800
"""Beyond the last cycle: payment terms and returned payments are at most 366 days each."""


@dataclass(slots=True, eq=False)
class PartyCash:
    """The money of one party with the network in its own currency; arrays of shape (day,)."""

    currency: str
    earned: Floats
    """What it came to be owed, by the day of the sessions; below zero: what it came to owe."""
    moved: Floats
    """What it was paid; below zero: what it paid."""
    written: Floats
    """What it was owed and will never be paid, when that is known; below zero: what it owed."""
    locked: float = 0.0
    """Its wallet and deposit with the network."""

    @property
    def lost(self) -> float:
        """What it was owed and will never be paid, VAT included."""
        return max(0.0, float(self.written.sum()))

    @property
    def open(self) -> Floats:
        """What it is owed at the end of each day; below zero it owes."""
        return np.cumsum(self.earned - self.moved - self.written)


@dataclass(slots=True, eq=False)
class Cash:
    """All of it, in minor units."""

    currency: str
    """Of the network, in which ``balance`` and ``loss`` are."""
    parties: dict[str, PartyCash] = field(default_factory=dict)
    collected: Floats = field(default_factory=lambda: np.zeros(0))
    """What came in, by day."""
    paid: Floats = field(default_factory=lambda: np.zeros(0))
    """What went out, by day."""
    written: Floats = field(default_factory=lambda: np.zeros(0))
    """What the network bears of what is not paid, by the day on which that is known."""
    loss: dict[str, float] = field(default_factory=dict)
    """By the Demand Partner that did not pay: what the network bears of it."""

    @property
    def balance(self) -> Floats:
        """What the network has at the end of each day; below zero it has laid out so much."""
        return np.cumsum(self.collected - self.paid)

    @property
    def financed(self) -> Floats:
        """The same where what is lost is written off: a loss counts once, and bears no interest."""
        return np.cumsum(self.collected - self.paid + self.written)


def cash_of(sums: MoneySums, scenario: Scenario, play: Play) -> Cash:
    """When the money of a run moves."""
    length = sums.days + MORE_DAYS
    cash = Cash(currency=scenario.operator.currency)
    cash.collected, cash.paid, cash.written = np.zeros((3, length))
    for party in (*scenario.cpo, *scenario.demand_partner):
        earned, moved, written = np.zeros((3, length))
        cash.parties[party.key] = PartyCash(party.currency, earned, moved, written)
    for partner in scenario.demand_partner:
        ours = {one: sums.open[one] for one in sums.open if one.demand_partner == partner.key}
        _Paying(ours, play.credit_of(partner.key), partner.key, scenario, cash).add()
    return cash


@dataclass(frozen=True, slots=True)
class _Paying:
    """What is between one Demand Partner, all its CPOs and the network."""

    accounts: dict[Account, OpenMoney]
    credit: CreditPart
    partner: str
    scenario: Scenario
    cash: Cash

    def add(self) -> None:
        """Its payments, its share, and the payouts for its sessions."""
        mine = self.cash.parties[self.partner]
        due = self._sum(Kind.RECEIVABLE, cleared=True) - self._sum(Kind.SHARE, cleared=True)
        owed = self._sum(Kind.RECEIVABLE) - self._sum(Kind.SHARE)
        mine.earned -= owed
        if self.credit.mode is CreditMode.POSTPAID:
            pays, unpaid = self._postpaid(due)
        else:
            late = self.credit.payment_after_days
            late = late if self.credit.mode is CreditMode.CAPTURED else 0
            pays = _later(self._sum(Kind.RECEIVABLE), late)
            pays -= self._sum(Kind.SHARE, cleared=True)
            unpaid = np.zeros_like(due)
        mine.moved -= pays
        self._lock(mine)
        self.cash.collected += self._worth(pays, mine.currency)
        self._pay_others(unpaid)

    def _postpaid(self, due: Floats) -> tuple[Floats, Floats]:
        """Payments by day, and of each cycle what is not paid."""
        late, credit = self.credit.payment_after_days, self.credit
        unpaid = np.zeros_like(due)
        if credit.default_on_day is not None:
            first = max(0, credit.default_on_day - late)
            unpaid[first:] = due[first:]
        paid = _later(due - unpaid, late)
        returned = paid * float(credit.returned_pct) / 100
        pays = paid - returned + _later(returned, credit.returned_after_days)
        left = float(unpaid.sum())
        if credit.default_on_day is not None and left > 0:
            deposit = min(left, self._deposit())
            pays[credit.default_on_day] += deposit
            pays[_last_day(due, late)] += (left - deposit) * float(credit.recovered_pct) / 100
        return pays, unpaid

    def _pay_others(self, unpaid: Floats) -> None:
        """CPOs are paid by cycle, whether the partner paid or not, unless they bear the loss."""
        lost = self._lost(unpaid)
        left = self._worth(lost * unpaid, self._currency)
        held_part = self._held(unpaid) * lost
        for account, money in self.accounts.items():
            if account.kind in {Kind.RECEIVABLE, Kind.SHARE}:
                continue
            pays = self._paid_by_day(account.kind, money)
            if account.kind is Kind.PAYABLE:
                theirs = self.cash.parties[account.cpo]
                theirs.earned += _padded(money.accrued, len(unpaid))
                held = np.where(unpaid > 0, held_part * pays, 0.0)
                theirs.written += self._when_known(held)
                left -= self._worth(held, account.currency)
                pays = pays - held
                theirs.moved += pays
            self.cash.paid += self._worth(pays, account.currency)
        if lost:
            self.cash.loss[self.partner] = float(left.sum())
            self.cash.written += self._when_known(left)
            self.cash.parties[self.partner].written -= self._when_known(lost * unpaid)

    def _when_known(self, amounts: Floats) -> Floats:
        """What was due before the default is lost with it; what is due later, when it is due."""
        day = min(self.credit.default_on_day or 0, len(amounts) - 1)
        known = amounts.copy()
        known[:day] = 0.0
        known[day] += amounts[:day].sum()
        return known

    def _paid_by_day(self, kind: Kind, money: OpenMoney) -> Floats:
        length = len(self.cash.paid)
        if kind is Kind.TAX:
            return _later(_padded(money.accrued, length), self.scenario.money.vat_after_days)
        return _padded(money.accrued if kind is Kind.CARD else money.cleared, length)

    def _held(self, unpaid: Floats) -> float:
        """Which part of payouts is at stake: all of them, or what the partner owed for them."""
        if self.credit.loss_bearer is LossBearer.NETWORK:
            return 0.0
        stake = 0.0
        for account, money in self.accounts.items():
            if account.kind is Kind.PAYABLE:
                pays = np.where(unpaid > 0, _padded(money.cleared, len(unpaid)), 0.0)
                stake += float(self._worth(pays, account.currency).sum())
        owed = float(self._worth(unpaid, self._currency).sum())
        return min(1.0, owed / stake) if stake > 0 else 0.0

    @property
    def _currency(self) -> str:
        return self.cash.parties[self.partner].currency

    def _lost(self, unpaid: Floats) -> float:
        """Which part of what is unpaid is lost, deposit and recovery taken off."""
        left = float(unpaid.sum())
        if left <= 0:
            return 0.0
        uncovered = max(0.0, left - self._deposit())
        return uncovered * (1 - float(self.credit.recovered_pct) / 100) / left

    def _lock(self, mine: PartyCash) -> None:
        mine.locked = self._deposit()
        if self.credit.mode is CreditMode.PREFUNDED:
            used = float(self._sum(Kind.RECEIVABLE).sum()) / self.scenario.days
            mine.locked += used * self.credit.prefunded_days

    def _deposit(self) -> float:
        return float(self.credit.deposit * 10 ** exponent_of(self._currency))

    def _sum(self, kind: Kind, *, cleared: bool = False) -> Floats:
        total = np.zeros(len(self.cash.paid))
        for account, money in self.accounts.items():
            if account.kind is kind:
                total += _padded(money.cleared if cleared else money.accrued, len(total))
        return total

    def _worth(self, amounts: Floats, currency: str) -> Floats:
        return amounts * worth_in(self.scenario, currency, self.cash.currency)


def worth_in(scenario: Scenario, currency: str, wanted: str, *, major: bool = False) -> float:
    """Minor units of a currency for a minor (or major) unit of another, by a scenario's last rate.

    Raises:
        RuleError: It states none; then nothing could be settled between them either.
    """
    units = 10.0 ** exponent_of(currency) if major else 1.0
    if currency == wanted:
        return units
    rates = FxRates(FxRate(**part.model_dump()) for part in scenario.fx_rate)
    end = (scenario.start + timedelta(days=scenario.days)).date()
    rate = rates.last(currency, wanted, end)
    if rate is None:
        raise RuleError(f"fx_rate: wanted one between {currency} and {wanted}, found none")
    factor = float(rate.rate) if rate.base == currency else 1 / float(rate.rate)
    return units * factor * float(10.0 ** (exponent_of(wanted) - exponent_of(currency)))


def _padded(amounts: NDArray[np.int64], length: int) -> Floats:
    found = np.zeros(length)
    found[: len(amounts)] = amounts
    return found


def _later(amounts: Floats, days: int) -> Floats:
    """The same, so many days later; nothing falls off, for there are days enough."""
    found = np.zeros_like(amounts)
    found[days:] = amounts[: len(amounts) - days]
    return found


def _last_day(due: Floats, late: int) -> int:
    """When the last of it would have been paid."""
    return int(np.flatnonzero(due).max(initial=0)) + late
