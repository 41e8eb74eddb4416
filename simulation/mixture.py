"""Mixtures of distributions of a positive quantity: energy of a session, time connected.

A mixture is frozen numbers, so that a profile can hold it and two processes draw the same from
it. Draws are made by inverting the distribution at uniforms that come from a stream.
"""

from functools import cached_property
from typing import Annotated, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

Floats = NDArray[np.float64]
Positive = Annotated[float, Field(gt=0, le=1e6)]
Kind = Literal["gamma", "lognormal", "weibull"]
_GRID: Final = 8_192
_NEAREST: Final = 1e-24
"""The grid begins at this part of its end."""


class Mixture(BaseModel):
    """A mixture of distributions of one kind, all of them from 0 to infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    kind: Kind
    weights: tuple[Positive, ...] = Field(min_length=1, max_length=8)
    """Of any sum; a component's share is its part of it."""
    shapes: tuple[Positive, ...]
    """Shape of gamma and Weibull, sigma of the lognormal."""
    scales: tuple[Positive, ...]
    """Scale of gamma and Weibull, median of the lognormal."""

    @model_validator(mode="after")
    def _has_as_many_of_each(self) -> Self:
        if not len(self.weights) == len(self.shapes) == len(self.scales):
            raise ValueError("weights, shapes and scales: wanted as many of each")
        return self

    def cdf(self, values: Floats) -> Floats:
        """Share of what is at most that; values of 0 or more."""
        total = np.zeros_like(values, dtype=np.float64)
        for weight, shape, scale in zip(self.weights, self.shapes, self.scales, strict=True):
            total += weight * _cdf(self.kind, values / scale, shape)
        return total / sum(self.weights)

    def quantile(self, shares: Floats) -> Floats:
        """What so large a share is at most; shares of 0 to 1."""
        grid, reached = self._table
        return np.interp(shares, reached, grid)

    @property
    def mean(self) -> float:
        """Its mean, by its own quantiles, so that it is the mean of what is drawn."""
        return float(self.quantile((np.arange(20_000) + 0.5) / 20_000).mean())

    @cached_property
    def _table(self) -> tuple[Floats, Floats]:
        scales, shapes = np.array(self.scales), np.array(self.shapes)
        most = float((scales * _farthest(self.kind, shapes)).max())
        grid = np.concatenate([[0.0], np.geomspace(most * _NEAREST, most, _GRID)])
        return grid, self.cdf(grid)


def _farthest(kind: Kind, shapes: Floats) -> Floats:
    """Where distributions of scale 1 are as good as ended."""
    if kind == "gamma":
        found: Floats = shapes + 10 * np.sqrt(shapes) + 40
    else:
        found = 40 ** (1 / shapes) if kind == "weibull" else np.exp(6 * shapes)
    return found


def _cdf(kind: Kind, ratio: Floats, shape: float) -> Floats:
    """Of a distribution of scale 1."""
    from scipy.special import gammainc, ndtr  # noqa: PLC0415 (0.2 s, which a window need not wait)

    found: Floats
    if kind == "gamma":
        found = gammainc(shape, ratio)
    elif kind == "weibull":
        found = -np.expm1(-(ratio**shape))
    else:
        with np.errstate(divide="ignore"):
            found = ndtr(np.log(ratio) / shape)
    return found
