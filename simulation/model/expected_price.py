"""What drivers expect a session to cost where they may charge, by the rules that bill it.

A table for each tariff at each class of charge point: prices by the hour in which the session
begins (of the week, or of the run where a tariff has dates) and by energy, with VAT, in the
operator's currency; between energies linear. Idle time is not expected. The price may follow the
Demand Partner instead: its markup, its own price, its rebate; and it is a mean where it shows none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import InvalidValueError
from core.domain.tariff import Tariff
from core.domain.usage import Usage
from core.pricing.periods import charging_periods
from core.pricing.price import price_exactly
from simulation.model.local_hours import first_monday_of
from simulation.model.site_facts import SiteFacts
from simulation.profiles import HOURS_PER_DAY, HOURS_PER_WEEK
from simulation.scenario import Scenario
from simulation.scenario_network import tariffs_of

Floats = NDArray[np.float64]
ENERGIES_KWH: Final = (0, 5, 10, 20, 40, 80, 160)
"""Energies at which sessions are priced."""
_FALLBACK_KW_SHARE: Final = 0.6
"""Mean power of a class without demand, of its maximum."""


@dataclass(frozen=True, slots=True)
class ExpectedPrices:
    """Prices of all sites."""

    row: NDArray[np.int64]
    """Row of the table for each site; array of shape (site,)."""
    table: Floats
    """Array of shape (row, hour, energy), whole weeks from ``first_monday_of``."""

    def at(
        self,
        sites: NDArray[np.int32],
        local_hour: NDArray[np.int32],
        energy_wh: NDArray[np.int64],
    ) -> Floats:
        """Price of each visit at each site; array of shape (visit, k).

        Args:
            sites: Shape (visit, k); -1 is read as the last site.
            local_hour: Since ``first_monday_of``; shape (visit,).
            energy_wh: Shape (visit,); beyond the last of ``ENERGIES_KWH`` the price goes on.
        """
        grid = np.array(ENERGIES_KWH, dtype=np.float64)
        kwh = energy_wh / 1000
        below = np.clip(np.searchsorted(grid, kwh, side="right") - 1, 0, len(grid) - 2)
        weight = (kwh - grid[below]) / (grid[below + 1] - grid[below])
        rows, hours = self.row[sites], (local_hour % self.table.shape[1])[:, None]
        low = self.table[rows, hours, below[:, None]]
        high = self.table[rows, hours, below[:, None] + 1]
        prices: Floats = low + weight[:, None] * (high - low)
        return prices


def expected_prices_of(facts: SiteFacts) -> ExpectedPrices:
    """The table of a scenario.

    Raises:
        InvalidValueError: No rate from the currency of a tariff to the operator's.
    """
    scenario = facts.scenario
    tariffs = {tariff.tariff_id: tariff for tariff in tariffs_of(scenario)}
    pairs: dict[tuple[str, int], int] = {}
    row = [
        pairs.setdefault((part.tariff_id, int(kind)), len(pairs))
        for part, kind in zip(scenario.location, facts.kind, strict=True)
    ]
    monday, weeks = first_monday_of(scenario), 1
    if any(_has_dates(tariff) for tariff in tariffs.values()):
        weeks = scenario.days // 7 + 3
    tables = [
        _prices(tariffs[tariff_id], _power_kw(facts, kind), monday, weeks * HOURS_PER_WEEK)
        * rate_to_operator(scenario, tariffs[tariff_id].currency)
        for tariff_id, kind in pairs
    ]
    return ExpectedPrices(row=np.array(row), table=np.stack(tables))


def rate_to_operator(scenario: Scenario, currency: str) -> float:
    """What one unit of a currency is worth in the operator's.

    Raises:
        InvalidValueError: No rate says.
    """
    wanted = scenario.operator.currency
    if currency == wanted:
        return 1.0
    for rate in scenario.fx_rate:
        if (rate.base, rate.quote) == (currency, wanted):
            return float(rate.rate)
        if (rate.base, rate.quote) == (wanted, currency):
            return 1 / float(rate.rate)
    raise InvalidValueError(f"fx_rate: wanted one between {currency} and {wanted}, found none")


def _power_kw(facts: SiteFacts, kind: int) -> float:
    stated = float(facts.of_demand("effective_power_kw")[kind])
    return stated or float(facts.max_power_kw[kind]) * _FALLBACK_KW_SHARE


def _has_dates(tariff: Tariff) -> bool:
    rules = [element.restrictions for element in tariff.elements]
    return any(one.start_date or one.end_date for one in rules)


@lru_cache(maxsize=256)
def _prices(tariff: Tariff, power_kw: float, monday: datetime, hours_asked: int) -> Floats:
    """Array of shape (hour, energy); the same in every replication."""
    hours = sorted(set(_asked_hours(tariff, hours_asked)))
    asked = np.array(
        [
            [_price(tariff, monday + timedelta(hours=hour), kwh, power_kw) for kwh in ENERGIES_KWH]
            for hour in hours
        ]
    )
    whole = np.tile(asked, (hours_asked // len(hours), 1))
    whole.flags.writeable = False
    return whole


def _asked_hours(tariff: Tariff, hours_asked: int) -> Iterator[int]:
    """Hours at which prices may differ: one, those of a day, of a week, or all."""
    yield 0
    if _has_dates(tariff):
        yield from range(hours_asked)
    for element in tariff.elements:
        rules = element.restrictions
        if rules.start_time is not None or rules.end_time is not None:
            yield from range(HOURS_PER_DAY)
        if rules.day_of_week:
            yield from range(HOURS_PER_WEEK)


def _price(tariff: Tariff, start: datetime, energy_kwh: int, power_kw: float) -> float:
    charging_s = max(round(energy_kwh / power_kw * 3600), 1)
    usage = Usage(
        start=start,
        end=start + timedelta(seconds=charging_s),
        charging_periods=charging_periods(start, charging_s, 0, Decimal(energy_kwh), tariff),
    )
    price = price_exactly(usage, tariff, "UTC")
    total = price.before_taxes if price.after_taxes is None else price.after_taxes
    return float(total or 0)


def shown_to_drivers(
    facts: SiteFacts,
    prices: Floats,
    partner: NDArray[np.int32],
    subscribes: NDArray[np.bool_],
    energy_wh: NDArray[np.int64],
    mean_prices: Floats,
) -> Floats:
    """What the drivers of each Demand Partner expect to pay; array of shape (visit, k).

    Args:
        facts: The sites.
        prices: At the public tariffs; shape (visit, k).
        partner: Shape (visit,).
        subscribes: Whether the driver subscribes; shape (visit,).
        energy_wh: Shape (visit,).
        mean_prices: What a driver expects where no price is shown; shape (visit,).
    """
    parts = facts.scenario.demand_partner
    shown = np.array([part.shows_prices for part in parts])[partner]
    factor = np.array([(1 + part.markup_pct / 100) * (1 - part.rebate_pct / 100) for part in parts])
    discount = np.array([1 - part.subscriber_discount_pct / 100 for part in parts])
    own = np.array(
        [
            float(part.own_price_per_kwh or 0) * rate_to_operator(facts.scenario, part.currency)
            for part in parts
        ]
    )
    found = np.where(shown[:, None], prices, mean_prices[:, None])
    flat = own[partner] * energy_wh / 1000
    found = np.where(own[partner][:, None] > 0, flat[:, None], found)
    scale = factor[partner] * np.where(subscribes, discount[partner], 1)
    result: Floats = found * scale[:, None]
    return result
