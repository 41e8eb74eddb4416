"""Where a tariff can change its mind: the thresholds and times that its restrictions name.

What is asked here is each restriction by itself, not the price that comes of it: a stretch in which
no restriction changes its answer cannot span a price change, whatever else is true in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache

from core.domain.interval import duration_s
from core.domain.tariff import Tariff, TariffRestrictions
from core.pricing.prepared_tariff import PreparedTariff, prepared
from core.pricing.restrictions import DAY_S, Moment, Test, asks_wall_clock, tests_of, window_s
from core.pricing.wall_clock import clock_instants

Answers = tuple[bool, ...]
"""What every restriction of a tariff says at a moment."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Turns:
    """All that can turn the restrictions of a tariff, but what only samples tell (power)."""

    tests: tuple[Test, ...]
    durations_s: tuple[int, ...]
    """Seconds since the session began, ascending."""
    clocks_s: tuple[int, ...]
    """Seconds of the local day."""
    energies_kwh: tuple[Decimal, ...]
    """Energy since the session began, ascending; all above 0."""
    asks_wall_clock: bool

    def instants(self, start: datetime, end: datetime, zone: tzinfo) -> list[datetime]:
        """Instants between the two at which time alone may turn something, each once, in order."""
        found: set[datetime] = set()
        if self.asks_wall_clock:
            found.update(clock_instants(start, end, zone, self.clocks_s))
        stay_s = duration_s(start, end)
        for elapsed_s in self.durations_s:
            if elapsed_s > stay_s:
                break
            found.add(start + timedelta(seconds=elapsed_s))
        found.discard(end)
        return sorted(found)

    def answers(self, moment: Moment, instant: datetime, zone: tzinfo) -> Answers:
        """What every restriction says at a moment, whose wall clock is set here."""
        if self.asks_wall_clock:
            moment.place(instant, zone)
        return tuple(test(moment) for test in self.tests)


def turns_of(tariff: Tariff) -> Turns:
    """What turns the elements that price charging and parking; reservations are not authored."""
    return _turns(prepared(tariff))


@lru_cache(maxsize=1_024)
def _turns(plan: PreparedTariff) -> Turns:
    asked = [
        one.restrictions for one in plan.tariff.elements if one.restrictions.reservation is None
    ]
    durations_s = {edge for one in asked for edge in (one.min_duration_s, one.max_duration_s)}
    energies_kwh = {edge for one in asked for edge in (one.min_kwh, one.max_kwh)}
    return Turns(
        tests=tuple(test for one in asked for test in tests_of(one)),
        durations_s=tuple(sorted(edge for edge in durations_s if edge)),
        clocks_s=tuple(sorted({clock_s for one in asked for clock_s in _clocks(one)})),
        energies_kwh=tuple(sorted(edge for edge in energies_kwh if edge is not None and edge > 0)),
        asks_wall_clock=any(map(asks_wall_clock, asked)),
    )


def _clocks(restrictions: TariffRestrictions) -> Iterator[int]:
    """Seconds of the day at which its window turns; dates and days of the week turn at midnight."""
    yield from (edge_s % DAY_S for edge_s in window_s(restrictions))
    yield 0
