"""Two elements that share part of a range, or of a day, where the order of the list decides.

Only elements that differ in this one thing are compared: that a fallback, or a weekend, overlaps
with what stands before it is how tariffs are written.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from core.domain.finding import Finding, FindingCode, Severity
from core.domain.tariff import DayOfWeek
from core.pricing.restrictions import words_of
from core.pricing.rooms import AXES, Range, Room, contains, day_of

_DAYS: Final = {day: 1 << number for number, day in enumerate(DayOfWeek)}
_WEEK: Final = sum(_DAYS.values())


def overlap_findings(rooms: Sequence[Room]) -> Iterator[Finding]:
    """One finding for each element, about the first of those it overlaps with."""
    shapes = [_Shape(room) for room in rooms]
    told: set[int] = set()
    for axis in range(len(AXES) + 2):
        groups: dict[tuple[object, ...], list[_Shape]] = {}
        for shape in shapes:
            others = shape.sides[:axis] + shape.sides[axis + 1 :]
            groups.setdefault((*others, shape.room.reservation), []).append(shape)
        for group in groups.values():
            for first, second in _pairs(group, axis):
                if second.room.place not in told:
                    told.add(second.room.place)
                    yield _finding(first.room, second.room, axis)


class _Shape:
    """A room by its sides: every range, the day, and the days of the week."""

    __slots__ = ("room", "sides")

    def __init__(self, room: Room) -> None:
        asked = room.element.restrictions
        days = sum(_DAYS[day] for day in set(asked.day_of_week)) or _WEEK
        self.room = room
        self.sides: tuple[Range | int, ...] = (*room.ranges, day_of(asked), days)


def _pairs(group: Sequence[_Shape], axis: int) -> Iterator[tuple[_Shape, _Shape]]:
    for number, second in enumerate(group):
        side = second.sides[axis]
        for first in group[:number]:
            if (
                _overlap(first.sides[axis], side)
                and not first.room.dimensions.isdisjoint(second.room.dimensions)
            ):  # fmt: skip
                yield first, second
                break


def _overlap(one: Range | int, other: Range | int) -> bool:
    """Whether each has something of the other, and something of its own."""
    if isinstance(one, int) or isinstance(other, int):
        assert isinstance(one, int)
        assert isinstance(other, int)
        shared = one & other
        return shared not in {0, one, other}
    if one[1] <= other[0] or other[1] <= one[0]:
        return False
    return not contains(one, other) and not contains(other, one)


def _finding(first: Room, second: Room, axis: int) -> Finding:
    named = (*(low for low, _, _ in AXES), "start_time", "day_of_week")[axis]
    shared = ", ".join(sorted(first.dimensions & second.dimensions))
    mine, theirs = (words_of(room.element.restrictions) for room in (second, first))
    return Finding(
        FindingCode.OVERLAPPING_RESTRICTION,
        Severity.WARNING,
        f"{second.pointer}/restrictions/{named}",
        f"element {second.place + 1} ({mine}): wanted it apart from element {first.place + 1} "
        f"({theirs}), found a part in which both price {shared} and element {first.place + 1} wins",
    )
