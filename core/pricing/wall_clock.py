"""When the wall clock of a zone shows a time of day, and when it is put forward or back.

Walks the stretches in which a zone keeps its offset, so that a time that is shown twice is found
twice and one that is skipped is not found at all. The surprise: a zone that would change twice
within a day and back is not seen; no zone ever did.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_NONE: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time in which a zone keeps its offset from UTC."""

    start: datetime
    end: datetime
    offset: timedelta


def stretches(start: datetime, end: datetime, zone: tzinfo) -> Iterator[Stretch]:
    """The stretches from ``start`` to ``end``, in order and without gaps; at least one."""
    began = at = start
    offset = offset_at(start, zone)
    while at < end:
        ahead = at + min(_DAY, end - at)
        if offset_at(ahead, zone) != offset:
            ahead = _change(at, ahead, offset, zone)
            yield Stretch(began, ahead, offset)
            began, offset = ahead, offset_at(ahead, zone)
        at = ahead
    yield Stretch(began, end, offset)


def clock_instants(
    start: datetime, end: datetime, zone: tzinfo, clocks_s: Iterable[int]
) -> Iterator[datetime]:
    """Instants between the two at which the wall clock shows one of these times, or is changed.

    Args:
        start: Excluded.
        end: Excluded.
        zone: Whose wall clock.
        clocks_s: Seconds of the day; each is looked for by itself, so that instants are unordered.
    """
    for stretch in stretches(start, end, zone):
        if start < stretch.start < end:
            yield stretch.start
        length = stretch.end - stretch.start
        shown = _time_of_day(stretch.start, stretch.offset)
        for clock_s in clocks_s:
            ahead = timedelta(seconds=clock_s) - shown
            if ahead <= _NONE:
                ahead += _DAY
            while ahead < length:
                yield stretch.start + ahead
                ahead += _DAY


def offset_at(instant: datetime, zone: tzinfo) -> timedelta:
    """How far the wall clock is ahead of UTC; at the ends of the calendar it is UTC's."""
    try:
        return instant.astimezone(zone).utcoffset() or _NONE
    except OverflowError:
        return _NONE


def _time_of_day(instant: datetime, offset: timedelta) -> timedelta:
    """Time since local midnight; a day has 24 hours here, for the offset is kept."""
    clock = timedelta(
        hours=instant.hour,
        minutes=instant.minute,
        seconds=instant.second,
        microseconds=instant.microsecond,
    )
    return (clock + offset) % _DAY


def _change(at: datetime, ahead: datetime, offset: timedelta, zone: tzinfo) -> datetime:
    """The whole second, at most ``ahead``, from which the offset is another."""
    base = at.replace(microsecond=0)
    low, high = 0, (ahead - base) // _SECOND
    while low < high:
        middle = (low + high) // 2
        if offset_at(base + middle * _SECOND, zone) == offset:
            low = middle + 1
        else:
            high = middle
    return base + low * _SECOND
