"""Elements as rooms: the minutes of the week, and the ranges, in which each of them applies.

A set of the 10,080 minutes of a local week is one whole number, a bit a minute from Monday 00:00;
so whether some elements leave anything of another is a few operations, however many they are.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Final

from core.domain.tariff import (
    DayOfWeek,
    ReservationRestriction,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
)
from core.pricing.restrictions import window_s

DAY_MINUTES: Final = 1_440
WEEK_MINUTES: Final = 7 * DAY_MINUTES
WEEK: Final = (1 << WEEK_MINUTES) - 1
"""Every minute."""
_LEAST, _MOST = Decimal("-Infinity"), Decimal("Infinity")

Bound = Decimal | int
Range = tuple[Bound, Bound]
"""From, and until before."""
EVERYWHERE: Final[Range] = (_LEAST, _MOST)

AXES: Final = (
    ("start_date", "end_date", ""),
    ("min_kwh", "max_kwh", "kWh"),
    ("min_power", "max_power", "kW"),
    ("min_current", "max_current", "A"),
    ("min_duration", "max_duration", "s"),
)
"""What is bounded from below and above: OCPI's names, and the unit."""
DATES: Final = 0
"""The axis whose bounds are proleptic ordinals of local days."""

MEASURED: Final = (2, 3)
"""Axes on which a period can be in two ranges at once: its least power in one, its most in another.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Room:
    """Where one element applies."""

    place: int
    """In the tariff, from 0."""
    element: TariffElement
    dimensions: frozenset[TariffDimension]
    reservation: ReservationRestriction | None
    week: int
    """Minutes of the local week, as bits."""
    ranges: tuple[Range, ...]
    """By axis."""

    @property
    def pointer(self) -> str:
        """Where the element stands."""
        return f"/elements/{self.place}"

    @property
    def is_empty(self) -> bool:
        """Whether it can never apply."""
        return not self.week or any(low >= high for low, high in self.ranges)


def rooms_of(tariff: Tariff) -> tuple[Room, ...]:
    """The rooms of the elements, in their order; without those that never apply."""
    rooms = (_room(place, element) for place, element in enumerate(tariff.elements))
    return tuple(room for room in rooms if not room.is_empty)


def _room(place: int, element: TariffElement) -> Room:
    asked = element.restrictions
    return Room(
        place=place,
        element=element,
        dimensions=frozenset(one.type for one in element.price_components),
        reservation=asked.reservation,
        week=week_of(asked),
        ranges=tuple(_range(low, high) for low, high in bounds_of(asked)),
    )


def bounds_of(
    restrictions: TariffRestrictions,
) -> tuple[tuple[Bound | date | None, Bound | date | None], ...]:
    """What is stated, by axis."""
    return (
        (restrictions.start_date, restrictions.end_date),
        (restrictions.min_kwh, restrictions.max_kwh),
        (restrictions.min_power_kw, restrictions.max_power_kw),
        (restrictions.min_current_a, restrictions.max_current_a),
        (restrictions.min_duration_s, restrictions.max_duration_s),
    )


def _range(low: Bound | date | None, high: Bound | date | None) -> Range:
    """A bound from below that is not above 0 is none: only energy fed back would be below it."""
    if low is None and high is None:
        return EVERYWHERE
    least, most = _bound(low), _bound(high)
    return _LEAST if least is None or least <= 0 else least, _MOST if most is None else most


def _bound(stated: Bound | date | None) -> Bound | None:
    return stated.toordinal() if isinstance(stated, date) else stated


def day_of(restrictions: TariffRestrictions) -> int:
    """Minutes of the day in which its window is open, as bits; a wrapped one has two ends."""
    start_s, end_s = window_s(restrictions)
    start, end = start_s // 60, -(-end_s // 60)
    if start > end:
        return _minutes(0, end) | _minutes(start, DAY_MINUTES)
    return _minutes(start, end)


def week_of(restrictions: TariffRestrictions) -> int:
    """Minutes of the week in which window and days agree, as bits."""
    day = day_of(restrictions)
    wanted = restrictions.day_of_week or DayOfWeek
    shifts = (DAY_MINUTES * number for number, name in enumerate(DayOfWeek) if name in wanted)
    return reduce(or_, (day << shift for shift in shifts))


def _minutes(start: int, end: int) -> int:
    return ((1 << (end - start)) - 1) << start


def contains(outer: Range, inner: Range) -> bool:
    """Whether all of ``inner`` is in ``outer``."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]
