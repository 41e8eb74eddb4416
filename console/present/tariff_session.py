"""The session of the workbench's sliders: energy, time and power hang together, two give the third.

Energy in Wh, power in W, times in whole seconds; the start in minutes of the local week. What was
touched last stays as it was set; power stays when energy moves, energy when time or power does.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, Self
from zoneinfo import ZoneInfo

from console.present.heat_grid import DAYS
from core.service.quote_stay import Stay

WEEK_MIN: Final = 7 * 1_440
ENERGY_WH_MAX: Final = 150_000
POWER_W_MIN: Final = 500
POWER_W_MAX: Final = 400_000
STAY_S_MAX: Final = 48 * 3_600
"""Of charging, and of parking after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionWish:
    """One session."""

    start_min: int = 12 * 60
    """Of the local week, from Monday 00:00."""
    energy_wh: int = 22_000
    power_w: int = 11_000
    charging_s: int = 7_200
    parking_s: int = 0

    def with_start(self, start_min: int) -> Self:
        """Another time of the week."""
        return replace(self, start_min=min(max(start_min, 0), WEEK_MIN - 1))

    def with_energy(self, energy_wh: int) -> Self:
        """More or less energy at the same power."""
        energy_wh = min(max(energy_wh, 0), ENERGY_WH_MAX)
        return self._charged(energy_wh, self.power_w)

    def with_power(self, power_w: int) -> Self:
        """The same energy, faster or slower."""
        return self._charged(self.energy_wh, min(max(power_w, POWER_W_MIN), POWER_W_MAX))

    def with_charging(self, charging_s: int) -> Self:
        """The same energy in another time."""
        charging_s = min(max(charging_s, 60), STAY_S_MAX)
        if not self.energy_wh:
            return replace(self, charging_s=charging_s)
        power_w = self.energy_wh * 3_600 // charging_s
        if POWER_W_MIN <= power_w <= POWER_W_MAX:
            return replace(self, charging_s=charging_s, power_w=power_w)
        return self._charged(self.energy_wh, min(max(power_w, POWER_W_MIN), POWER_W_MAX))

    def with_parking(self, parking_s: int) -> Self:
        """Longer or shorter after charging."""
        return replace(self, parking_s=min(max(parking_s, 0), STAY_S_MAX))

    def _charged(self, energy_wh: int, power_w: int) -> Self:
        """Time is cut to whole seconds, so that the mean power is never below what is wanted."""
        if not energy_wh:
            return replace(self, energy_wh=0, power_w=power_w)
        charging_s = energy_wh * 3_600 // power_w
        if charging_s > STAY_S_MAX:
            charging_s, power_w = STAY_S_MAX, -(-energy_wh * 3_600 // STAY_S_MAX)
        return replace(self, energy_wh=energy_wh, power_w=power_w, charging_s=max(1, charging_s))

    def start_text(self) -> str:
        """``Mon 12:00``."""
        return week_minute_text(self.start_min)

    def stay(self, monday: date, time_zone: str) -> Stay:
        """The same for the engine, in the week of a Monday; a time that clocks skip is later."""
        local = datetime.combine(monday, time()) + timedelta(minutes=self.start_min)
        return Stay(
            start=local.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC),
            energy_kwh=Decimal(self.energy_wh) / 1_000,
            charging_s=self.charging_s,
            parking_s=self.parking_s,
            time_zone=time_zone,
        )


def week_minute_text(minute: int) -> str:
    """``Mon 12:00``; the end of the week is that of Sunday."""
    day, of_day = divmod(minute, 1_440)
    if day == len(DAYS):
        return f"{DAYS[-1]} 24:00"
    return f"{DAYS[day]} {of_day // 60:02d}:{of_day % 60:02d}"


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())
