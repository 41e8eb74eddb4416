"""Charging periods <-> OCPI JSON (mod_cdrs, the same in 2.2.1 and 2.3.0).

The surprise: volumes of time are hours. Written with n decimals they stand for the whole second
that they round from; where there is none they are what they say, and a price note tells it.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from core.domain.cdr import ChargingPeriod, Seconds
from core.ocpi.wire import JsonObject, WireObject, present, time_text

_SECONDS_PER_HOUR: Final = 3600
_LONGEST_H: Final = 100_000


class _Dimension(StrEnum):
    """OCPI's CdrDimensionType."""

    CURRENT = "CURRENT"
    ENERGY = "ENERGY"
    ENERGY_EXPORT = "ENERGY_EXPORT"
    ENERGY_IMPORT = "ENERGY_IMPORT"
    MAX_CURRENT = "MAX_CURRENT"
    MIN_CURRENT = "MIN_CURRENT"
    MAX_POWER = "MAX_POWER"
    MIN_POWER = "MIN_POWER"
    PARKING_TIME = "PARKING_TIME"
    POWER = "POWER"
    RESERVATION_TIME = "RESERVATION_TIME"
    STATE_OF_CHARGE = "STATE_OF_CHARGE"
    TIME = "TIME"


_SUMMED: Final = (
    _Dimension.ENERGY, _Dimension.TIME, _Dimension.PARKING_TIME, _Dimension.RESERVATION_TIME,
)  # fmt: skip
"""What is taken, and adds up where it comes twice; the rest are measurements."""
_Volumes = dict[_Dimension, Decimal]


def periods_of_wire(wire: WireObject, start: datetime, end: datetime) -> tuple[ChargingPeriod, ...]:
    """The periods, in the order of time and within the session.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    periods = tuple(_period(period) for period in wire.objects("charging_periods"))
    if not periods:
        raise wire.refused("charging_periods", "wanted at least one, found none")
    times = [start, *(period.start for period in periods), end]
    if times != sorted(times):
        raise wire.refused("charging_periods", "wanted them in order, from start to end")
    return periods


def _period(wire: WireObject) -> ChargingPeriod:
    volumes: _Volumes = {}
    for one in wire.objects("dimensions"):
        dimension = one.member("type", _Dimension)
        volume = one.number("volume")
        if dimension in _SUMMED:
            if volume < 0 and dimension is not _Dimension.ENERGY:
                raise one.refused("volume", f"wanted 0 or more, found {volume}")
            volume += volumes.get(dimension, 0)
        volumes[dimension] = volume
    return ChargingPeriod(
        start=wire.time("start_date_time"),
        energy_kwh=volumes.get(_Dimension.ENERGY, Decimal(0)),
        charging_s=_time(wire, volumes, _Dimension.TIME),
        parking_s=_time(wire, volumes, _Dimension.PARKING_TIME),
        tariff_id=wire.text_or_none("tariff_id", 36),
        reservation_s=_time(wire, volumes, _Dimension.RESERVATION_TIME),
        min_power_kw=_first(volumes, _Dimension.MIN_POWER, _Dimension.POWER, _Dimension.MAX_POWER),
        max_power_kw=_first(volumes, _Dimension.MAX_POWER, _Dimension.POWER, _Dimension.MIN_POWER),
        min_current_a=_first(
            volumes, _Dimension.MIN_CURRENT, _Dimension.CURRENT, _Dimension.MAX_CURRENT
        ),
        max_current_a=_first(
            volumes, _Dimension.MAX_CURRENT, _Dimension.CURRENT, _Dimension.MIN_CURRENT
        ),
    )


def _first(volumes: _Volumes, *dimensions: _Dimension) -> Decimal | None:
    return next((volumes[one] for one in dimensions if one in volumes), None)


def _time(wire: WireObject, volumes: _Volumes, dimension: _Dimension) -> Seconds:
    hours = volumes.get(dimension, Decimal(0))
    if hours > _LONGEST_H:
        raise wire.refused("dimensions", f"wanted at most {_LONGEST_H} hours, found {hours}")
    return seconds_of(hours)


def seconds_of(hours: Decimal) -> Seconds:
    """The whole second that these hours round from, or their exact seconds where there is none."""
    seconds = hours * _SECONDS_PER_HOUR
    exponent = hours.as_tuple().exponent
    assert isinstance(exponent, int), "a finite number"
    half_digit_s = Decimal(_SECONDS_PER_HOUR).scaleb(min(exponent, 0)) / 2
    nearest = round(seconds)
    return nearest if abs(seconds - nearest) <= half_digit_s else seconds


def hours_of(seconds: Seconds) -> Decimal:
    """Hours with four decimals, OCPI's precision: fine enough to give the same seconds back."""
    return round(Decimal(seconds) / _SECONDS_PER_HOUR, 4)


def periods_json(periods: Sequence[ChargingPeriod]) -> list[JsonObject]:
    """The periods as OCPI writes them."""
    return [_period_json(period) for period in periods]


def _period_json(period: ChargingPeriod) -> JsonObject:
    volumes: tuple[tuple[_Dimension, Decimal | None], ...] = (
        (_Dimension.ENERGY, period.energy_kwh or None),
        (_Dimension.TIME, hours_of(period.charging_s) or None),
        (_Dimension.PARKING_TIME, hours_of(period.parking_s) or None),
        (_Dimension.RESERVATION_TIME, hours_of(period.reservation_s) or None),
        (_Dimension.MIN_POWER, period.min_power_kw),
        (_Dimension.MAX_POWER, period.max_power_kw),
        (_Dimension.MIN_CURRENT, period.min_current_a),
        (_Dimension.MAX_CURRENT, period.max_current_a),
    )
    return present(
        start_date_time=time_text(period.start),
        dimensions=[
            {"type": name.value, "volume": volume} for name, volume in volumes if volume is not None
        ],
        tariff_id=period.tariff_id,
    )
