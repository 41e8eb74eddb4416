"""Charging periods of a session, cut where a tariff can change its mind.

So that a CDR that we author never spans a price change; energy is spread over the charging time
at constant power, because a session without meter samples tells no better.
"""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

from core.domain.cdr import ChargingPeriod
from core.domain.tariff import Tariff

KWH_STEP: Final = Decimal("0.0001")
"""OCPI writes kWh with four decimals."""


def charging_periods(
    start: datetime, charging_s: int, parking_s: int, energy_kwh: Decimal, tariff: Tariff
) -> tuple[ChargingPeriod, ...]:
    """Periods of a session that charges first and then parks; volumes add up exactly.

    Args:
        start: When it began.
        charging_s: Seconds in which energy flowed, at constant power.
        parking_s: Seconds connected after that.
        energy_kwh: All energy of the session.
        tariff: Whose duration thresholds cut the periods.
    """
    total_s = charging_s + parking_s
    cuts = {0, charging_s, total_s} | {cut for cut in _thresholds(tariff) if cut < total_s}
    edges = sorted(cuts) if total_s else [0, 0]
    periods = []
    delivered = Decimal(0)
    for begin, end in pairwise(edges):
        charging = max(0, min(end, charging_s) - begin)
        until_end = _energy_until(end, charging_s, energy_kwh)
        periods.append(
            ChargingPeriod(
                start=start + timedelta(seconds=begin),
                energy_kwh=until_end - delivered,
                charging_s=charging,
                parking_s=end - begin - charging,
                tariff_id=tariff.tariff_id,
            )
        )
        delivered = until_end
    return tuple(periods)


def whole_period(
    start: datetime, charging_s: int, parking_s: int, energy_kwh: Decimal
) -> tuple[ChargingPeriod, ...]:
    """A session whose tariff nobody knows, as one period."""
    return (
        ChargingPeriod(
            start=start, energy_kwh=energy_kwh, charging_s=charging_s, parking_s=parking_s
        ),
    )


def _thresholds(tariff: Tariff) -> set[int]:
    return {
        edge
        for element in tariff.elements
        for edge in (element.restrictions.min_duration_s, element.restrictions.max_duration_s)
        if edge is not None
    }


def _energy_until(elapsed_s: int, charging_s: int, energy_kwh: Decimal) -> Decimal:
    if elapsed_s >= charging_s:
        return energy_kwh
    so_far = (energy_kwh * elapsed_s / charging_s).quantize(KWH_STEP, ROUND_HALF_UP)
    return min(so_far, energy_kwh)
