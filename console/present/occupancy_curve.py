"""The occupancy-duration curve: for how much of the time at least so many EVSEs are occupied."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from console.present.axis_ticks import number_text
from console.present.plot_table import PlotTable, plain_number


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OccupancyCurve:
    """Occupied EVSEs, most first, against the share of the time."""

    name: str
    until: NDArray[np.float64]
    """Array of shape (level,): share of the time, 0 to 1, in which at least ``occupied`` are."""
    occupied: NDArray[np.int64]
    """Array of shape (level,): EVSEs, falling strictly."""
    evses: int
    """How many there are."""

    def occupied_at(self, share: float) -> int:
        """The most EVSEs that are occupied for at least that share of the time."""
        place = int(np.searchsorted(self.until, share - 1e-12, "left"))
        return int(self.occupied[min(place, len(self.occupied) - 1)])

    def readout(self, share: float) -> str:
        """``25.0 % of the time at least 12 of 48 EVSEs are occupied``."""
        return (
            f"{self.name}: {number_text(share * 100, 1)} % of the time at least"
            f" {self.occupied_at(share):,} of {self.evses:,} EVSEs"
        )

    @property
    def full_share(self) -> float:
        """The share of the time in which none is free."""
        return float(self.until[0]) if self.occupied[0] >= self.evses else 0.0


def occupancy_curve(
    name: str, occupied: NDArray[np.int64], duration_s: NDArray[np.float64], evses: int
) -> OccupancyCurve:
    """The curve of a history of occupancy.

    Args:
        name: Whose it is.
        occupied: Array of shape (interval,): EVSEs occupied, 0 to ``evses``; at least one.
        duration_s: Array of shape (interval,): how long that lasted, in seconds; above 0.
        evses: How many there are.
    """
    levels, level_of = np.unique(occupied, return_inverse=True)
    lasted = np.bincount(level_of, weights=duration_s)
    until = np.cumsum(lasted[::-1]) / duration_s.sum()
    until[-1] = 1.0
    return OccupancyCurve(
        name=name, until=until, occupied=levels[::-1].astype(np.int64), evses=evses
    )


def curves_table(curves: tuple[OccupancyCurve, ...]) -> PlotTable:
    """A row a level of each curve."""
    rows = [
        (one.name, plain_number(until), str(occupied), str(one.evses))
        for one in curves
        for until, occupied in zip(one.until.tolist(), one.occupied.tolist(), strict=True)
    ]
    return PlotTable(("name", "share_of_time", "occupied_at_least", "evses"), rows)


def curves_summary(curves: tuple[OccupancyCurve, ...]) -> str:
    """The curves in words: median, the busiest tenth, and when all are taken."""
    return " ".join(
        f"{one.name}: at least {one.occupied_at(0.5):,} of {one.evses:,} EVSEs half of the time,"
        f" {one.occupied_at(0.1):,} a tenth of it;"
        f" all {number_text(one.full_share * 100, 1)} % of the time."
        for one in curves
    )
