"""The starts of charging periods as restrictions ask for them, worked out once and if asked."""

from datetime import tzinfo
from functools import cached_property
from typing import Final

import numpy as np

from core.pricing.batch_clock import BEYOND_S, FIRST_S, wall_clock
from core.pricing.batch_columns import CdrColumns, Flags, Ints
from core.pricing.restrictions import DAY_S

_EPOCH_ORDINAL: Final = 719_163
"""Of 1970-01-01."""


class Layout:
    """Which periods belong to which of some consecutive rows."""

    def __init__(self, columns: CdrColumns, rows: slice) -> None:
        edges = columns.first_period[rows.start : rows.stop + 1]
        self.rows = rows
        self.periods = slice(int(edges[0]), int(edges[-1]))
        self.begins = edges[:-1] - edges[0]
        """Array of shape (session,): where the periods of each begin."""
        self.counts = np.diff(edges)
        self.single = len(self.begins) == self.periods.stop - self.periods.start

    def summed(self, of_periods: Ints) -> Ints:
        """One sum a row."""
        return of_periods if self.single else np.add.reduceat(of_periods, self.begins)

    def last(self, of_periods: Flags) -> Ints:
        """In each row the last period that is flagged, else -1."""
        places = np.where(of_periods, np.arange(len(of_periods)), -1)
        return places if self.single else np.maximum.reduceat(places, self.begins)

    def spread(self, of_rows: Ints) -> Ints:
        """What a row has, at each of its periods."""
        return of_rows if self.single else np.repeat(of_rows, self.counts)

    @cached_property
    def row_of(self) -> Ints:
        """The row of each period."""
        return self.spread(np.arange(len(self.begins)))


class Moments:
    """The states of some rows at the start of each of their periods; array of shape (period,)."""

    def __init__(self, columns: CdrColumns, layout: Layout, zone: tzinfo) -> None:
        self._columns = columns
        self._layout = layout
        self._zone = zone
        self.min_power_w = columns.min_power_w[layout.periods]
        self.max_power_w = columns.max_power_w[layout.periods]
        self.min_current_ma = columns.min_current_ma[layout.periods]
        self.max_current_ma = columns.max_current_ma[layout.periods]

    @property
    def _start_s(self) -> Ints:
        return self._columns.period_start_s[self._layout.periods]

    @cached_property
    def elapsed_s(self) -> Ints:
        """Since the session began."""
        return self._start_s - self._layout.spread(self._columns.start_s[self._layout.rows])

    @cached_property
    def energy(self) -> Ints:
        """Taken so far, in millionths of a kWh."""
        taken = self._columns.energy[self._layout.periods]
        so_far = np.cumsum(taken) - taken
        return so_far - self._layout.spread(so_far[self._layout.begins])

    @cached_property
    def _local_s(self) -> Ints:
        known = np.clip(self._start_s, FIRST_S, BEYOND_S - 1)
        return wall_clock(known, self._zone)

    @cached_property
    def day(self) -> Ints:
        """The local date as its proleptic ordinal."""
        return self._local_s // DAY_S + _EPOCH_ORDINAL

    @cached_property
    def second_of_day(self) -> Ints:
        """By the wall clock."""
        return self._local_s - (self.day - _EPOCH_ORDINAL) * DAY_S

    def outside_calendar(self) -> Flags:
        """Whose wall clock is not known here."""
        return (self._start_s < FIRST_S) | (self._start_s >= BEYOND_S)
