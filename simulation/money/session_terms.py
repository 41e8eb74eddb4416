"""Agreement, VAT and rate of many sessions of one CPO and one Demand Partner, as the core chooses.

What changes with time changes on few days, so each day is asked once and the sessions follow.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.domain.agreement import Agreement, FxLock
from core.domain.agreement_scope import in_force, ranked
from core.domain.currency_life import LAST_DAYS, why_ended
from core.domain.errors import RuleError, UndecidedVatError
from core.domain.fx_rate import FxRate
from core.domain.fx_rates import FxRates
from core.domain.hold import HoldReason
from core.domain.network import Network
from core.domain.party import Party
from core.ledger.session_vat import SessionVat, Traders, vat_of_session
from core.pricing.batch_clock import wall_clock
from core.pricing.time_zones import zone_named
from core.service.vat_file import vat_table

Ints = NDArray[np.int64]
DAY_S: Final = 86_400
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = _EPOCH.date()
_DECIDED: dict[tuple[object, ...], SessionVat | HoldReason] = {}
"""VAT of what was decided before; points of an experiment ask the same again and again."""
_DECIDED_MAX: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTerms:
    """What some sessions are posted under."""

    agreement: Agreement
    vat: SessionVat
    rate: FxRate | None
    """To the currency that the Demand Partner settles in; None where it is the session's."""


