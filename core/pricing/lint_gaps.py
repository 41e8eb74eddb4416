"""When energy and time have no price at all: holes in the week, and between ranges."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Final

from core.domain.finding import Finding, FindingCode, Severity
from core.domain.tariff import DayOfWeek, TariffDimension
from core.pricing.lint_reach import holes
from core.pricing.rooms import (
    AXES,
    DATES,
    DAY_MINUTES,
    EVERYWHERE,
    WEEK,
    WEEK_MINUTES,
    Bound,
    Range,
    Room,
)

_NAMED_MAX: Final = 3
"""Holes of a week that a message names; it counts the others."""
_NAMES: Final = tuple(DayOfWeek)
_ELEMENTS: Final = "/elements"


def gap_findings(rooms: Sequence[Room]) -> Iterator[Finding]:
    """Where a vehicle can charge and pays for neither energy nor time, or not for energy."""
    charging = [room for room in rooms if room.reservation is None]
    energy = [room for room in charging if TariffDimension.ENERGY in room.dimensions]
    priced = energy + [
        room
        for room in charging
        if TariffDimension.TIME in room.dimensions and TariffDimension.ENERGY not in room.dimensions
    ]
    if not priced:
        return
    unpriced = WEEK & ~_week(priced)
    without_energy = WEEK & ~_week(energy) & ~unpriced if energy else 0
    if unpriced:
        yield _of_week(unpriced, Severity.WARNING, "energy or time")
    if without_energy:
        yield _of_week(without_energy, Severity.HINT, "energy, though time has one")
    yield from _of_ranges(priced)


def _week(rooms: Sequence[Room]) -> int:
    return reduce(or_, (room.week for room in rooms), 0)


def _of_week(minutes: int, severity: Severity, what: str) -> Finding:
    found = list(_stretches(minutes))
    named = ", ".join(
        f"{_clock(start)} until {_clock(end % WEEK_MINUTES)}" for start, end in found[:_NAMED_MAX]
    )
    more = f" and {len(found) - _NAMED_MAX} more" if len(found) > _NAMED_MAX else ""
    return Finding(
        FindingCode.GAP_IN_WEEK,
        severity,
        _ELEMENTS,
        f"elements: wanted a price for {what}, in all of the week, found none {named}{more}",
    )


def _stretches(minutes: int) -> Iterator[tuple[int, int]]:
    """Start and end of each run of bits, in minutes since Monday 00:00, ascending."""
    at = 0
    while minutes >> at:
        at += _trailing(minutes >> at)
        length = _trailing(~(minutes >> at))
        yield at, at + length
        at += length


def _trailing(bits: int) -> int:
    """How many zeros stand before the lowest one; there is a one."""
    return (bits & -bits).bit_length() - 1


def _clock(minute: int) -> str:
    day, of_day = divmod(minute, DAY_MINUTES)
    return f"{_NAMES[day]} {of_day // 60:02d}:{of_day % 60:02d}"


def _of_ranges(priced: Sequence[Room]) -> Iterator[Finding]:
    """Holes on an axis by which, and by which alone, every price is restricted."""
    for axis, (low, high, unit) in enumerate(AXES):
        if not all(_is_restricted_by(room, axis) for room in priced):
            continue
        for start, end in holes([room.ranges[axis] for room in priced], EVERYWHERE):
            if axis == DATES and (start == EVERYWHERE[0] or end == EVERYWHERE[1]):
                continue  # Before the first day or after the last; the tariff may not be valid.
            yield Finding(
                FindingCode.GAP_IN_RANGE,
                Severity.WARNING,
                _ELEMENTS,
                f"elements: wanted {low} and {high} to leave nothing without a price for energy "
                f"or time, found none {_between((start, end), axis, unit)}",
            )


def _is_restricted_by(room: Room, axis: int) -> bool:
    others = room.ranges[:axis] + room.ranges[axis + 1 :]
    return room.week == WEEK and all(one == EVERYWHERE for one in others)


def _between(gap: Range, axis: int, unit: str) -> str:
    start, end = (_stated(bound, axis) for bound in gap)
    if gap[0] == EVERYWHERE[0]:
        return f"until {end} {unit}".rstrip()
    if gap[1] == EVERYWHERE[1]:
        return f"from {start} {unit}".rstrip()
    return f"from {start} until {end} {unit}".rstrip()


def _stated(bound: Bound, axis: int) -> str:
    if axis == DATES and isinstance(bound, int):
        return date.fromordinal(bound).isoformat()
    return f"{bound:f}" if not isinstance(bound, int) else str(bound)
