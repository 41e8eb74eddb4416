"""What a driver wants of a charge point: energy, and how long the vehicle stays.

Energy flows evenly from the start on; then the vehicle is connected without charging.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Final, Self

from core.domain.cdr import ChargingPeriod
from core.domain.errors import InvalidValueError
from core.domain.tariff import Tariff
from core.domain.usage import Usage
from core.pricing.cut_periods import cut_periods
from core.pricing.even_flow import KWH_STEP, Flow

LONGEST_S: Final = 31 * 86_400
"""Of a stay that is priced beforehand."""
_HOUR_S: Final = 3_600
_FULL: Final = 100
_NONE: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A stay to be priced."""

    energy_kwh: Decimal
    charging_s: int
    """Seconds in which energy flows, from the start on."""
    parking_s: int = 0
    """Seconds connected after that."""

    def __post_init__(self) -> None:
        if not 0 <= self.stay_s <= LONGEST_S or min(self.charging_s, self.parking_s) < 0:
            raise InvalidValueError(f"stay: wanted 0 to {LONGEST_S} s, found {self.stay_s} s")
        if self.energy_kwh < 0 or (self.energy_kwh and not self.charging_s):
            raise InvalidValueError(
                f"energy: wanted {self.energy_kwh} kWh within some time, found {self.charging_s} s"
            )

    @classmethod
    def of(
        cls, energy_kwh: Decimal, stay_s: int | None = None, power_kw: Decimal | None = None
    ) -> Self:
        """Demand by energy, stay and power; without power energy flows for the whole stay.

        Args:
            energy_kwh: Wanted; less is taken where the stay is too short for it.
            stay_s: None: until it is charged.
            power_kw: Mean over the charging time.

        Raises:
            InvalidValueError: Nothing says how long it takes, or it takes too long.
        """
        if power_kw is None:
            if stay_s is None:
                raise InvalidValueError("stay: wanted the minutes or the power, found neither")
            return cls(energy_kwh=energy_kwh, charging_s=stay_s)
        if power_kw <= 0:
            raise InvalidValueError(f"power: wanted it above 0 kW, found {power_kw} kW")
        needed_s = -(-Fraction(energy_kwh) * _HOUR_S // Fraction(power_kw))
        if stay_s is None:
            return cls(energy_kwh=energy_kwh, charging_s=needed_s)
        if needed_s <= stay_s:
            return cls(energy_kwh=energy_kwh, charging_s=needed_s, parking_s=stay_s - needed_s)
        taken_kwh = (power_kw * stay_s / _HOUR_S).quantize(KWH_STEP)
        return cls(energy_kwh=min(energy_kwh, taken_kwh), charging_s=stay_s)

    @classmethod
    def of_vehicle(
        cls, battery_kwh: Decimal, percents: tuple[int, int], power_kw: Decimal, stay_s: int | None
    ) -> Self:
        """Demand of a vehicle by its battery, and by how full it is and shall be, in percent.

        Raises:
            InvalidValueError: It is fuller than it shall be, or as for ``of``.
        """
        now, then = percents
        if not 0 <= now <= then <= _FULL:
            raise InvalidValueError(f"battery: wanted 0 to 100 %, rising, found {now} to {then} %")
        return cls.of(battery_kwh * (then - now) / _FULL, stay_s, power_kw)

    @property
    def stay_s(self) -> int:
        """All of it."""
        return self.charging_s + self.parking_s

    @property
    def _power_kw(self) -> Decimal:
        """Mean power while charging, in W at the finest."""
        return (self.energy_kwh * _HOUR_S / self.charging_s).quantize(Decimal("0.001"))

    def within(self, stay_s: int) -> "Demand":
        """The same vehicle, unplugged or left connected until then."""
        if stay_s >= self.charging_s:
            parking_s = stay_s - self.charging_s
            return Demand(
                energy_kwh=self.energy_kwh, charging_s=self.charging_s, parking_s=parking_s
            )
        taken_kwh = (self.energy_kwh * stay_s / self.charging_s).quantize(KWH_STEP)
        return Demand(energy_kwh=min(self.energy_kwh, taken_kwh), charging_s=stay_s)

    def usage(self, start: datetime, tariff: Tariff, zone: tzinfo, country_code: str) -> Usage:
        """The session that it becomes, in periods that never span a price change."""
        charged = start + timedelta(seconds=self.charging_s)
        end = charged + timedelta(seconds=self.parking_s)
        flows = []
        if self.charging_s:
            flows.append(self._flow(start, charged, charging=True))
        if self.parking_s:
            flows.append(self._flow(charged, end, charging=False))
        periods = (
            cut_periods(tuple(flows), tariff, zone) if flows else (ChargingPeriod(start=start),)
        )
        return Usage(start=start, end=end, charging_periods=periods, country_code=country_code)

    def _flow(self, start: datetime, end: datetime, *, charging: bool) -> Flow:
        return Flow(
            start=start,
            end=end,
            begun_kwh=_NONE if charging else self.energy_kwh,
            until_kwh=self.energy_kwh,
            charging=charging,
            power_kw=self._power_kw if charging else _NONE,
        )
