"""Sessions as numpy columns: what a price needs of millions of CDRs, in whole numbers.

Energy is counted in millionths of a kWh, power in W, current in mA and time in whole seconds; what
does not fit stays with the scalar engine. The surprise: power or current that nobody states is a
number that every restriction lets pass, as the rules want it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.cdr import Cdr, ChargingPeriod, Seconds
from core.domain.usage import Usage

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
ENERGY_PER_KWH: Final = 1_000_000
_POWER_PER_KW: Final = 1_000
_CURRENT_PER_A: Final = 1_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
_LARGEST: Final = 2**53
"""Of any column, and of all energy of a session."""
_ENERGY: Final = 1
"""Where the energy of a period stands in its row."""
NO_MINIMUM: Final = 2**63 - 1
"""Of a column of minima: nobody states it, and it is above every threshold."""
NO_MAXIMUM: Final = -(2**63)
"""Of a column of maxima: nobody states it, and it is below every threshold."""


class Outside(StrEnum):
    """Why a session, or a whole tariff, is left to the scalar engine."""

    AMOUNT_TOO_LARGE = "amount_too_large"
    """Some product might not fit into 64 bits."""
    FRACTION_OF_A_SECOND = "fraction_of_a_second"
    LIMIT_OVER_SEVERAL_RATES = "limit_over_several_rates"
    """A limit states nothing after taxes, and there is no one rate to share it by."""
    OTHER_CALENDAR = "other_calendar"
    """A wall clock is asked before 1970 or after 2099."""
    OTHER_CURRENCY = "other_currency"
    """The session is in another currency than the tariff."""
    ROUNDED_ELSEWHERE = "rounded_elsewhere"
    """The agreement rounds something else than lines, to minor units."""
    TAX_RATE = "tax_rate"
    """A rate is not stated where one is needed, or it is below zero."""
    VOLUME_TOO_FINE = "volume_too_fine"
    """More decimals than a column holds."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CdrColumns:
    """Sessions, and their charging periods one after another.

    ``start_s``, ``end_s``: seconds since 1970 in UTC, array of shape (session,).
    ``first_period``: where the periods of each session begin, and at last their number, array of
    shape (session + 1,); every session has at least one. All others: array of shape (period,).
    No number is beyond 2**53 on either side of 0, nor is the energy of a whole session.
    """

    start_s: Ints
    end_s: Ints
    first_period: Ints
    period_start_s: Ints
    energy: Ints
    """In millionths of a kWh."""
    charging_s: Ints
    parking_s: Ints
    reservation_s: Ints
    min_power_w: Ints
    max_power_w: Ints
    min_current_ma: Ints
    max_current_ma: Ints

    def __len__(self) -> int:
        return len(self.start_s)


def columns_of(usages: Sequence[Usage | Cdr]) -> tuple[CdrColumns, Ints, dict[int, Outside]]:
    """The columns of sessions, which of them each row is, and why the others are no row."""
    rows: list[tuple[int, int]] = []
    periods: list[tuple[int, ...]] = []
    first, places = [0], []
    outside: dict[int, Outside] = {}
    for place, usage in enumerate(usages):
        found = _row(usage)
        if isinstance(found, Outside):
            outside[place] = found
            continue
        rows.append((_seconds_at(usage.start), _seconds_at(usage.end)))
        periods += found
        first.append(len(periods))
        places.append(place)
    start_s, end_s = _transposed(rows, 2)
    names = tuple(CdrColumns.__dataclass_fields__)[3:]
    columns = CdrColumns(
        start_s=start_s,
        end_s=end_s,
        first_period=np.array(first, np.int64),
        **dict(zip(names, _transposed(periods, len(names)), strict=True)),
    )
    return columns, np.array(places, np.int64), outside


def _transposed(rows: Sequence[tuple[int, ...]], width: int) -> Ints:
    table = np.array(rows, np.int64).reshape(len(rows), width)
    return np.ascontiguousarray(table.T)


def _row(usage: Usage | Cdr) -> list[tuple[int, ...]] | Outside:
    if usage.start.microsecond or usage.end.microsecond:
        return Outside.FRACTION_OF_A_SECOND
    periods = []
    for period in usage.charging_periods:
        times = (period.charging_s, period.parking_s, period.reservation_s)
        if period.start.microsecond or any(_is_broken(one) for one in times):
            return Outside.FRACTION_OF_A_SECOND
        volumes = (
            _whole(period.energy_kwh, ENERGY_PER_KWH),
            *map(int, times),
            _whole(period.min_power_kw, _POWER_PER_KW, NO_MINIMUM),
            _whole(period.max_power_kw, _POWER_PER_KW, NO_MAXIMUM),
            _whole(period.min_current_a, _CURRENT_PER_A, NO_MINIMUM),
            _whole(period.max_current_a, _CURRENT_PER_A, NO_MAXIMUM),
        )
        whole = [one for one in volumes if one is not None]
        if len(whole) < len(volumes):
            return Outside.VOLUME_TOO_FINE
        if any(abs(one) > _LARGEST and one not in (NO_MINIMUM, NO_MAXIMUM) for one in whole):
            return Outside.AMOUNT_TOO_LARGE
        periods.append((_seconds_at(period.start), *whole))
    taken = sum(abs(period[_ENERGY]) for period in periods)
    return periods if taken <= _LARGEST else Outside.AMOUNT_TOO_LARGE


def _is_broken(seconds: Seconds) -> bool:
    return seconds != int(seconds)


def _whole(amount: Decimal | None, per_unit: int, unstated: int = 0) -> int | None:
    """How many of the column's unit, None where it is no whole number of them."""
    if amount is None:
        return unstated
    top, bottom = amount.as_integer_ratio()
    return None if per_unit % bottom else top * (per_unit // bottom)


def _seconds_at(instant: datetime) -> int:
    return (instant - _EPOCH) // _SECOND


def usage_at(columns: CdrColumns, row: int) -> Usage:
    """A row as the scalar engine reads it."""
    first, beyond = int(columns.first_period[row]), int(columns.first_period[row + 1])
    return Usage(
        start=_instant(columns.start_s[row]),
        end=_instant(columns.end_s[row]),
        charging_periods=tuple(_period(columns, at) for at in range(first, beyond)),
    )


def _period(columns: CdrColumns, at: int) -> ChargingPeriod:
    return ChargingPeriod(
        start=_instant(columns.period_start_s[at]),
        energy_kwh=_decimal(columns.energy[at], -6),
        charging_s=int(columns.charging_s[at]),
        parking_s=int(columns.parking_s[at]),
        reservation_s=int(columns.reservation_s[at]),
        min_power_kw=_stated(columns.min_power_w[at]),
        max_power_kw=_stated(columns.max_power_w[at]),
        min_current_a=_stated(columns.min_current_ma[at]),
        max_current_a=_stated(columns.max_current_ma[at]),
    )


def _instant(seconds: np.int64) -> datetime:
    return _EPOCH + int(seconds) * _SECOND


def _decimal(whole: np.int64, exponent: int) -> Decimal:
    return Decimal(int(whole)).scaleb(exponent)


def _stated(thousandths: np.int64) -> Decimal | None:
    known = int(thousandths) not in (NO_MINIMUM, NO_MAXIMUM)
    return _decimal(thousandths, -3) if known else None
