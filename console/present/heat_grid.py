"""A grid of figures, sites down and time across: what a cell says, and what it sums up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from console.present.axis_ticks import exact_text
from console.present.plot_table import PlotTable, plain_number
from console.present.utilisation_heat import HOURS, Heat
from core.service.week_use import WeekUse

PERCENT = "%"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeatGrid:
    """Figures with the names of their rows and columns."""

    rows: tuple[str, ...]
    """As the reader knows them, top first: names of sites, or of EVSEs."""
    columns: tuple[str, ...]
    """What a column is, in full: ``Mon 07:00 to 08:00``."""
    column_marks: tuple[tuple[float, str], ...]
    """Where a tick stands (the left edge of that column), and its short text."""
    values: NDArray[np.float64]
    """Array of shape (row, column), in ``unit``; nan where nothing is known."""
    unit: str
    """``%`` has values from 0 to 1."""
    meaning: str
    """What a figure is: ``connected``."""
    across: str
    """What the columns are: ``hour of the day, local time``."""
    decimals: int = 1
    floor: float = 0.0
    """What the first colour stands for, in ``unit``."""

    def __post_init__(self) -> None:
        assert self.values.shape == (len(self.rows), len(self.columns))  # noqa: S101 (our bug)

    @property
    def top(self) -> float:
        """The top of the scale: the highest figure, never 0; percent in whole tens above it."""
        known = self.values[np.isfinite(self.values)]
        highest = float(known.max(initial=self.floor))
        if self.unit == PERCENT:
            return min(1.0, max(0.1, ceil(highest * 10 - 1e-9) / 10))
        return highest if highest > self.floor else self.floor + 1.0

    def figure_text(self, value: float) -> str:
        """``41.2 %`` or ``3.5 h``."""
        if np.isnan(value):
            return "not known"
        scaled = value * 100 if self.unit == PERCENT else value
        return f"{exact_text(scaled, self.decimals)} {self.unit}"

    @property
    def scale_top(self) -> float:
        """The top of the scale as it is written: percent from 0 to 100."""
        return self.top * 100 if self.unit == PERCENT else self.top

    def cell_text(self, row: int, column: int) -> str:
        """The site, the time, the figure: a line each."""
        figure = self.figure_text(float(self.values[row, column]))
        return f"{self.rows[row]}\n{self.columns[column]}\n{figure} {self.meaning}"

    def table(self) -> PlotTable:
        """A row for each cell."""
        cells = (
            (name, time, plain_number(value), self.unit_of_file())
            for name, line in zip(self.rows, self.values.tolist(), strict=True)
            for time, value in zip(self.columns, line, strict=True)
        )
        return PlotTable(("row", "column", "value", "unit"), list(cells))

    def unit_of_file(self) -> str:
        """Percent stands in files as the share that it is."""
        return "share" if self.unit == PERCENT else self.unit

    def summary(self) -> str:
        """The grid in words: its size, its highest cell, its mean."""
        if not np.isfinite(self.values).any():
            return f"{len(self.rows)} rows, {len(self.columns)} columns, no values."
        row, column = np.unravel_index(int(np.nanargmax(self.values)), self.values.shape)
        mean = self.figure_text(float(np.nanmean(self.values)))
        highest = self.figure_text(float(self.values[row, column]))
        return (
            f"{len(self.rows):,} rows by {len(self.columns):,} columns of {self.across};"
            f" mean {mean}; highest {highest} at {self.rows[row]}, {self.columns[column]}."
        )


def grid_of_heat(heat: Heat) -> HeatGrid:
    """The use of the sites by hour of the day."""
    return HeatGrid(
        rows=heat.sites,
        columns=tuple(f"{hour:02d}:00 to {hour + 1:02d}:00" for hour in range(HOURS)),
        column_marks=tuple((hour, f"{hour:02d}") for hour in range(0, HOURS, 3)),
        values=heat.values,
        unit=heat.unit,
        meaning="connected",
        across="hour of the day, local time",
        decimals=1 if heat.unit == PERCENT else 2,
    )


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def week_grid(
    rows: tuple[str, ...], values: NDArray[np.float64], unit: str, meaning: str
) -> HeatGrid:
    """Figures by hour of the week.

    Args:
        rows: Names of the sites or EVSEs.
        values: Array of shape (row, 168), in ``unit``; Monday 00:00 local time first.
        unit: ``%`` for shares from 0 to 1.
        meaning: What a figure is.
    """
    hours = [(day, hour) for day in DAYS for hour in range(HOURS)]
    return HeatGrid(
        rows=rows,
        columns=tuple(f"{day} {hour:02d}:00 to {hour + 1:02d}:00" for day, hour in hours),
        column_marks=tuple((24 * number, day) for number, day in enumerate(DAYS)),
        values=values,
        unit=unit,
        meaning=meaning,
        across="hour of the week, local time",
    )


def grid_of_week(use: WeekUse, titles: Mapping[str, str] | None = None) -> HeatGrid:
    """The use of sites, or of the EVSEs of one, by hour of the week.

    Args:
        use: The shares, with the ids of the rows.
        titles: Names to show instead of ids; they differ from one another.
    """
    known = titles or {}
    return week_grid(
        tuple(known.get(name, name) for name in use.names), use.share, PERCENT, "connected"
    )
