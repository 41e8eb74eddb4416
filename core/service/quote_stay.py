"""One session that could be: its price with lines and sentences, its curves, and a longer stay."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from core.domain.rounding import MINOR_UNIT, RoundingPolicy
from core.domain.tariff import Tariff
from core.pricing.demand import LONGEST_S, Demand
from core.pricing.quote import (
    CurvePoint,
    Plug,
    Quote,
    StayChange,
    curve_over_energy,
    curve_over_time,
    quote,
    stay_longer,
)

LONGER_S: Final = 1_800
"""The longer stay that is told."""
_CURVE_S_MIN: Final = 3_600
_CURVE_KWH_MIN: Final = Decimal(10)
_POINTS: Final = 181


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """What is asked: a session by its start, its energy and its times."""

    start: datetime
    """In UTC."""
    energy_kwh: Decimal
    charging_s: int
    """Above 0 where there is energy."""
    parking_s: int = 0
    time_zone: str
    """IANA name."""

    @property
    def demand(self) -> Demand:
        """The same for the engine.

        Raises:
            InvalidValueError: Longer than anybody asks beforehand, or energy in no time.
        """
        return Demand(
            energy_kwh=self.energy_kwh, charging_s=self.charging_s, parking_s=self.parking_s
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedStay:
    """What is answered."""

    stay: Stay
    quote: Quote
    longer: StayChange
    """Half an hour more."""
    over_time: tuple[CurvePoint, ...]
    """From no stay at all to half as long again as it is, or an hour."""
    over_energy: tuple[CurvePoint, ...]
    """From nothing to half as much again as it is, or 10 kWh, at the same power."""


def quote_stay(tariff: Tariff, stay: Stay, rounding: RoundingPolicy = MINOR_UNIT) -> QuotedStay:
    """Price a session that could be.

    Raises:
        InvalidValueError: No such session can be, or not an IANA time zone.
    """
    found = quote(tariff, stay.demand, Plug(start=stay.start, time_zone=stay.time_zone), rounding)
    until_s = min(LONGEST_S, max(stay.demand.stay_s * 3 // 2, _CURVE_S_MIN))
    until_s -= until_s % (_POINTS - 1)  # Points stand on whole seconds.
    return QuotedStay(
        stay=stay,
        quote=found,
        longer=stay_longer(found, min(LONGER_S, LONGEST_S - stay.demand.stay_s)),
        over_time=curve_over_time(found, until_s, _POINTS),
        over_energy=_over_energy(found),
    )


def _over_energy(found: Quote) -> tuple[CurvePoint, ...]:
    """The vehicle takes more at the same power, and is unplugged as soon as it has it."""
    demand = found.demand
    if not demand.energy_kwh:
        return ()
    until_kwh = max(demand.energy_kwh * 3 / 2, _CURVE_KWH_MIN)
    charging_s = min(LONGEST_S, int(demand.charging_s * until_kwh / demand.energy_kwh))
    more = Demand(energy_kwh=until_kwh, charging_s=max(1, charging_s))
    return curve_over_energy(replace(found, demand=more), _POINTS)
