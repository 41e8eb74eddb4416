"""What if: sessions of the books under other terms, each beside what it came to; all is only read.

Both sides are worked out by the engine that posts sessions, from the prices that the books hold,
so the differences are those of the terms alone. Amounts are before VAT, in minor units.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from math import isqrt

from core.domain.agreement import Agreement
from core.domain.interval import Interval
from core.domain.priced_cdr import PricedCdr
from core.ledger.outcome import NOTHING, Outcome, moved_between, outcome_of
from core.ledger.split import Split
from core.ledger.steps_of_terms import waterfall_of
from core.ledger.true_up import Group, PeriodTotals, counts_in, group_of
from core.service.known import Known, known_in
from core.service.posted_prices import any_vat, parts_under, posted_prices, would_hold
from core.service.runtime import Runtime
from core.store.true_up_store import count_posted

OnSessions = Callable[[int, int], None]
"""Told (done, total); may raise to stop: nothing was written anyway."""
SIDES = tuple(side.name for side in fields(Outcome))
_Z_E4 = 19_600
"""Two-sided 95 % of the normal distribution, in ten-thousandths."""


@dataclass(slots=True)
class Paired:
    """One side's amounts under both terms, session by session."""

    sessions: int = 0
    before: int = 0
    after: int = 0
    squares: int = 0
    """Sum of the squares of the differences."""
    better: int = 0
    """Sessions that leave more than before."""
    worse: int = 0

    def add(self, before: int, after: int) -> None:
        """Count a session."""
        difference = after - before
        self.sessions += 1
        self.before += before
        self.after += after
        self.squares += difference * difference
        self.better += difference > 0
        self.worse += difference < 0

    @property
    def difference(self) -> int:
        """After less before."""
        return self.after - self.before

    @property
    def mean(self) -> Decimal:
        """Difference of one session."""
        return Decimal(self.difference) / self.sessions if self.sessions else Decimal(0)

    @property
    def half_width(self) -> Decimal | None:
        """Half the 95 % interval around the mean, were these sessions drawn from many more.

        None of fewer than two: one difference says nothing about how they spread.
        """
        count = self.sessions
        if count < 2:
            return None
        spread = count * self.squares - self.difference**2  # count * (count - 1) * variance
        root = isqrt(spread * _Z_E4 * _Z_E4 // (count - 1))  # of variance * count, as z says
        return Decimal(root) / 10_000 / count


@dataclass(slots=True)
class WhatIf:
    """What came out."""

    version: str
    currency: str
    time: Interval
    sessions: int = 0
    """Worked out under both."""
    other_terms: int = 0
    """Not for these terms: other parties or countries, or more specific terms hold."""
    other_currency: int = 0
    sides: dict[str, Paired] = field(default_factory=lambda: {side: Paired() for side in SIDES})
    """By ``cpo``, ``dp``, ``network``, ``others``, ``driver`` and ``card``."""
    by_cpo: dict[str, Paired] = field(default_factory=dict)
    by_dp: dict[str, Paired] = field(default_factory=dict)
    true_up_before: Outcome = NOTHING
    """What steps of a period move under the terms that held, if the time is one period."""
    true_up_after: Outcome = NOTHING

    @property
    def true_up_difference(self) -> dict[str, int]:
        """After less before of steps of a period, by side."""
        return {
            side: getattr(self.true_up_after, side) - getattr(self.true_up_before, side)
            for side in SIDES
        }


class _Months:
    """Steps of a period under some terms, the whole time being one period."""

    def __init__(self) -> None:
        self._totals: dict[tuple[str, Group], PeriodTotals] = {}
        self._terms: dict[str, Agreement] = {}

    def add(self, terms: Agreement, priced: PricedCdr, parts: Split, known: Known) -> None:
        falls = waterfall_of(terms)
        if not falls.period_steps:
            return
        cdr = priced.cdr
        around = known.circumstances_of(cdr) if terms.asks_circumstances else None
        self._terms[terms.version] = terms
        for group in {group_of(step, cdr.cpo, cdr.demand_partner) for step in falls.period_steps}:
            key = (terms.version, group)
            if key not in self._totals:
                self._totals[key] = PeriodTotals(falls, terms.payout_currency)
            self._totals[key].add(priced, parts, around)

    def outcome(self) -> Outcome:
        total = NOTHING
        for (version, group), sums in self._totals.items():
            terms = self._terms[version]
            vat = any_vat(terms)
            assert any(counts_in(step, group) for step in waterfall_of(terms).period_steps), group
            total += moved_between(sums.true_up(group, vat))
        return total


def what_if(
    runtime: Runtime,
    terms: Agreement,
    time: Interval,
    on_sessions: OnSessions = lambda _done, _total: None,
) -> WhatIf:
    """Sessions that ended in a time, under terms that need not be in force then.

    Args:
        runtime: The books; only read.
        terms: A draft, or any other terms.
        time: When sessions ended; its end is given. Steps of a period take it as one period.
        on_sessions: Told how far it is.
    """
    assert time.end is not None, time
    with runtime.database.reading() as connection:
        known = known_in(connection)
        total = count_posted(connection, time.start, time.end)
        found = WhatIf(terms.version, terms.payout_currency, time)
        before, after = _Months(), _Months()
        done = 0
        for batch in posted_prices(connection, known, time.start, time.end):
            for priced, held in batch:
                _count(found, (priced, held, terms), known, (before, after))
            done += len(batch)
            on_sessions(done, max(total, done))
    found.true_up_before, found.true_up_after = before.outcome(), after.outcome()
    return found


def _count(
    found: WhatIf,
    session: tuple[PricedCdr, Agreement, Agreement],
    known: Known,
    months: tuple[_Months, _Months],
) -> None:
    priced, held, terms = session
    if not would_hold(terms, held, priced):
        found.other_terms += 1
        return
    if priced.currency != terms.payout_currency:
        found.other_currency += 1
        return
    found.sessions += 1
    outcomes = []
    for one, month in zip((held, terms), months, strict=True):
        parts = parts_under(priced, one, known)
        month.add(one, priced, parts, known)
        outcomes.append(outcome_of(priced, parts))
    was, would = outcomes
    for side, paired in found.sides.items():
        paired.add(getattr(was, side), getattr(would, side))
    cdr = priced.cdr
    found.by_cpo.setdefault(cdr.cpo, Paired()).add(was.cpo, would.cpo)
    found.by_dp.setdefault(cdr.demand_partner, Paired()).add(was.dp, would.dp)
