"""At which rate a cycle converts what it clears, and what waits because there is none.

Without a rate that is young enough on the day of the cut-off an entry waits whole, with the CPO's
part of it: a cycle takes entries, not legs.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.domain.agreement import Agreement, FxLock
from core.domain.currency_life import why_ended
from core.domain.entry import Entry
from core.domain.fx_rates import FxRates
from core.domain.money import Money
from core.ledger.chart_of_accounts import Code, code_of, owner_of
from core.ledger.conversion_rules import CONVERTIBLE, ToConvert, entry_for_conversion
from core.settlement.cycle import Cycle
from core.store.cycle_store import OpenLeg
from core.store.database import OpenTransaction
from core.store.rate_store import all_rates
from core.store.reference_store import all_parties


@dataclass(frozen=True, slots=True)
class CutOffRates:
    """Rates and whose currency is which; empty where no terms lock at settlement."""

    agreements: Mapping[str, Agreement]
    """By version."""
    currencies: Mapping[str, str]
    """Of each party that settles, by its key."""
    rates: FxRates = field(default_factory=FxRates)

    def entries_of(self, cycle: Cycle, legs: Sequence[OpenLeg]) -> list[Entry]:
        """What a cycle converts, an entry a partner and currency; of its legs nothing waits."""
        found: dict[tuple[str, str], list[ToConvert]] = defaultdict(list)
        for leg in self._foreign(legs):
            terms = self.agreements.get(leg.terms)
            margin_bp = 0 if terms is None else terms.fx_margin_bp
            one = ToConvert(leg.account, leg.amount_minor, margin_bp)
            found[owner_of(leg.account), leg.currency].append(one)
        made = []
        for whose, owed in sorted(found.items()):
            rate = self.rates.last(whose[1], self.currencies[whose[0]], cycle.day)
            assert rate is not None, whose
            made.append(entry_for_conversion(cycle.cycle_id, whose, owed, rate, cycle.cut_off_at))
        return [one for one in made if one is not None]

    def waiting(self, cycle: Cycle, legs: Sequence[OpenLeg]) -> dict[int, str]:
        """Number of each entry that cannot be converted at a cut-off, and why."""
        found: dict[int, str] = {}
        for leg in self._foreign(legs):
            why = self._why_not(leg, cycle.day)
            if why:
                found[leg.entry] = why
        return found

    def in_own(self, leg: OpenLeg, day: date) -> Money:
        """What a leg comes to in the currency of its party, where a cut-off converts it."""
        owed = Money(leg.amount_minor, leg.currency)
        if not any(self._foreign([leg])):
            return owed
        rate = self.rates.last(leg.currency, self.currencies[owner_of(leg.account)], day)
        assert rate is not None, leg  # else it waits
        terms = self.agreements.get(leg.terms)
        is_asked = code_of(leg.account) is Code.RECEIVABLE
        return rate.convert(owed, 0 if terms is None or not is_asked else terms.fx_margin_bp)

    def _foreign(self, legs: Sequence[OpenLeg]) -> Iterator[OpenLeg]:
        if not self.currencies:
            return
        for leg in legs:
            if code_of(leg.account) in CONVERTIBLE:
                own = self.currencies.get(owner_of(leg.account), leg.currency)
                if own != leg.currency:
                    yield leg

    def _why_not(self, leg: OpenLeg, day: date) -> str:
        partner = owner_of(leg.account)
        wanted, terms = self.currencies[partner], self.agreements.get(leg.terms)
        rate = self.rates.last(leg.currency, wanted, day)
        ended = why_ended(leg.currency, day) or why_ended(wanted, day)
        oldest = None if terms is None else terms.fx_max_age_days
        if ended is not None:
            why = ended
        elif rate is None:
            why = f"no rate between {leg.currency} and {wanted} on or before {day}"
        elif oldest is not None and (age := rate.age_on(day)) > oldest:
            why = f"{rate.rate_id} is {age} days old on {day}, wanted at most {oldest}"
        else:
            return ""
        return f"{partner}: {why}"


def cut_off_rates(connection: OpenTransaction, agreements: Mapping[str, Agreement]) -> CutOffRates:
    """As the books stand now; what no terms need is not read."""
    if not any(one.fx_lock is FxLock.SETTLEMENT for one in agreements.values()):
        return CutOffRates(agreements, {})
    currencies = {key: one.currency for key, one in all_parties(connection).items()}
    return CutOffRates(agreements, currencies, FxRates(all_rates(connection)))
