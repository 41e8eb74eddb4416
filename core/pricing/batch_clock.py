"""Wall clocks of many instants at once, by the changes of a zone's offset from UTC.

A zone does not tell its changes, so each year is walked once, by its stretches.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from core.pricing.batch_columns import Ints
from core.pricing.wall_clock import stretches

FIRST_S: Final = 0
"""Seconds since 1970 from which on clocks are known here."""
BEYOND_S: Final = 4_102_444_800
"""Until which they are: 2100."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR_S: Final = 3_600
_HOUR: Final = timedelta(hours=1)
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
    first = datetime(year, 1, 1, tzinfo=UTC) - _HOUR
    beyond = datetime(year + 1, 1, 1, tzinfo=UTC) - _HOUR
    return tuple(
        ((later.start - _EPOCH) // _SECOND, (later.offset - former.offset) // _SECOND)
        for former, later in pairwise(stretches(first, beyond, zone))
    )


def _offset_s(zone: tzinfo, utc_s: int) -> int:
    offset = (_EPOCH + utc_s * _SECOND).astimezone(zone).utcoffset()
    assert offset is not None
    return offset // _SECOND
