"""The restrictions of an element, asked of columns; the answers are those of ``tests_of``."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

import numpy as np

from core.domain.tariff import DayOfWeek, TariffRestrictions
from core.pricing.batch_columns import ENERGY_PER_KWH, Flags
from core.pricing.batch_moments import Moments
from core.pricing.restrictions import DAY_S, window_s

_DAYS: Final = {day: number for number, day in enumerate(DayOfWeek)}
_PER_THOUSAND: Final = 1_000
_FARTHEST: Final = 2**62


VectorTest = Callable[[Moments], Flags]


def vector_tests(restrictions: TariffRestrictions) -> tuple[VectorTest, ...]:
    """One test for each thing that is restricted; the element applies where all hold."""
    return (
        *_duration_tests(restrictions),
        *_clock_tests(restrictions),
        *_date_tests(restrictions),
        *_energy_tests(restrictions),
        *_power_tests(restrictions),
        *_current_tests(restrictions),
    )


def _duration_tests(restrictions: TariffRestrictions) -> Iterator[VectorTest]:
    if restrictions.min_duration_s is not None:
        low = _threshold(restrictions.min_duration_s, 1)
        yield lambda at: at.elapsed_s >= low
    if restrictions.max_duration_s is not None:
        high = _threshold(restrictions.max_duration_s, 1)
        yield lambda at: at.elapsed_s < high


def _clock_tests(restrictions: TariffRestrictions) -> Iterator[VectorTest]:
    start_s, end_s = window_s(restrictions)
    if start_s > end_s:
        yield lambda at: (at.second_of_day >= start_s) | (at.second_of_day < end_s)
    elif (start_s, end_s) != (0, DAY_S):
        yield lambda at: (at.second_of_day >= start_s) & (at.second_of_day < end_s)
    if restrictions.day_of_week:
        # Ordinal 1 is a Monday.
        wanted = np.zeros(7, np.bool_)
        wanted[[(_DAYS[day] + 1) % 7 for day in restrictions.day_of_week]] = True
        yield lambda at: wanted[at.day % 7]


def _date_tests(restrictions: TariffRestrictions) -> Iterator[VectorTest]:
    if restrictions.start_date is not None:
        first = restrictions.start_date.toordinal()
        yield lambda at: at.day >= first
    if restrictions.end_date is not None:
        beyond = restrictions.end_date.toordinal()
        yield lambda at: at.day < beyond


def _energy_tests(restrictions: TariffRestrictions) -> Iterator[VectorTest]:
    if restrictions.min_kwh is not None:
        low = _threshold(restrictions.min_kwh, ENERGY_PER_KWH)
        yield lambda at: at.energy >= low
    if restrictions.max_kwh is not None:
        high = _threshold(restrictions.max_kwh, ENERGY_PER_KWH)
        yield lambda at: at.energy < high


def _power_tests(restrictions: TariffRestrictions) -> Iterator[VectorTest]:
    if restrictions.min_power_kw is not None:
        low = _threshold(restrictions.min_power_kw, _PER_THOUSAND)
        yield lambda at: at.min_power_w >= low
    if restrictions.max_power_kw is not None:
        high = _threshold(restrictions.max_power_kw, _PER_THOUSAND)
        yield lambda at: at.max_power_w < high


def _current_tests(restrictions: TariffRestrictions) -> Iterator[VectorTest]:
    if restrictions.min_current_a is not None:
        low = _threshold(restrictions.min_current_a, _PER_THOUSAND)
        yield lambda at: at.min_current_ma >= low
    if restrictions.max_current_a is not None:
        high = _threshold(restrictions.max_current_a, _PER_THOUSAND)
        yield lambda at: at.max_current_ma < high


def _threshold(bound: Decimal | int, per_unit: int) -> int:
    """The least whole number that is not below a bound; nothing in a column is ever beyond 62 bits.

    A whole number is at least the bound, or below it, exactly where it is at least that, or below.
    """
    top, bottom = bound.as_integer_ratio()
    return max(-_FARTHEST, min(_FARTHEST, _ceil(top * per_unit, bottom)))


def _ceil(top: int, bottom: int) -> int:
    """The least whole number that is not below a ratio."""
    return -(-top // bottom)
