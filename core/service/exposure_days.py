"""How exposed the network was to each Demand Partner at the end of each day: used, and may be used.

Live books tell what was known at the end of a day; simulated and replayed ones, which are booked
at once, what counts by then. What waits out a dispute window is in no books, and not in the days.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from core.domain.environment import Environment
from core.domain.settlement_rules import SettlementRules
from core.service.credit_exposure import ExposureView, view_exposure
from core.service.runtime import Runtime
from core.settlement.exposure import CreditExposure
from core.store.exposure_days_store import Figure, Movement, movements_since, payers_of
from core.store.settlement_store import settlement_rules

DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class ExposureDays:
    """Exposure now, and how it came about."""

    now: ExposureView
    days: tuple[date, ...]
    """Oldest first; the last one is that of ``now``."""
    partners: Mapping[str, tuple[CreditExposure, ...]]
    """Each partner at the end of each day, in the same order."""


def exposure_days(runtime: Runtime, environment: Environment, count: int = DAYS) -> ExposureDays:
    """Every partner's exposure now and at the end of each of the last days.

    Args:
        runtime: The books.
        environment: Whether days are those of the clock or of the books.
        count: How many days, today among them; at least 1.
    """
    assert count >= 1, count
    now = view_exposure(runtime)
    is_live = environment is Environment.LIVE
    last = (runtime.now() if is_live or now.clock is None else now.clock).date()
    days = tuple(last - timedelta(days=back) for back in range(count - 1, -1, -1))
    with runtime.database.reading() as connection:
        rules, payers = settlement_rules(connection), payers_of(connection)
        moved = _by_day(movements_since(connection, days[0], as_booked=is_live))
    partners = {
        one.demand_partner: _backwards(one, days, moved, rules, payers) for one in now.partners
    }
    return ExposureDays(now, days, partners)


_Moved = Mapping[tuple[str, str, date], Counter[Figure]]


def _by_day(movements: Iterable[Movement]) -> _Moved:
    found: dict[tuple[str, str, date], Counter[Figure]] = {}
    for one in movements:
        figures = found.setdefault((one.party, one.currency, one.day), Counter())
        figures[one.figure] += one.amount_minor
    return found


def _backwards(
    now: CreditExposure,
    days: Sequence[date],
    moved: _Moved,
    rules: SettlementRules,
    payers: Mapping[str, str],
) -> tuple[CreditExposure, ...]:
    """From today back: each day is the one after it less what moved on that."""
    partner = now.demand_partner
    at = replace(now, waiting_minor=0)
    found = []
    for day in reversed(days):
        found.append(replace(at, line=rules.credit_of(partner, day)))
        own = moved.get((partner, now.currency, day), Counter())
        asked = moved.get((payers.get(partner, partner), now.currency, day), Counter())
        at = replace(
            at,
            receivable_minor=at.receivable_minor - own[Figure.RECEIVABLE],
            unpaid_minor=at.unpaid_minor - asked[Figure.UNPAID],
            open_minor=at.open_minor - own[Figure.ASIDE],
            lodged_minor=at.lodged_minor - own[Figure.LODGED],
        )
    return tuple(reversed(found))
