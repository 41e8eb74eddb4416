"""Real sessions as they were, beside what they would have come to otherwise; all is only read.

Paired by day: each figure is summed up by the UTC day in which its sessions ended, with the same
sessions on both sides, so the intervals are of what differs from day to day. With demand response
a session counts for the part of it that is left. Sessions that cost nothing are not in the journal,
so they are in no figure.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np

from core.domain.agreement import Agreement, ClockHours
from core.domain.errors import RoamingError
from core.domain.interval import Interval
from core.domain.priced_cdr import PricedCdr
from core.ledger.outcome import outcome_of
from core.service.known import Known, known_in
from core.service.posted_prices import PostedPrice, parts_under, posted_prices, would_hold
from core.service.runtime import Runtime
from core.store.true_up_store import count_posted
from simulation.experiment.estimates import Difference, adjusted, difference_of
from simulation.kpis import keyed, rank_of
from simulation.outputs.otherwise import PPM, WHOLE_BP, Otherwise, part_of

OnSessions = Callable[[int, int], None]
"""Told (done, total); may raise to stop."""
_YEAR_S: Final = 365 * 86_400
_BEFORE, _SAME, _RESPONDED = range(3)
Figures = dict[str, int]
"""Of one session by name, in millionths."""


@dataclass(slots=True)
class ReplayDifference:
    """What came out."""

    time: Interval
    otherwise: Otherwise
    sessions: int = 0
    """Worked out both ways."""
    other_terms: int = 0
    """Not for the terms: other parties, or more specific terms hold; as they were on both sides."""
    unpriced: int = 0
    """Whose price cannot be known otherwise; left out."""
    days: dict[str, dict[date, list[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    )
    """By figure and day: as it was, otherwise, and with demand response, all in millionths."""

    @property
    def day_count(self) -> int:
        """Days with sessions: as many pairs has each figure."""
        return len(self.all_days())

    def total(self, kpi: str, side: int) -> float:
        """Of a figure over all days; side 0: as it was, 1: otherwise, 2: with demand response."""
        return sum(one[side] for one in self.days[kpi].values()) / PPM

    def names(self) -> tuple[str, ...]:
        """Figures, as they are shown."""
        return tuple(sorted(self.days, key=rank_of))

    def differences(self, *, responded: bool) -> tuple[Difference, ...]:
        """Of each figure the mean difference a day, judged among all of them."""
        side = _RESPONDED if responded else _SAME
        days = self.all_days()
        found = []
        for kpi in self.names():
            nothing = [0, 0, 0]
            table = np.array([self.days[kpi].get(day, nothing) for day in days]) / PPM
            found.append(difference_of(kpi, 1, table[:, side], table[:, _BEFORE]))
        return adjusted(found)

    def all_days(self) -> list[date]:
        """Days in which a session ended, ascending."""
        return sorted({day for days in self.days.values() for day in days})


def replay_difference(
    runtime: Runtime,
    otherwise: Otherwise,
    time: Interval,
    on_sessions: OnSessions = lambda _done, _total: None,
) -> ReplayDifference:
    """Sessions of the books that ended in a time, as they were and otherwise.

    Args:
        runtime: The books; only read.
        otherwise: What is otherwise.
        time: Its end is given.
        on_sessions: Told how far it is.
    """
    assert time.end is not None, time
    found = ReplayDifference(time, otherwise)
    with runtime.database.reading() as connection:
        known = known_in(connection)
        total, done = count_posted(connection, time.start, time.end), 0
        for batch in posted_prices(connection, known, time.start, time.end):
            for posted in batch:
                _count(found, posted, known)
            done += len(batch)
            on_sessions(done, max(total, done))
    return found


def _count(found: ReplayDifference, posted: PostedPrice, known: Known) -> None:
    held, terms = posted
    otherwise = found.otherwise
    other = otherwise.terms
    if other is not None and not _is_for(other, terms, held):
        found.other_terms += 1
        other = None
    after_terms = other or terms
    try:
        priced = otherwise.priced(held, known, after_terms.rounding)
    except RoamingError:
        found.unpriced += 1
        return
    found.sessions += 1
    capital_bp = otherwise.capital_bp
    before = _figures(held, terms, known, 0, capital_bp)
    after = _figures(priced, after_terms, known, otherwise.markup_bp, capital_bp)
    paid = f"driver_paid_minor_{held.currency.lower()}"
    left = otherwise.left_ppm(before[paid], after[paid])
    day = held.cdr.end.date()
    for name in before.keys() | after.keys():
        sums = found.days[name][day]
        sums[_BEFORE] += before.get(name, 0)
        sums[_SAME] += after.get(name, 0)
        sums[_RESPONDED] += after.get(name, 0) * left // PPM


def _is_for(terms: Agreement, held: Agreement, priced: PricedCdr) -> bool:
    return would_hold(terms, held, priced) and priced.currency == terms.payout_currency


def _figures(
    priced: PricedCdr, terms: Agreement, known: Known, markup_bp: int, capital_bp: int
) -> Figures:
    """Of one session, in millionths of what each name says."""
    cdr, money = priced.cdr, f"_minor_{priced.currency.lower()}"
    outcome = outcome_of(priced, parts_under(priced, terms, known))
    dp = outcome.dp + part_of(priced.excl_minor, markup_bp)
    gross = sum(line.incl_minor for line in priced.lines)
    whole = {
        "sessions": 1,
        f"driver_paid{money}": part_of(gross, WHOLE_BP + markup_bp),
        f"gross_at_tariff{money}": gross,
        f"cpo_net{money}": outcome.cpo,
        f"dp_net{money}": dp,
        f"network_net{money}": outcome.network,
        f"card_cost{money}": outcome.card,
        keyed("sessions", cdr.cpo): 1,
        keyed("sessions", cdr.demand_partner): 1,
        keyed(f"cpo_net{money}", cdr.cpo): outcome.cpo,
        keyed(f"dp_net{money}", cdr.demand_partner): dp,
    }
    figures = {name: value * PPM for name, value in whole.items()}
    figures["energy_kwh"] = int(cdr.energy_kwh * PPM)
    if capital_bp:
        waiting = _waiting_cost(outcome.cpo, priced, terms, known, capital_bp)
        for name in (f"waiting_cost{money}", keyed(f"waiting_cost{money}", cdr.cpo)):
            figures[name] = waiting
    return figures


def _waiting_cost(
    owed_minor: int, priced: PricedCdr, terms: Agreement, known: Known, capital_bp: int
) -> int:
    """In millionths of a minor unit: two days' interest on a session is less than a cent."""
    clock, end = terms.clock, priced.cdr.end
    banking = clock.hours is ClockHours.BANKING
    due = known.days.after(end, clock.delay_h) if banking else end + timedelta(hours=clock.delay_h)
    seconds = int((due - end).total_seconds()) + terms.dispute_window_days * 86_400
    return owed_minor * capital_bp * seconds * PPM // (WHOLE_BP * _YEAR_S)
