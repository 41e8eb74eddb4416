"""The prices of a week as a grid: days down, hours or quarters across, and where there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.present.heat_grid import HeatGrid
from console.present.tariff_session import week_minute_text
from core.domain.tariff import Tariff, TariffDimension
from core.pricing.explain_words import exact_words
from core.pricing.week_prices import PriceSpan, WeekPrices

DAY_NAMES: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
PRICE_KINDS: Final = (
    TariffDimension.ENERGY,
    TariffDimension.TIME,
    TariffDimension.PARKING_TIME,
    TariffDimension.FLAT,
)
"""In the order in which they are offered."""
_PER: Final = {
    TariffDimension.ENERGY: "kWh",
    TariffDimension.TIME: "min",
    TariffDimension.PARKING_TIME: "min",
    TariffDimension.FLAT: "session",
}
_DAY_MIN: Final = 1_440
_NAMED_MAX: Final = 4
_WITH: Final = "with taxes"
_BEFORE: Final = "before taxes"
FREE: Final = "no price applies: free"
SKIPPED: Final = "clocks leave this out"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PriceGrid(HeatGrid):
    """Prices by day and time of day."""

    texts: tuple[tuple[str, ...], ...]
    """What each cell says, by row and column."""
    gaps: NDArray[np.bool_]
    """Array of shape (row, column): in all or in part of the cell no price applies."""
    cell_min: int
    """Minutes of a cell."""

    def cell_text(self, row: int, column: int) -> str:
        """Day, time, then each price that applies in the cell, a line each."""
        return self.texts[row][column]

    @property
    def top(self) -> float:
        """The highest price; twice the only one, which is neither high nor low."""
        known = np.unique(self.values[np.isfinite(self.values) & (self.values != 0)])
        if not known.size:
            return 1.0
        return float(known[-1]) * (2 if known.size == 1 else 1)

    def figure_text(self, value: float) -> str:
        """``0.35 EUR/kWh``, all digits that a reader needs."""
        if np.isnan(value):
            return FREE
        return f"{_digits(value)} {self.unit}"

    def start_of(self, row: int, column: int) -> int:
        """The first minute of a cell, in minutes of the week."""
        return row * _DAY_MIN + column * self.cell_min


def kinds_of(tariff: Tariff) -> tuple[TariffDimension, ...]:
    """What the tariff has a price for outside of reservations, in the order of ``PRICE_KINDS``."""
    priced = {
        one.type
        for element in tariff.elements
        if element.restrictions.reservation is None
        for one in element.price_components
    }
    return tuple(kind for kind in PRICE_KINDS if kind in priced)


def price_grid(week: WeekPrices) -> PriceGrid:
    """The grid; by quarters of an hour where hours would hide a change."""
    bounds = {edge for span in week.spans for edge in (span.start_min, span.end_min)}
    cell_min = 60 if all(edge % 60 == 0 for edge in bounds) else 15
    columns = _DAY_MIN // cell_min
    taxed = all(one.after_taxes is not None for one in week.spans if not one.is_gap)
    cells = [
        _Cell(week, start, start + cell_min, taxed=taxed)
        for start in range(0, len(DAY_NAMES) * _DAY_MIN, cell_min)
    ]
    times = [_clock(at * cell_min, cell_min) for at in range(columns)]
    shape = (len(DAY_NAMES), columns)
    return PriceGrid(
        rows=DAY_NAMES,
        columns=tuple(times),
        column_marks=tuple((hour * 60 // cell_min, f"{hour:02d}:00") for hour in range(0, 24, 3)),
        values=np.array([one.value for one in cells]).reshape(shape),
        unit=f"{week.currency}/{_PER[week.dimension]}",
        meaning=_WITH if taxed else _BEFORE,
        across="time of day, local time",
        decimals=4,
        texts=tuple(
            tuple(one.text(times[at]) for at, one in enumerate(cells[first : first + columns]))
            for first in range(0, len(cells), columns)
        ),
        gaps=np.array([one.has_gap for one in cells]).reshape(shape),
        cell_min=cell_min,
    )


def gap_sentence(week: WeekPrices) -> str:
    """Where in the week no price applies; empty where one always does."""
    gaps = [(one.start_min, one.end_min) for one in week.spans if one.is_gap]
    if not gaps:
        return ""
    if gaps == [(0, len(DAY_NAMES) * _DAY_MIN)]:
        return "No price at any time of this week: free."
    named = ", ".join(
        f"{week_minute_text(start)} to {week_minute_text(end)}" for start, end in gaps[:_NAMED_MAX]
    )
    more = f" and {len(gaps) - _NAMED_MAX} more" if len(gaps) > _NAMED_MAX else ""
    return f"No price, so free: {named}{more}."


class _Cell:
    """Some minutes of the week, and the spans that are in them."""

    def __init__(self, week: WeekPrices, start: int, end: int, *, taxed: bool) -> None:
        self._day = DAY_NAMES[start // _DAY_MIN]
        self._week = week
        self._taxed = taxed
        self._spans = [one for one in week.spans if one.start_min < end and start < one.end_min]
        self._is_skipped = any(first <= start and end <= last for first, last in week.skipped)
        self._edges = start, end

    @property
    def has_gap(self) -> bool:
        return any(one.is_gap for one in self._spans)

    @property
    def value(self) -> float:
        """The first price in the cell; nan where there is none."""
        payable = next((self._payable(one) for one in self._spans if not one.is_gap), None)
        return float("nan") if payable is None else float(payable)

    def _payable(self, span: PriceSpan) -> Fraction | None:
        return span.after_taxes if self._taxed else span.before_taxes

    def text(self, time: str) -> str:
        """The lines of the cell."""
        lines = [f"{self._day} {time}"]
        lines += [SKIPPED] if self._is_skipped else list(self._parts())
        return "\n".join(lines)

    def _parts(self) -> Iterator[str]:
        for span in self._spans:
            start, end = self._edges
            first, last = max(start, span.start_min), min(end, span.end_min)
            part = len(self._spans) > 1
            when = f"{week_minute_text(first)[4:]} to {week_minute_text(last)[4:]}: "
            yield from _span_lines(span, self._week, when if part else "")


def _span_lines(span: PriceSpan, week: WeekPrices, when: str) -> Iterator[str]:
    if span.is_gap:
        yield f"{when}{FREE}"
        return
    unit = f"{week.currency}/{_PER[week.dimension]}"
    amounts = [
        f"{_exact(amount)} {unit} {taxes}"
        for amount, taxes in ((span.after_taxes, _WITH), (span.before_taxes, _BEFORE))
        if amount is not None
    ]
    yield f"{when}{amounts[0]}"
    if len(amounts) > 1 and span.after_taxes != span.before_taxes:
        yield amounts[1]
    yield f"element {span.element}, {span.when}"


def _exact(amount: Fraction) -> str:
    told, ends = exact_words(amount)
    return told if ends else f"\N{ALMOST EQUAL TO} {told}"


def _digits(value: float) -> str:
    text = f"{value:.4f}".rstrip("0")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


def _clock(minute: int, length: int) -> str:
    end = minute + length
    return f"{minute // 60:02d}:{minute % 60:02d} to {end // 60:02d}:{end % 60:02d}"
