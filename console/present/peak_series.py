"""Figures over time: what is read off them, their range, and the lines as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from console.present.axis_ticks import exact_text, moment_iso, moment_text
from console.present.plot_table import PlotTable, plain_number
from core.service.throughput import Bucket

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """One figure over time."""

    name: str
    at_s: Array
    """Array of shape (point,): seconds since 1970, UTC, ascending."""
    values: Array
    """Array of shape (point,), in ``unit``; nan where there is no value."""
    unit: str
    decimals: int = 0
    """How many decimals of a value are known, and shown."""

    def __post_init__(self) -> None:
        assert self.at_s.shape == self.values.shape, self.name  # noqa: S101 (our bug)

    def nearest(self, at_s: float) -> int:
        """Index of the point next to an instant; there is at least one point."""
        right = int(np.searchsorted(self.at_s, at_s))
        left = max(0, right - 1)
        right = min(right, len(self.at_s) - 1)
        return left if at_s - self.at_s[left] <= self.at_s[right] - at_s else right


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, noted on a plot: an alert, a deployment."""

    at_s: float
    """Seconds since 1970, UTC."""
    text: str


def alone(series: Series) -> NDArray[np.int64]:
    """Array of shape (point,): indices of the values without a value on either side."""
    there = np.r_[False, np.isfinite(series.values), False]
    return np.flatnonzero(there[1:-1] & ~there[:-2] & ~there[2:])


def value_range(drawn: list[Array]) -> tuple[float, float]:
    """Lowest and highest of several arrays; (0, 1) if there is no value in them."""
    found = [values[np.isfinite(values)] for values in drawn]
    found = [values for values in found if len(values)]
    if not found:
        return 0.0, 1.0
    return min(float(v.min()) for v in found), max(float(v.max()) for v in found)


def readout(series: tuple[Series, ...], at_s: float) -> str:
    """The exact values next to an instant: a line for the time, a line a series."""
    filled = [one for one in series if len(one.at_s)]
    if not filled:
        return ""
    times = [float(one.at_s[one.nearest(at_s)]) for one in filled]
    nearest = min(times, key=lambda time: abs(time - at_s))
    lines = [moment_text(nearest)]
    for one, time in zip(filled, times, strict=True):
        figure = exact_text(float(one.values[one.nearest(at_s)]), one.decimals)
        other = "" if time == nearest else f" ({moment_text(time)})"
        lines.append(f"{one.name}: {figure} {one.unit}{other}")
    return "\n".join(lines)


def series_table(series: tuple[Series, ...], low_s: float, high_s: float) -> PlotTable:
    """The points in a range of time, one row each: series, time, value."""

    def rows() -> Iterator[tuple[str, ...]]:
        for one in series:
            first = int(np.searchsorted(one.at_s, low_s, "left"))
            last = int(np.searchsorted(one.at_s, high_s, "right"))
            for index in range(first, last):
                at_s, value = float(one.at_s[index]), float(one.values[index])
                yield one.name, moment_iso(at_s), plain_number(value), one.unit

    return PlotTable(("series", "time_utc", "value", "unit"), rows())


def series_summary(series: tuple[Series, ...]) -> str:
    """The plot in words, for whoever does not see it."""
    texts = []
    for one in series:
        if not len(one.at_s) or not np.isfinite(one.values).any():
            texts.append(f"{one.name}: no values.")
            continue
        low, high = float(np.nanmin(one.values)), float(np.nanmax(one.values))
        last = exact_text(float(one.values[-1]), one.decimals)
        texts.append(
            f"{one.name}: {len(one.values):,} points from {moment_text(float(one.at_s[0]))} to"
            f" {moment_text(float(one.at_s[-1]))}, lowest {exact_text(low, one.decimals)},"
            f" highest {exact_text(high, one.decimals)}, last {last} {one.unit}."
        )
    return " ".join(texts)


def throughput_series(buckets: Sequence[Bucket], bucket_s: int) -> Series:
    """Sessions that ended in each bucket, as a line."""
    return Series(
        name="sessions",
        at_s=np.array([one.at.timestamp() for one in buckets], np.float64),
        values=np.array([one.sessions for one in buckets], np.float64),
        unit=f"sessions ended per {_length_text(bucket_s)}",
    )


def _length_text(bucket_s: int) -> str:
    for length, word in ((86_400, "d"), (3600, "h"), (60, "min")):
        if bucket_s % length == 0:
            count = bucket_s // length
            return word if count == 1 else f"{count} {word}"
    return f"{bucket_s} s"
