"""Whether an element applies: the restrictions of a tariff, made ready to be asked many times.

Source: OCPI mod_tariffs, TariffRestrictions: asked at the start of a charging period, minimum in,
maximum out. Times, dates and days are those of the wall clock at the location. The surprise: a
CDR that does not state power or current is taken to be within the limits, and a note says so.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time, tzinfo
from decimal import Decimal
from typing import Final

from core.domain.tariff import DayOfWeek, TariffRestrictions

DAY_S: Final = 86_400
_DAYS: Final = {day: number for number, day in enumerate(DayOfWeek)}


class Moment:
    """The state of a session at an instant, as restrictions ask for it."""

    __slots__ = (
        "day",
        "elapsed_s",
        "energy_kwh",
        "max_current_a",
        "max_power_kw",
        "min_current_a",
        "min_power_kw",
        "second_of_day",
        "weekday",
    )

    def __init__(self, elapsed_s: int, energy_kwh: Decimal) -> None:
        self.elapsed_s = elapsed_s
        """Whole seconds since the session began."""
        self.energy_kwh = energy_kwh
        """Taken so far."""
        self.second_of_day = 0
        """By the wall clock."""
        self.weekday = 0
        """0 is Monday."""
        self.day = 0
        """The local date as its proleptic ordinal."""
        self.min_power_kw: Decimal | None = None
        self.max_power_kw: Decimal | None = None
        self.min_current_a: Decimal | None = None
        self.max_current_a: Decimal | None = None

    def place(self, instant: datetime, zone: tzinfo) -> None:
        """Set the wall clock; at the ends of the calendar it is that of UTC."""
        try:
            local = instant.astimezone(zone)
        except OverflowError:
            local = instant
        self.second_of_day = local.hour * 3600 + local.minute * 60 + local.second
        self.weekday = local.weekday()
        self.day = local.toordinal()


Test = Callable[[Moment], bool]


def tests_of(restrictions: TariffRestrictions) -> tuple[Test, ...]:
    """One test for each thing that is restricted; the element applies where all hold."""
    return (
        *_duration_tests(restrictions),
        *_clock_tests(restrictions),
        *_date_tests(restrictions),
        *_energy_tests(restrictions),
        *_power_tests(restrictions),
        *_current_tests(restrictions),
    )


def asks_wall_clock(restrictions: TariffRestrictions) -> bool:
    """Whether the answer depends on the time zone."""
    dates = (restrictions.start_date, restrictions.end_date)
    times = (restrictions.start_time, restrictions.end_time)
    return any(one is not None for one in (*dates, *times)) or bool(restrictions.day_of_week)


def asks_power(restrictions: TariffRestrictions) -> bool:
    """Whether the answer depends on power."""
    return restrictions.min_power_kw is not None or restrictions.max_power_kw is not None


def asks_current(restrictions: TariffRestrictions) -> bool:
    """Whether the answer depends on current."""
    return restrictions.min_current_a is not None or restrictions.max_current_a is not None


def second_of_day(clock: time) -> int:
    """Seconds after midnight."""
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def window_s(restrictions: TariffRestrictions) -> tuple[int, int]:
    """Seconds of the day from and until which it applies; the end before the start wraps.

    An end of 00:00 is the end of the day, and equal times are the whole day.
    """
    start, end = restrictions.start_time, restrictions.end_time
    if start is not None and start == end:
        return 0, DAY_S
    start_s = 0 if start is None else second_of_day(start)
    end_s = DAY_S if end is None else second_of_day(end) or DAY_S
    return start_s, end_s


def _duration_tests(restrictions: TariffRestrictions) -> Iterator[Test]:
    low, high = restrictions.min_duration_s, restrictions.max_duration_s
    if low is not None:
        yield lambda at: at.elapsed_s >= low
    if high is not None:
        yield lambda at: at.elapsed_s < high


def _clock_tests(restrictions: TariffRestrictions) -> Iterator[Test]:
    start_s, end_s = window_s(restrictions)
    if start_s > end_s:
        yield lambda at: at.second_of_day >= start_s or at.second_of_day < end_s
    elif (start_s, end_s) != (0, DAY_S):
        yield lambda at: start_s <= at.second_of_day < end_s
    if restrictions.day_of_week:
        days = frozenset(_DAYS[day] for day in restrictions.day_of_week)
        yield lambda at: at.weekday in days


def _date_tests(restrictions: TariffRestrictions) -> Iterator[Test]:
    if restrictions.start_date is not None:
        first = restrictions.start_date.toordinal()
        yield lambda at: at.day >= first
    if restrictions.end_date is not None:
        beyond = restrictions.end_date.toordinal()
        yield lambda at: at.day < beyond


def _energy_tests(restrictions: TariffRestrictions) -> Iterator[Test]:
    low, high = restrictions.min_kwh, restrictions.max_kwh
    if low is not None:
        yield lambda at: at.energy_kwh >= low
    if high is not None:
        yield lambda at: at.energy_kwh < high


def _power_tests(restrictions: TariffRestrictions) -> Iterator[Test]:
    low, high = restrictions.min_power_kw, restrictions.max_power_kw
    if low is not None:
        yield lambda at: at.min_power_kw is None or at.min_power_kw >= low
    if high is not None:
        yield lambda at: at.max_power_kw is None or at.max_power_kw < high


def _current_tests(restrictions: TariffRestrictions) -> Iterator[Test]:
    low, high = restrictions.min_current_a, restrictions.max_current_a
    if low is not None:
        yield lambda at: at.min_current_a is None or at.min_current_a >= low
    if high is not None:
        yield lambda at: at.max_current_a is None or at.max_current_a < high


def words_of(restrictions: TariffRestrictions) -> str:
    """The restrictions in words, empty where there are none."""
    ranges = (
        ("s", restrictions.min_duration_s, restrictions.max_duration_s),
        ("kWh", restrictions.min_kwh, restrictions.max_kwh),
        ("A", restrictions.min_current_a, restrictions.max_current_a),
        ("kW", restrictions.min_power_kw, restrictions.max_power_kw),
        ("", _clock(restrictions.start_time), _clock(restrictions.end_time)),
        ("", restrictions.start_date, restrictions.end_date),
    )
    parts = []
    for unit, low, high in ranges:
        if low is not None:
            parts.append(f"from {low} {unit}".rstrip())
        if high is not None:
            parts.append(f"until {high} {unit}".rstrip())
    if restrictions.day_of_week:
        parts.append("on " + ", ".join(restrictions.day_of_week))
    if restrictions.reservation is not None:
        parts.append(f"for {restrictions.reservation}")
    return " ".join(parts)


def _clock(at: time | None) -> str | None:
    return None if at is None else at.strftime("%H:%M")
