"""Which price component pays for what: the volumes of a session, given to components.

Source: OCPI mod_tariffs. For each period and dimension the first element in list order that has a
component of that dimension and whose restrictions hold at the period's start; dimensions are
independent; without one it is free. FLAT is taken once for the reservation and once for charging.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from core.domain.cdr import Cdr, ChargingPeriod, Seconds
from core.domain.interval import duration_s
from core.domain.price_note import PriceNote
from core.domain.usage import Usage
from core.pricing.billed import EXACTLY, Billed
from core.pricing.prepared_tariff import Candidate, Candidates, PreparedTariff, chosen
from core.pricing.restrictions import Moment

_TICK: Final = timedelta(microseconds=1)
_CRUMB_KWH: Final = Decimal("1E-18")
"""Less than any volume on the wire: energy just before the end of a period."""
_NONE: Final = Decimal(0)
_ONCE: Final = Decimal(1)
_START: Final = Moment(0, _NONE)
"""Any moment will do where nothing is restricted."""


class Leg:
    """Consecutive periods under one tariff, and what its components bill in them."""

    __slots__ = ("energy", "flat", "parking", "reserved", "tariff", "time")

    def __init__(self, tariff: PreparedTariff) -> None:
        self.tariff = tariff
        self.flat: list[Billed] = []
        self.energy: list[Billed] = []
        self.time: list[Billed] = []
        self.parking: list[Billed] = []
        self.reserved: list[Billed] = []
        """By component; the one that applied last is last in its list."""

    def all(self) -> list[Billed]:
        """Everything billed, flat prices first."""
        return self.flat + self.reserved + self.energy + self.time + self.parking


def _bill(into: list[Billed], candidate: Candidate, quantity: Decimal) -> None:
    """Give a volume to a component, which thereby is the one that applied last."""
    for place, one in enumerate(into):
        if one.candidate is candidate:
            one.add(quantity)
            into.append(into.pop(place))
            return
    into.append(Billed(candidate, quantity))


class Gathering:
    """Walks the periods of one session once."""

    __slots__ = (
        "_charging_flat", "_energy_kwh", "_expired", "_notes", "_reserved_flat", "_usage", "_zone",
        "legs",
    )  # fmt: skip

    def __init__(self, usage: Usage | Cdr, zone: tzinfo, *, expired: bool) -> None:
        self._usage = usage
        self._zone = zone
        self._expired = expired
        self._energy_kwh = _NONE
        self._charging_flat: Candidate | None = None
        self._reserved_flat: Candidate | None = None
        self._notes: dict[PriceNote, None] = {}
        self.legs: list[Leg] = []

    @property
    def notes(self) -> tuple[PriceNote, ...]:
        """What was noticed on the way, each once."""
        return tuple(self._notes)

    def walk(self, tariffs: Sequence[PreparedTariff]) -> None:
        """Bill every period under its tariff, one for each."""
        usage = self._usage
        periods = usage.charging_periods
        last = len(periods) - 1
        for number, (period, tariff) in enumerate(zip(periods, tariffs, strict=True)):
            if not self.legs or self.legs[-1].tariff is not tariff:
                self.legs.append(Leg(tariff))
            end = usage.end if number == last else periods[number + 1].start
            self._bill_period(period, end, self.legs[-1])
        if not self._expired and not any(map(_charges, periods)):
            self._notes[PriceNote.RESERVATION_WITHOUT_CHARGING] = None
        stated = usage.energy_kwh
        billed = any(leg.energy for leg in self.legs)
        if billed and stated is not None and stated != self._energy_kwh:
            self._notes[PriceNote.ENERGY_DISAGREES_WITH_TOTAL] = None

    def _bill_period(self, period: ChargingPeriod, end: datetime, leg: Leg) -> None:
        tariff = leg.tariff
        moments = self._moments(period, end, tariff)
        if period.reservation_s:
            flat = tariff.expired_flat if self._expired else tariff.reserved_flat
            self._reserved_flat = self._flat(flat, moments[0], self._reserved_flat, leg)
            reserved = tariff.expired_time if self._expired else tariff.reserved_time
            self._volume(leg.reserved, reserved, period.reservation_s, moments)
        if _charges(period):
            self._charging_flat = self._flat(tariff.flat, moments[0], self._charging_flat, leg)
            self._volume(leg.energy, tariff.energy, period.energy_kwh, moments)
            self._volume(leg.time, tariff.time, period.charging_s, moments)
            self._volume(leg.parking, tariff.parking, period.parking_s, moments)
        self._energy_kwh = EXACTLY.add(self._energy_kwh, period.energy_kwh)
        if (leg.time or leg.parking or leg.reserved) and _disagrees(period, end):
            self._notes[PriceNote.VOLUME_DISAGREES_WITH_TIME] = None

    def _flat(
        self, candidates: Candidates, at: Moment, taken: Candidate | None, leg: Leg
    ) -> Candidate | None:
        found = chosen(candidates, at)
        if found is None or found is taken:
            return taken
        if taken is not None:
            self._notes[PriceNote.SECOND_FLAT_IGNORED] = None
            return taken
        self._note_unknown(found, at)
        leg.flat.append(Billed(found, _ONCE))
        return found

    def _volume(
        self,
        into: list[Billed],
        candidates: Candidates,
        volume: Seconds,
        moments: tuple[Moment, ...],
    ) -> None:
        if not volume or not candidates:
            return
        at = moments[0]
        found = candidates[0]
        if found.tests:
            match = chosen(candidates, at)
            if any(chosen(candidates, other) is not match for other in moments[1:]):
                self._notes[PriceNote.PERIOD_SPANS_PRICE_CHANGE] = None
            if match is None:
                return
            found = match
            self._note_unknown(found, at)
        _bill(into, found, volume if isinstance(volume, Decimal) else Decimal(volume))

    def _note_unknown(self, found: Candidate, at: Moment) -> None:
        if found.asks_power and at.min_power_kw is None:
            self._notes[PriceNote.UNKNOWN_POWER] = None
        if found.asks_current and at.min_current_a is None:
            self._notes[PriceNote.UNKNOWN_CURRENT] = None

    def _moments(
        self, period: ChargingPeriod, end: datetime, tariff: PreparedTariff
    ) -> tuple[Moment, ...]:
        """The start of a period, then the other states that it is in until its end."""
        if tariff.always:
            return _ALWAYS
        energy_kwh = self._energy_kwh
        at = self._moment(period.start, energy_kwh, tariff, period)
        last = end - _TICK if end > period.start else period.start
        taken = period.energy_kwh
        if taken:
            crumb = _CRUMB_KWH.copy_sign(taken)
            energy_kwh = EXACTLY.subtract(EXACTLY.add(energy_kwh, taken), crumb)
        until = self._moment(last, energy_kwh, tariff, period)
        if at.min_power_kw == at.max_power_kw and at.min_current_a == at.max_current_a:
            return at, until
        weakest = self._moment(period.start, self._energy_kwh, tariff, period)
        weakest.max_power_kw, weakest.max_current_a = at.min_power_kw, at.min_current_a
        until.min_power_kw, until.min_current_a = at.max_power_kw, at.max_current_a
        return at, until, weakest

    def _moment(
        self, instant: datetime, energy_kwh: Decimal, tariff: PreparedTariff, period: ChargingPeriod
    ) -> Moment:
        moment = Moment(duration_s(self._usage.start, instant), energy_kwh)
        if tariff.asks_wall_clock:
            moment.place(instant, self._zone)
        moment.min_power_kw = period.min_power_kw
        moment.max_power_kw = period.max_power_kw
        moment.min_current_a = period.min_current_a
        moment.max_current_a = period.max_current_a
        return moment


_ALWAYS: Final = (_START,)


def _charges(period: ChargingPeriod) -> bool:
    """Whether a period is more than reserved time."""
    return not period.reservation_s or bool(
        period.energy_kwh or period.charging_s or period.parking_s
    )


def _disagrees(period: ChargingPeriod, end: datetime) -> bool:
    """Whether the hours of a period, if any, are not those between its start and its end.

    Whole seconds may be one off, for times are written in whole seconds too.
    """
    stated = period.charging_s + period.parking_s + period.reservation_s
    if not stated:
        return False
    difference = abs(Decimal(stated) - duration_s(period.start, end))
    return difference >= 1 or difference % 1 != 0
