"""The money of a run from columns of its sessions: priced, split and dated as the books would.

What the terms of a scenario ask that columns do not hold is named by ``why_not_columns``: then
the books themselves have to be kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.agreement import Agreement, ClockOrigin, FxLock, PayoutCondition
from core.domain.errors import RuleError
from core.domain.hold import HoldReason
from core.domain.rounding import RoundingPolicy
from core.domain.waterfall import Actor
from core.ledger.session_columns import SessionColumns
from core.ledger.split_columns import SplitColumns, refuse_uncovered, split_columns
from core.ledger.steps_of_terms import waterfall_of
from core.pricing.batch import BatchPrice
from simulation.cdr_of_visit import Registrar
from simulation.money.conditions import conditions_met, conditions_of
from simulation.money.cycle_days import CycleDays, converted, summed
from simulation.money.money_sums import Account, Kind, MoneySums, OpenMoney, Sum
from simulation.money.part_sums import part_sums, tax_of
from simulation.money.period_sums import PeriodKey, asks_conditions, months_of
from simulation.money.priced_groups import Group, groups_of, lines_of, priced, reviewed
from simulation.money.served_visits import ServedVisits
from simulation.money.session_terms import DAY_S, Deal, SessionTerms, TermsBook

Ints = NDArray[np.int64]
_LOCKS: Final = (FxLock.SESSION_END, FxLock.CDR_RECEIVED)


def why_not_columns(agreements: Iterable[Agreement]) -> str:
    """What of some terms columns do not hold; empty: they hold all of it."""
    found = ((one.version, reason) for one in agreements for reason in _reasons(one))
    return next((f"agreement {version}: {reason}" for version, reason in found), "")


def _reasons(terms: Agreement) -> Iterator[str]:
    if terms.dispute_window_days:
        yield "sessions wait out a dispute window"
    if terms.payout_condition is not PayoutCondition.NETWORK_CREDIT:
        yield "payouts wait for the Demand Partner's money"
    if terms.fx_lock not in _LOCKS:
        yield f"rates are locked at {terms.fx_lock}"
    if terms.clock.origin is ClockOrigin.FUNDS_CAPTURED:
        yield f"the clock starts at {terms.clock.origin}"
    if asks_conditions(terms):
        yield "a step of a period is for some sessions only"
    try:
        refuse_uncovered(terms, met=conditions_of(terms))
    except RuleError as error:
        yield str(error)


def money_sums(served: ServedVisits, book: TermsBook, registrar: Registrar) -> MoneySums:
    """The money of sessions.

    Args:
        served: They need not be all of the run: sums of blocks add up.
        book: The network's parties and terms.
        registrar: Its sites and prices.

    Raises:
        RuleError: The terms are not for columns; ``why_not_columns`` says so before.
    """
    scenario = registrar.scenario
    sums = MoneySums.none(scenario, book.days_after)
    number = {one.key: at for at, one in enumerate(scenario.cpo)}
    cpos = np.array([number[one.cpo] for one in scenario.location])
    for group in groups_of(served, registrar):
        _GroupMoney(group, registrar, book, sums, cpos[group.served.site]).add()
    return sums


@dataclass(slots=True)
class _GroupMoney:
    """The work on one group."""

    group: Group
    registrar: Registrar
    book: TermsBook
    sums: MoneySums
    cpo: Ints
    """Whose site each session was at: index of the CPO in the scenario."""
    _prices: dict[RoundingPolicy, BatchPrice] = field(default_factory=dict)

    def add(self) -> None:
        """Count everything, hold what is to be held, and post the rest."""
        group, scenario = self.group, self.registrar.scenario
        served = group.served
        self._count_all()
        sound = self._sound()
        kinds, examples = self.book.kinds_of_cpos
        kind_of_session = kinds[self.cpo]
        stays = group.stays
        for number, partner in enumerate(scenario.demand_partner):
            for kind, cpo in enumerate(examples):
                theirs = (served.demand_partner == number) & (kind_of_session == kind)
                rows = np.flatnonzero(sound & theirs)
                if not len(rows):
                    continue
                deal = Deal(
                    cpo=cpo,
                    demand_partner=partner.key,
                    country=group.country,
                    currency=group.tariff.currency,
                    time_zone=group.time_zone,
                )
                times = (stays.start_s[rows], stays.end_s[rows], self._received_s[rows])
                for chosen, some in self.book.choose(deal, *times):
                    if isinstance(chosen, HoldReason):
                        self.sums.hold(chosen, len(some))
                    else:
                        self._post(number, chosen, rows[some])

    def _count_all(self) -> None:
        served, partners = self.group.served, self.sums.partners
        totals = self.sums.of(self.group.tariff.currency)
        sites, place = np.unique(served.site, return_inverse=True)
        place = place * partners + served.demand_partner
        for name, amounts in (
            (Sum.SESSIONS, np.ones_like(place)),
            (Sum.ENERGY_E4, served.energy_e4),
            (Sum.UNBILLED, (~served.is_billed).astype(np.int64)),
            (Sum.UNBILLED_E4, np.where(served.is_billed, 0, served.energy_e4)),
        ):
            counts = summed(place, amounts, len(sites) * partners)
            totals[sites, :, name] += counts.reshape(len(sites), partners)

    @property
    def _received_s(self) -> Ints:
        start_s = int(self.registrar.scenario.start.timestamp())
        return start_s + self.group.served.received_s

    def _sound(self) -> NDArray[np.bool_]:
        sound = self.group.served.is_billed
        for reason, found in reviewed(self.group, self.registrar):
            self.sums.hold(reason, int(np.count_nonzero(found & sound)))
            sound &= ~found
        return sound

    def _post(self, partner: int, terms: SessionTerms, rows: Ints) -> None:
        price = self._priced(terms)
        if price.report.refused:
            refused = np.isin(rows, list(price.report.refused))
            self.sums.hold(HoldReason.PRICE_UNKNOWN, int(refused.sum()))
            rows = rows[~refused]
        sessions = SessionColumns(
            currency=price.currency,
            lines=lines_of(price, rows),
            energy_e4=self.group.served.energy_e4[rows],
        )
        met = conditions_met(terms.agreement, self.group, self.registrar, rows)
        parts = split_columns(sessions, terms.agreement, terms.vat, met)
        moves = parts.net + parts.vat != 0
        for part in parts.parts:
            moves |= part.amount != 0
        posted = moves & (price.after[rows] != 0)
        self._count(partner, price, parts, rows, posted)
        if waterfall_of(terms.agreement).period_steps:
            of_dp = self.registrar.scenario.demand_partner[partner].key
            end_s, cpos = self.group.stays.end_s[rows], self.cpo[rows]
            for number in np.unique(cpos).tolist():
                key = PeriodKey(
                    agreement=terms.agreement,
                    month="",
                    cpo=self.registrar.scenario.cpo[number].key,
                    demand_partner=of_dp,
                )
                theirs = posted & (cpos == number)
                for month, sums in months_of(key, sessions, parts, end_s, theirs).items():
                    self.sums.months.add(month, sums)
        self._date(partner, terms, parts, rows, posted)

    def _priced(self, terms: SessionTerms) -> BatchPrice:
        rounding = terms.agreement.rounding
        if rounding not in self._prices:
            self._prices[rounding] = priced(self.group, self.registrar, rounding)
        return self._prices[rounding]

    def _count(
        self,
        partner: int,
        price: BatchPrice,
        parts: SplitColumns,
        rows: Ints,
        posted: NDArray[np.bool_],
    ) -> None:
        totals = self.sums.of(price.currency)
        sites, place = np.unique(self.group.served.site[rows], return_inverse=True)
        found = {
            Sum.POSTED: posted.astype(np.int64),
            Sum.FREE: (~posted).astype(np.int64),
            Sum.TARIFF_NET: price.before[rows],
            Sum.TARIFF_GROSS: price.after[rows],
            **part_sums(parts),
        }
        for name, amounts in found.items():
            counts = amounts if name is Sum.FREE else np.where(posted, amounts, 0)
            totals[sites, partner, name] += summed(place, counts, len(sites))

    def _date(
        self,
        partner: int,
        terms: SessionTerms,
        parts: SplitColumns,
        rows: Ints,
        posted: NDArray[np.bool_],
    ) -> None:
        """What is open from the end of each session until its cycle, by account."""
        days = CycleDays(
            int(self.registrar.scenario.start.timestamp()) // DAY_S,
            self.sums.days,
            self.group.stays.end_s[rows][posted],
            self._received_s[rows][posted],
            terms.agreement.clock,
        )
        dp = self.registrar.scenario.demand_partner[partner]
        own, rate, margin_bp = self.group.tariff.currency, terms.rate, terms.agreement.fx_margin_bp
        theirs = own if rate is None else dp.currency
        rebate = sum(
            (part.amount for part in parts.parts if part.step.payee == Actor.DRIVER),
            np.zeros_like(parts.net),
        )
        share = parts.owed_to_dp() - rebate
        owed = converted(parts.owed_by_dp(), rate, own, margin_bp)
        given = converted(share, rate, own) + converted(rebate, rate, own)
        for cpo, money in days.by(self.cpo[rows][posted], parts.owed_to_cpo()[posted]):
            key = self.registrar.scenario.cpo[cpo].key
            self._open(Kind.PAYABLE, key, own, dp.key, money)
        self._open(Kind.RECEIVABLE, dp.key, theirs, dp.key, days.of(owed[posted]))
        self._open(Kind.SHARE, dp.key, theirs, dp.key, days.of(given[posted]))
        self._open(Kind.TAX, own, own, dp.key, days.of(tax_of(parts)[posted]))
        for part in parts.parts:
            money = days.of((part.amount + part.vat)[posted])
            if part.step.is_third_party:
                self._open(Kind.PARTNER, part.step.payee, own, dp.key, money)
            elif part.step.payee == Actor.CARD:
                self._open(Kind.CARD, part.step.payee, own, dp.key, money)

    def _open(self, kind: Kind, owner: str, currency: str, dp: str, money: OpenMoney) -> None:
        cpo = owner if kind is Kind.PAYABLE else ""
        account = Account(kind=kind, owner=owner, currency=currency, cpo=cpo, demand_partner=dp)
        self.sums.post(account, money)
