"""The frame of a plot: where data stands on the surface, in pixels, and back."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A rectangle in pixels (y down) that shows a range of data (y up, unless it is turned)."""

    left: float
    top: float
    width: float
    height: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    @property
    def right(self) -> float:
        """The right edge, in pixels."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge, in pixels."""
        return self.top + self.height

    def x_of(self, x: float) -> float:
        """The pixel of a value on the horizontal axis."""
        return self.left + (x - self.x_low) / (self.x_high - self.x_low) * self.width

    def y_of(self, y: float) -> float:
        """The pixel of a value on the vertical axis."""
        return self.bottom - (y - self.y_low) / (self.y_high - self.y_low) * self.height

    def value_at_x(self, pixel: float) -> float:
        """The value under a pixel of the horizontal axis."""
        return self.x_low + (pixel - self.left) / self.width * (self.x_high - self.x_low)

    def value_at_y(self, pixel: float) -> float:
        """The value under a pixel of the vertical axis."""
        return self.y_low + (self.bottom - pixel) / self.height * (self.y_high - self.y_low)

    def points(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels of many points.

        Args:
            x: Array of shape (point,), in the unit of the axis.
            y: Array of shape (point,), in the unit of the axis.

        Returns:
            Array of shape (point, 2).
        """
        across = self.left + (x - self.x_low) * (self.width / (self.x_high - self.x_low))
        down = self.bottom - (y - self.y_low) * (self.height / (self.y_high - self.y_low))
        return np.column_stack((across, down))

    def holds(self, x: float, y: float) -> bool:
        """Whether a pixel is inside, edges included."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def with_x(self, low: float, high: float) -> Self:
        """The same frame over another range of the horizontal axis."""
        return replace(self, x_low=low, x_high=high)


def zoomed(low: float, high: float, centre: float, factor: float) -> tuple[float, float]:
    """A range made ``factor`` times as wide around a value that stays where it is."""
    return centre - (centre - low) * factor, centre + (high - centre) * factor


def kept_inside(low: float, high: float, limits: tuple[float, float]) -> tuple[float, float]:
    """A range moved, and if it must be narrowed, so that it lies within limits."""
    least, most = limits
    if high - low >= most - least:
        return least, most
    shift = max(0.0, least - low) - max(0.0, high - most)
    return low + shift, high + shift


def spread(centres: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that neighbours are ``gap`` apart, and stay between low and high.

    Their order stays. If there is no room for all, they are evenly spaced over what there is.

    Args:
        centres: Where the labels would like to be, in any order.
        gap: The least distance of two neighbours.
        low: No label goes below.
        high: No label goes above.
    """
    if len(centres) > 1:
        gap = min(gap, max(0.0, high - low) / (len(centres) - 1))
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    placed = list(centres)
    floor = low
    for index in order:
        placed[index] = floor = max(floor, placed[index])
        floor += gap
    ceiling = high
    for index in reversed(order):
        placed[index] = ceiling = min(ceiling, placed[index])
        ceiling -= gap
    return placed
