"""Fits mixtures to weighted values: expectation and maximisation over bins, kinds by BIC.

Values are put into narrow bins first, for a profile needs no more and it is hundreds of times
faster; the bins are even in the logarithm.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaln

from simulation.mixture import Floats, Kind, Mixture

MOST_COMPONENTS: Final = 4
BINS: Final = 700
ROUNDS: Final = 300
NARROWEST: Final = 0.05
"""Smallest coefficient of variation of a component, so that none falls onto one value."""
_SMALL: Final = 1e-300


@dataclass(frozen=True, slots=True)
class Sample:
    """Values in bins; arrays of shape (bin,)."""

    values: Floats
    """Mean of a bin."""
    weights: Floats
    """They add up to the number of values that the sample is worth."""

    @property
    def size(self) -> float:
        """How many values of weight 1 it is worth."""
        return float(self.weights.sum())


def sample_of(values: Floats, weights: Floats) -> Sample:
    """Bins of values above 0; weights of any scale, at least one above 0."""
    worth = weights.sum() ** 2 / (weights**2).sum()
    logs = np.log(values)
    edges = np.linspace(logs.min() - 1e-9, logs.max() + 1e-9, BINS + 1)
    total, _ = np.histogram(logs, edges, weights=weights)
    sums, _ = np.histogram(logs, edges, weights=weights * values)
    kept = total > 0
    return Sample(sums[kept] / total[kept], total[kept] * worth / weights.sum())


def fit_mixture(values: Floats, weights: Floats, *, most: int = MOST_COMPONENTS) -> Mixture:
    """The mixture that BIC likes best, of all kinds and up to that many components.

    Args:
        values: Above 0.
        weights: How much each value counts, as for one that is older.
        most: Components at most.
    """
    sample = sample_of(values, weights)
    found = [_single_weibull(sample)]
    for count in range(1, most + 1):
        found += [_maximised("gamma", sample, count), _maximised("lognormal", sample, count)]
    return min(found, key=lambda mixture: _bic(mixture, sample))


def weibull_of(values: Floats, weights: Floats) -> tuple[float, float]:
    """Shape and scale of the Weibull distribution that is most likely."""
    one = _single_weibull(sample_of(values, weights))
    return one.shapes[0], one.scales[0]


def log_density(mixture: Mixture, values: Floats) -> Floats:
    """Logarithm of the density of each component with its weight; shape (value, component)."""
    shares = np.array(mixture.weights) / sum(mixture.weights)
    shapes, scales = np.array(mixture.shapes), np.array(mixture.scales)
    ratio = np.log(values)[:, None] - np.log(scales)
    if mixture.kind == "gamma":
        density = shapes * ratio - np.exp(ratio) - gammaln(shapes)
    elif mixture.kind == "weibull":
        density = np.log(shapes) + shapes * ratio - np.exp(shapes * ratio)
    else:
        density = -0.5 * (ratio / shapes) ** 2 - np.log(shapes * np.sqrt(2 * np.pi))
    found: Floats = density + np.log(shares) - np.log(values)[:, None]
    return found


def _bic(mixture: Mixture, sample: Sample) -> float:
    likely = np.log(np.exp(log_density(mixture, sample.values)).sum(axis=1) + _SMALL)
    parameters = 3 * len(mixture.weights) - 1
    return float(parameters * np.log(sample.size) - 2 * (likely * sample.weights).sum())


def _single_weibull(sample: Sample) -> Mixture:
    shares = sample.weights / sample.size
    logs = np.log(sample.values)

    def slope(shape: float) -> float:
        powers = np.exp(shape * (logs - logs.max())) * shares
        return float((powers * logs).sum() / powers.sum() - (shares * logs).sum() - 1 / shape)

    shape = float(brentq(slope, 0.05, 60))
    scale = float(np.exp(np.log((np.exp(shape * (logs - logs.max())) * shares).sum()) / shape))
    return Mixture(
        kind="weibull", weights=(1.0,), shapes=(shape,), scales=(scale * np.exp(logs.max()),)
    )


def _maximised(kind: Kind, sample: Sample, count: int) -> Mixture:
    """Expectation and maximisation from components that share the sample out by size."""
    place = (np.cumsum(sample.weights) - sample.weights / 2) / sample.size
    centres = (np.arange(count) + 0.5) / count
    duty = np.exp(-0.5 * ((place[:, None] - centres) * count * 1.5) ** 2)
    mixture = _most_likely(kind, sample, duty)
    for _ in range(ROUNDS):
        duty = np.exp(log_density(mixture, sample.values))
        mixture = _most_likely(kind, sample, duty)
    return mixture


def _most_likely(kind: Kind, sample: Sample, duty: Floats) -> Mixture:
    """Each component fitted to its part; gamma by the closed form of Ye and Chen (2017).

    Args:
        kind: Of the components.
        sample: Values in bins.
        duty: How much of each bin each component answers for, of any sum; shape (bin, component).
    """
    part = duty / (duty.sum(axis=1, keepdims=True) + _SMALL) * sample.weights[:, None]
    mass = part.sum(axis=0) + 1e-9
    logs = np.log(sample.values)[:, None]
    mean_log = (part * logs).sum(axis=0) / mass
    if kind == "lognormal":
        spread = np.sqrt((part * (logs - mean_log) ** 2).sum(axis=0) / mass)
        shapes, scales = np.maximum(spread, NARROWEST), np.exp(mean_log)
    else:
        values = sample.values[:, None]
        mean = (part * values).sum(axis=0) / mass
        scales = (part * values * logs).sum(axis=0) / mass - mean * mean_log
        scales = np.maximum(scales, mean * NARROWEST**2)
        shapes = mean / scales
    return Mixture(
        kind=kind,
        weights=tuple((mass / mass.sum()).tolist()),
        shapes=tuple(shapes.tolist()),
        scales=tuple(scales.tolist()),
    )
