"""The times to money as bars of equal width, with the median, the 95th percentile, the promise."""

from dataclasses import dataclass
from typing import Final

from console.present.axis_ticks import Tick
from console.present.plot_table import PlotTable
from console.present.settlement_rows import time_text
from core.settlement.time_to_money import TimeToMoney

_WIDTHS_MIN: Final = (10, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14_400)
_BINS_MAX: Final = 60
_TICKS_MIN: Final = (60, 120, 180, 360, 720, 1440, 2880, 7200, 14_400, 28_800)


@dataclass(frozen=True, slots=True)
class Line:
    """A time that is marked across the bars."""

    name: str
    minute: int

    @property
    def said(self) -> str:
        """``p50 1 d 11 h``."""
        return f"{self.name} {time_text(self.minute)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBins:
    """Bars from ``first_min`` on, side by side."""

    first_min: int = 0
    width_min: int = _WIDTHS_MIN[0]
    counts: tuple[int, ...] = ()
    """Sessions in each."""
    lines: tuple[Line, ...] = ()

    @property
    def end_min(self) -> int:
        """Where bars and lines end."""
        ends = [line.minute for line in self.lines]
        return max(self.first_min + self.width_min * len(self.counts), *ends, 1)

    def readout(self, number: int) -> str:
        """``after 34 h 00 min to 34 h 30 min`` and how many."""
        start = self.first_min + number * self.width_min
        return (
            f"after {_exact_text(start)} to {_exact_text(start + self.width_min)}"
            f"\n{self.counts[number]:,} sessions"
        )

    def ticks(self, wanted: int) -> tuple[Tick, ...]:
        """Round times from nothing on, at most about ``wanted`` of them."""
        fits = (step for step in _TICKS_MIN if self.end_min / step <= max(1, wanted))
        step = next(fits, _TICKS_MIN[-1])
        return tuple(
            Tick(minute, _round_text(minute)) for minute in range(0, self.end_min + 1, step)
        )


def _exact_text(minute: int) -> str:
    return f"{minute // 60} h {minute % 60:02d} min"


def _round_text(minute: int) -> str:
    if minute and minute % 1440 == 0:
        return f"{minute // 1440} d"
    return f"{minute // 60} h"


def time_bins(times: TimeToMoney) -> TimeBins:
    """The bars of these times; none without sessions."""
    if not times.minutes:
        return TimeBins()
    low, high = times.minutes[0][0], times.minutes[-1][0]
    fits = (width for width in _WIDTHS_MIN if (high - low) // width < _BINS_MAX - 1)
    width = next(fits, _WIDTHS_MIN[-1])
    first = low // width * width
    counts = [0] * ((high - first) // width + 1)
    for minute, count in times.minutes:
        counts[(minute - first) // width] += count
    marks = (
        ("p50", times.quantile(50)),
        ("p95", times.quantile(95)),
        ("promised", times.promise_min),
    )
    lines = tuple(Line(name, minute) for name, minute in marks if minute is not None)
    return TimeBins(first_min=first, width_min=width, counts=tuple(counts), lines=lines)


def bins_table(bins: TimeBins) -> PlotTable:
    """A row a bar."""
    rows = [
        (str(bins.first_min + number * bins.width_min), str(bins.width_min), str(count))
        for number, count in enumerate(bins.counts)
    ]
    return PlotTable(("from_min", "width_min", "sessions"), rows)


def bins_summary(bins: TimeBins) -> str:
    """The bars in words."""
    if not bins.counts:
        return "No session was settled yet."
    told = ", ".join(line.said for line in bins.lines)
    return f"{sum(bins.counts):,} sessions from their end to the money: {told}."
