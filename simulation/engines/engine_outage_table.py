"""All outages of a plan in sorted columns, looked up for thousands of EVSEs at once.

As ``EvseOutages``, which does it for one. An EVSE is known by its number in the whole network;
that of a place where no EVSE is is -1, and never out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulation.engines.engine_turns import Ints
from simulation.model.world import OutageKind, World

_EVSE_S: Final = 1 << 36
"""Seconds of an EVSE in the keys; more than any run has."""


@dataclass(frozen=True, slots=True)
class OutageTable:
    """Arrays of shape (stretch out of service,) and (break,), by EVSE and time."""

    first_evse: Ints
    """Number of the first EVSE of each site; array of shape (site,)."""
    _begin: Ints
    _end: Ints
    _break: Ints

    @classmethod
    def of(cls, world: World, evse_counts: Sequence[int]) -> Self:
        """The outages of a world; those of one EVSE that meet are one stretch."""
        counts = np.asarray(evse_counts, dtype=np.int64)
        first = np.cumsum(counts) - counts
        outages = world.outages
        key = (first[outages.site] + outages.evse) * _EVSE_S
        cuts = outages.kind == OutageKind.OUT_OF_ORDER
        cuts |= not world.session_survives_unknown
        begin, end = _united(key + outages.from_s, key + np.minimum(outages.to_s, _EVSE_S - 1))
        return cls(first, begin, end, np.sort((key + outages.from_s)[cuts]))

    def mended_s(self, evse: Ints, at_s: Ints) -> Ints:
        """That second, or when the outages of the EVSE that go on then are over."""
        if not len(self._begin):
            return at_s
        key = evse * _EVSE_S
        row = np.searchsorted(self._begin, key + np.minimum(at_s, _EVSE_S - 1), side="right") - 1
        ends_s = self._end[row] - key
        is_out = (row >= 0) & (ends_s > at_s) & (self._begin[row] >= key)
        return np.where(is_out & (evse >= 0), ends_s, at_s)

    def broken_s(self, evse: Ints, begin_s: Ints, end_s: Ints) -> Ints:
        """When sessions that begin and would end then break off, at their end if they do not."""
        key = evse * _EVSE_S
        row = np.searchsorted(self._break, key + begin_s, side="right")
        breaks_s = np.append(self._break, np.iinfo(np.int64).max)[row] - key
        return np.minimum(breaks_s, end_s)


def _united(begin: Ints, end: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Intervals that meet or overlap as one; ascending."""
    order = np.argsort(begin, kind="stable")
    begin, last = begin[order], np.maximum.accumulate(end[order])
    is_new = np.ones(len(begin), dtype=np.bool_)
    is_new[1:] = begin[1:] > last[:-1]
    ends = np.append(is_new[1:], True)[: len(begin)]
    return begin[is_new], last[ends]
