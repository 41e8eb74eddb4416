"""Stretches of a session in which energy flows evenly, parted without losing any of it.

Energy is interpolated to OCPI's four decimals of a kWh, but a threshold is met exactly: what is
beyond it by rounding would be priced by the wrong side.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from core.pricing.billed import EXACTLY

KWH_STEP: Final = Decimal("0.0001")
"""OCPI writes kWh with four decimals."""
_TICK: Final = timedelta(microseconds=1)
_TICKS_PER_SECOND: Final = 1_000_000


class Flow(NamedTuple):
    """A stretch of a session at even power; a tuple, for each session that is simulated has two."""

    start: datetime
    end: datetime
    begun_kwh: Decimal
    """Energy of the session until its start."""
    until_kwh: Decimal
    """Energy of the session until its end."""
    charging: bool
    """False: the vehicle is parked."""
    power_kw: Decimal | None = None
    """As measured; None: nobody did."""
    current_a: Decimal | None = None

    def parted_at(self, instants: Sequence[datetime]) -> Iterator["Flow"]:
        """The same flow, parted at those instants that are within it; they ascend, each once."""
        rest = self
        within = slice(bisect_right(instants, self.start), bisect_left(instants, self.end))
        for instant in instants[within]:
            energy_kwh = self._energy_until(instant)
            yield rest._replace(end=instant, until_kwh=energy_kwh)
            rest = rest._replace(start=instant, begun_kwh=energy_kwh)
        yield rest

    def parted_by(self, levels_kwh: Sequence[Decimal], session: datetime) -> Iterator["Flow"]:
        """The same flow, parted where the energy of the session reaches a level.

        Args:
            levels_kwh: Ascending.
            session: Its start; parts begin whole seconds after it where they can.
        """
        rest = self
        for level_kwh in levels_kwh:
            if rest.begun_kwh < level_kwh < rest.until_kwh:
                instant = self._reached(level_kwh, rest.start, session)
                yield rest._replace(end=instant, until_kwh=level_kwh)
                rest = rest._replace(start=instant, begun_kwh=level_kwh)
        yield rest

    def _energy_until(self, instant: datetime) -> Decimal:
        low, high = sorted((self.begun_kwh, self.until_kwh))
        share = Decimal((instant - self.start) // _TICK) / ((self.end - self.start) // _TICK)
        taken = (self.until_kwh - self.begun_kwh) * share
        so_far = EXACTLY.add(self.begun_kwh, taken.quantize(KWH_STEP, ROUND_HALF_UP, EXACTLY))
        return min(max(so_far, low), high)

    def _reached(self, level_kwh: Decimal, after: datetime, session: datetime) -> datetime:
        """When it is reached: the next whole second, else the last, else the very instant."""
        share = (level_kwh - self.begun_kwh) / (self.until_kwh - self.begun_kwh)
        begun = (self.start - session) // _TICK
        exact = begun + int(share * ((self.end - self.start) // _TICK))
        for second in (-(-exact // _TICKS_PER_SECOND), exact // _TICKS_PER_SECOND):
            instant = session + timedelta(seconds=second)
            if after < instant < self.end:
                return instant
        return max(after, session + exact * _TICK)