Chosen = SessionTerms | HoldReason
"""Terms, or why the books would hold the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """Between whom sessions are, and where."""

    cpo: str
    demand_partner: str
    country: str
    """Of the charge point."""
    currency: str
    """Of the tariff."""
    time_zone: str


@dataclass(slots=True)
class TermsBook:
    """All that is known of a network and its terms; what was decided is remembered."""

    network: Network
    agreements: tuple[Agreement, ...]
    _parties: dict[str, Party] = field(init=False)
    _rates: FxRates = field(init=False)
    _turns: NDArray[np.int64] = field(init=False)
    kinds_of_cpos: tuple[NDArray[np.int64], tuple[str, ...]] = field(init=False)
    """CPOs that no terms and no rule of VAT tell apart: the kind of each, and one of each kind."""

    def __post_init__(self) -> None:
        """Sort what is known."""
        one = self.network
        partners = (partner.party for partner in one.demand_partners)
        parties = (*one.cpos, *partners, *one.partners)
        self._parties = {party.key: party for party in parties}
        self._rates = FxRates(one.fx_rates)
        self.agreements = ranked(self.agreements)
        ends = (term.effective.end for term in self.agreements)
        starts = (term.effective.start for term in self.agreements)
        turns = {*starts, *(end for end in ends if end is not None)}
        self._turns = np.array(sorted(int(one.timestamp()) for one in turns), np.int64)
        self.kinds_of_cpos = self._kinds()

    def party(self, key: str) -> Party:
        """A CPO or Demand Partner."""
        return self._parties[key]

    def _kinds(self) -> tuple[NDArray[np.int64], tuple[str, ...]]:
        named = {one.cpo for one in self.agreements}
        kinds: dict[tuple[object, ...], str] = {}
        found = []
        for cpo in self.network.cpos:
            own = cpo.key if cpo.key in named else ""
            facts = (cpo.country_code, cpo.vat, own)
            kinds.setdefault(facts, cpo.key)
            found.append(list(kinds).index(facts))
        return np.array(found, np.int64), tuple(kinds.values())

    @property
    def days_after(self) -> int:
        """So many days after a session, or after its CDR, every cycle that takes it has cut off."""
        return max((one.clock.delay_h for one in self.agreements), default=0) // 24 + 3

    def choose(
        self, deal: Deal, start_s: Ints, end_s: Ints, received_s: Ints
    ) -> list[tuple[Chosen, Ints]]:
        """The terms of sessions between two parties, and the rows that each is for.

        Args:
            deal: Between whom.
            start_s: Seconds since 1970, of shape (session,).
            end_s: The same.
            received_s: When the CDRs came; the same.
        """
        found: dict[Chosen, list[Ints]] = {}
        for agreement, rows in self._agreements(deal, start_s):
            if isinstance(agreement, HoldReason):
                found.setdefault(agreement, []).append(rows)
                continue
            late = agreement.fx_lock is FxLock.CDR_RECEIVED
            lock_day = (received_s if late else end_s)[rows] // DAY_S
            for chosen, some in self._terms(deal, agreement, end_s[rows], lock_day):
                found.setdefault(chosen, []).append(rows[some])
        return [(chosen, np.sort(np.concatenate(rows))) for chosen, rows in found.items()]

    def _agreements(self, deal: Deal, start_s: Ints) -> list[tuple[Agreement | HoldReason, Ints]]:
        era = np.searchsorted(self._turns, start_s, side="right")
        return [(self._agreement(deal, int(start_s[rows[0]])), rows) for rows in _alike(era)]

    def _agreement(self, deal: Deal, start_s: int) -> Agreement | HoldReason:
        instant = _EPOCH + timedelta(seconds=start_s)
        parties = deal.cpo, deal.demand_partner
        try:
            found = in_force(self.agreements, *parties, deal.country, instant)
        except RuleError:
            return HoldReason.NO_AGREEMENT
        if found is None:
            return HoldReason.NO_AGREEMENT
        if deal.currency != found.payout_currency:
            return HoldReason.CURRENCY_MISMATCH
        return found

    def _terms(
        self, deal: Deal, agreement: Agreement, end_s: Ints, lock_day: Ints
    ) -> list[tuple[Chosen, Ints]]:
        local_day = wall_clock(end_s, zone_named(deal.time_zone)) // DAY_S
        rates: tuple[list[FxRate | HoldReason | None], Ints] = [None], np.zeros_like(lock_day)
        if not self._is_one_currency(deal):
            rates = _by_day(lock_day, lambda day: self._rate(deal, agreement, _day(day)))
        eras = _by_day(local_day, _era)
        pairs = eras[1] * len(rates[0]) + rates[1]
        found: list[tuple[Chosen, Ints]] = []
        for rows in _alike(pairs):
            rate = rates[0][int(rates[1][rows[0]])]
            day = _day(int(local_day[rows[0]]))
            vat = self._decided(deal, agreement, day)
            if isinstance(rate, HoldReason):
                found.append((rate, rows))
            elif isinstance(vat, HoldReason):
                found.append((vat, rows))
            else:
                found.append((SessionTerms(agreement=agreement, vat=vat, rate=rate), rows))
        return found

    def _decided(self, deal: Deal, agreement: Agreement, day: date) -> SessionVat | HoldReason:
        known = self._parties
        others = tuple(known[step.payee] for step in agreement.steps if step.payee in known)
        pair = known[deal.cpo], known[deal.demand_partner]
        traders = Traders(self.network.operator, *pair, others)
        made = (agreement, traders.network, *pair, others, deal.country, vat_table().era(day))
        if made not in _DECIDED:
            if len(_DECIDED) >= _DECIDED_MAX:
                _DECIDED.clear()
            _DECIDED[made] = _decision(agreement, traders, deal.country, day)
        return _DECIDED[made]

    def _is_one_currency(self, deal: Deal) -> bool:
        """Whether sessions are settled as they are priced, on whatever day."""
        wanted = self._parties[deal.demand_partner].currency
        return wanted == deal.currency and wanted not in LAST_DAYS

    def _rate(self, deal: Deal, agreement: Agreement, day: date) -> FxRate | HoldReason | None:
        """As ``choose_terms``: none between equal currencies, and none that is too old."""
        wanted = self._parties[deal.demand_partner].currency
        if why_ended(deal.currency, day) or why_ended(wanted, day):
            return HoldReason.CURRENCY_MISMATCH
        if wanted == deal.currency:
            return None
        rate = self._rates.last(deal.currency, wanted, day)
        oldest = agreement.fx_max_age_days
        if rate is None or (oldest is not None and rate.age_on(day) > oldest):
            return HoldReason.NO_FX_RATE
        return rate


def _decision(
    agreement: Agreement, traders: Traders, country: str, day: date
) -> SessionVat | HoldReason:
    try:
        return vat_of_session(vat_table(), agreement, traders, country, day)
    except UndecidedVatError:
        return HoldReason.NO_VAT_RULE


@lru_cache(maxsize=16_384)
def _era(number: int) -> int:
    """The era of the VAT table to which a day belongs, counted from 1970."""
    return vat_table().era(_day(number))


def _day(number: int) -> date:
    return _EPOCH_DAY + timedelta(days=number)


AnswerT = TypeVar("AnswerT")


def _by_day(days: Ints, answer: Callable[[int], AnswerT]) -> tuple[list[AnswerT], Ints]:
    """The distinct answers, and which of them each row has."""
    first = int(days.min())
    there = np.zeros(int(days.max()) - first + 1, np.bool_)
    there[days - first] = True
    place = np.cumsum(there)[days - first] - 1
    answers: list[AnswerT] = []
    numbers = []
    for number in (np.flatnonzero(there) + first).tolist():
        found = answer(number)
        if found not in answers:
            answers.append(found)
        numbers.append(answers.index(found))
    return answers, np.array(numbers, np.int64)[place]


def _alike(keys: Ints) -> list[Ints]:
    """Rows by equal key."""
    if len(keys) and (keys == keys[0]).all():
        return [np.arange(len(keys))]
    return [np.flatnonzero(keys == one) for one in np.unique(keys)]
