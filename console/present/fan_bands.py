"""A fan chart: the middle and the bands of many replications, and the base to compare with."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.present.axis_ticks import number_text
from console.present.plot_table import PlotTable, plain_number

Array = NDArray[np.float64]
BANDS: Final = (95, 80, 50)
"""Percent of the replications in each band, widest first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fan:
    """What a figure may come to, step by step."""

    at: Array
    """Array of shape (step,), in ``at_unit``, ascending."""
    at_unit: str
    """``day``."""
    unit: str
    median: Array
    """Array of shape (step,), in ``unit``."""
    lows: Array
    """Array of shape (band, step), in ``unit``: lower edges, in the order of ``BANDS``."""
    highs: Array
    """Array of shape (band, step), in ``unit``: upper edges, in the order of ``BANDS``."""
    base: Array | None
    """Array of shape (step,), in ``unit``: what it is compared with; None if with nothing."""
    replications: int
    base_name: str = "base"
    decimals: int = 1
    at_decimals: int = 0
    middle_name: str = "median"
    """What ``median`` holds: of intervals it is the mean."""

    def step_at(self, at: float) -> int:
        """Index of the step next to a place on the axis."""
        return int(np.abs(self.at - at).argmin())

    def readout(self, step: int) -> str:
        """The exact figures of a step, a line each."""
        lines = [
            f"{self.at_unit} {number_text(float(self.at[step]), self.at_decimals)}",
            f"{self.middle_name}: {self._text(self.median[step])}",
        ]
        for place, percent in reversed(list(enumerate(BANDS))):
            low, high = self.lows[place, step], self.highs[place, step]
            lines.append(f"{percent} %: {number_text(low, self.decimals)} to {self._text(high)}")
        if self.base is not None:
            lines.append(f"{self.base_name}: {self._text(self.base[step])}")
        return "\n".join(lines)

    def _text(self, value: float) -> str:
        return f"{number_text(float(value), self.decimals)} {self.unit}"

    def table(self) -> PlotTable:
        """A row a step."""
        edges = [f"{end}{percent}" for percent in BANDS for end in ("low", "high")]
        columns = (self.at_unit, self.middle_name, *edges, *([] if self.base is None else ["base"]))
        lines = [self.at, self.median]
        for low, high in zip(self.lows, self.highs, strict=True):
            lines += [low, high]
        if self.base is not None:
            lines.append(self.base)
        rows = [tuple(map(plain_number, row)) for row in np.column_stack(lines).tolist()]
        return PlotTable(columns, rows)

    def summary(self) -> str:
        """The end of the fan in words."""
        if not len(self.at):
            return "No values."
        return f"{self.replications} replications. " + self.readout(-1).replace("\n", ", ") + "."


def fan_of(
    values: Array,
    *,
    at: Array,
    at_unit: str,
    unit: str,
    base: Array | None = None,
    decimals: int = 1,
) -> Fan:
    """The fan of replications.

    Args:
        values: Array of shape (replication, step), in ``unit``; at least one replication.
        at: Array of shape (step,), in ``at_unit``.
        at_unit: What a step is counted in.
        unit: What a value is counted in.
        base: Array of shape (step,), in ``unit``.
        decimals: How many decimals of a value are shown.
    """
    tails = np.array([(100 - percent) / 200 for percent in BANDS])
    edges = np.quantile(values, np.r_[tails, 0.5, 1 - tails], axis=0)
    return Fan(
        at=at,
        at_unit=at_unit,
        unit=unit,
        median=edges[len(BANDS)],
        lows=edges[: len(BANDS)],
        highs=edges[len(BANDS) + 1 :],
        base=base,
        replications=len(values),
        decimals=decimals,
    )
