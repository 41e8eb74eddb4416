"""Wall clocks of many instants at once, by the changes of a zone's offset from UTC.

A zone does not tell its changes, so each year is asked hour by hour, once, and a change is then
found to the second; no zone has changed twice in one hour since 1970.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

import numpy as np

from core.pricing.batch_columns import Ints

FIRST_S: Final = 0
"""Seconds since 1970 from which on clocks are known here."""
BEYOND_S: Final = 4_102_444_800
"""Until which they are: 2100."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR_S: Final = 3_600
_SECOND: Final = timedelta(seconds=1)
Changes = tuple[tuple[int, int], ...]
"""From which second on the offset is greater by how many."""


def wall_clock(utc_s: Ints, zone: tzinfo) -> Ints:
    """Seconds that the wall clock shows, counted as if its midnight of 1970-01-01 were 0.

    Args:
        utc_s: Seconds since 1970, each from FIRST_S to BEYOND_S; at least one.
        zone: Whose clock.
    """
    first, last = int(utc_s.min()), int(utc_s.max())
    local_s = utc_s + _offset_s(zone, first)
    for year in range(_year(first), _year(last + _HOUR_S) + 1):
        for from_s, greater_s in _changes(zone, year):
            if first < from_s <= last:
                local_s += (utc_s >= from_s) * np.int64(greater_s)
    return local_s


def _year(utc_s: int) -> int:
    return (_EPOCH + utc_s * _SECOND).year


@lru_cache(maxsize=1_024)
def _changes(zone: tzinfo, year: int) -> Changes:
    first_s = (datetime(year, 1, 1, tzinfo=UTC) - _EPOCH) // _SECOND
    beyond_s = (datetime(year + 1, 1, 1, tzinfo=UTC) - _EPOCH) // _SECOND
    found = []
    before = _offset_s(zone, first_s - _HOUR_S)
    for hour_s in range(first_s, beyond_s, _HOUR_S):
        offset_s = _offset_s(zone, hour_s)
        if offset_s != before:
            found.append((_change_within(zone, hour_s, offset_s), offset_s - before))
            before = offset_s
    return tuple(found)


def _change_within(zone: tzinfo, until_s: int, offset_s: int) -> int:
    """The first second of the hour before ``until_s`` that has the offset; at last itself."""
    low, high = until_s - _HOUR_S, until_s
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_s(zone, middle) == offset_s:
            high = middle
        else:
            low = middle
    return high


def _offset_s(zone: tzinfo, utc_s: int) -> int:
    offset = (_EPOCH + utc_s * _SECOND).astimezone(zone).utcoffset()
    assert offset is not None
    return offset // _SECOND
