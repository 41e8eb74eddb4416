"""Charging periods of a session without meter samples, cut where a tariff can change its mind.

So that a CDR that we author never spans a price change; energy is spread over the charging time
at constant power, because a session without meter samples tells no better.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal

from core.domain.cdr import ChargingPeriod
from core.domain.tariff import Tariff
from core.pricing.cut_periods import cut_periods
from core.pricing.even_flow import Flow


def charging_periods(
    start: datetime,
    charging_s: int,
    parking_s: int,
    energy_kwh: Decimal,
    tariff: Tariff,
    zone: tzinfo = UTC,
) -> tuple[ChargingPeriod, ...]:
    """Periods of a session that charges first and then parks; volumes add up exactly.

    Args:
        start: When it began.
        charging_s: Seconds in which energy flowed, at constant power.
        parking_s: Seconds connected after that.
        energy_kwh: All energy of the session.
        tariff: Whose restrictions cut the periods.
        zone: Of the location, for restrictions that ask the wall clock.
    """
    parked = start + timedelta(seconds=charging_s)
    none_kwh = Decimal(0)
    flows = []
    if charging_s or energy_kwh or not parking_s:
        flows.append(
            Flow(start=start, end=parked, begun_kwh=none_kwh, until_kwh=energy_kwh, charging=True)
        )
    if parking_s:
        end = parked + timedelta(seconds=parking_s)
        flows.append(
            Flow(start=parked, end=end, begun_kwh=energy_kwh, until_kwh=energy_kwh, charging=False)
        )
    return cut_periods(tuple(flows), tariff, zone)


def whole_period(
    start: datetime, charging_s: int, parking_s: int, energy_kwh: Decimal
) -> tuple[ChargingPeriod, ...]:
    """A session whose tariff nobody knows, as one period."""
    return (
        ChargingPeriod(
            start=start, energy_kwh=energy_kwh, charging_s=charging_s, parking_s=parking_s
        ),
    )
