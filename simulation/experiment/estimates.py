"""What replications say of a figure: mean with interval, quantiles, paired differences, a verdict.

Replications are independent, values within one run are not: everything here is across them.
Intervals are Student's; p values of many differences are adjusted by Holm.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, stdtr, stdtrit

CONFIDENCE: Final = 0.95
QUANTILES: Final = (0.05, 0.5, 0.95)

Values = NDArray[np.float64]


class Verdict(StrEnum):
    """What may be said of a difference."""

    DIFFERENT = "DIFFERENT"
    NOT_DISTINGUISHABLE = "NOT_DISTINGUISHABLE"
    """By so many replications; it may still be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileEstimate:
    """A quantile of the figure over replications."""

    share: float
    """0.05, 0.5 or 0.95."""
    value: float
    low: float
    high: float
    """Order statistics about it: the interval is theirs, whatever the distribution."""
    coverage: float
    """How surely the interval holds the quantile; with few replications less than 0.95."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What is known of a figure."""

    kpi: str
    count: int
    """Replications, at least 1."""
    mean: float
    half_width: float
    """Of the 95 % interval of the mean; infinite after one replication."""
    deviation: float
    """Standard deviation over replications; 0 after one."""
    quantiles: tuple[QuantileEstimate, ...]
    """P5, P50 and P95."""

    @property
    def low(self) -> float:
        """Lower end of the interval of the mean."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """Upper end of the interval of the mean."""
        return self.mean + self.half_width


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A cell less the reference, replication by replication on the same random numbers."""

    kpi: str
    cell: int
    count: int
    """Pairs, at least 1."""
    reference_mean: float
    mean: float
    """Of the difference: above 0 where the cell has more than the reference."""
    half_width: float
    """Of its 95 % interval, not adjusted."""
    p_value: float
    """Of no difference, by the paired t test."""
    p_adjusted: float
    """By Holm over all differences that were asked for together."""
    verdict: Verdict

    @property
    def low(self) -> float:
        """Lower end of the interval of the difference."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """Upper end of the interval of the difference."""
        return self.mean + self.half_width


def half_width_of(values: Values, confidence: float = CONFIDENCE) -> float:
    """Half the Student interval of the mean; infinite for fewer than two values."""
    if len(values) < 2:
        return float("inf")
    quantile = float(stdtrit(len(values) - 1, 0.5 + confidence / 2))
    return quantile * float(np.std(values, ddof=1)) / sqrt(len(values))


def estimate_of(kpi: str, values: Values) -> Estimate:
    """What the values of a figure say, one from each replication, at least one."""
    assert len(values), kpi
    return Estimate(
        kpi=kpi,
        count=len(values),
        mean=float(np.mean(values)),
        half_width=half_width_of(values),
        deviation=float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
        quantiles=tuple(quantile_of(values, share) for share in QUANTILES),
    )


def quantile_of(values: Values, share: float) -> QuantileEstimate:
    """A quantile, and the narrowest pair of order statistics about it that is sure enough.

    The number of values below the quantile is binomial, so a pair of them holds it with a
    probability that no distribution changes.
    """
    ordered, count = np.sort(values), len(values)
    tail = (1 - CONFIDENCE) / 2
    at_most = bdtr(np.arange(count + 1, dtype=np.float64), count, share)
    first = max(int(np.count_nonzero(at_most <= tail)), 1)
    last = min(int(np.count_nonzero(at_most < 1 - tail)) + 1, count)
    return QuantileEstimate(
        share=share,
        value=float(np.quantile(ordered, share)),
        low=float(ordered[first - 1]),
        high=float(ordered[last - 1]),
        coverage=max(float(at_most[last - 1] - at_most[first - 1]), 0.0),
    )


def difference_of(kpi: str, cell: int, values: Values, reference: Values) -> Difference:
    """A paired difference by itself; ``adjusted`` judges it among others.

    Args:
        kpi: The figure.
        cell: Whose values they are.
        values: One of each replication, in their order.
        reference: Of the same replications.
    """
    assert len(values) == len(reference) > 0, (kpi, len(values), len(reference))
    difference = values - reference
    p_value = _p_value(difference)
    return Difference(
        kpi=kpi,
        cell=cell,
        count=len(difference),
        reference_mean=float(np.mean(reference)),
        mean=float(np.mean(difference)),
        half_width=half_width_of(difference),
        p_value=p_value,
        p_adjusted=p_value,
        verdict=_verdict(p_value),
    )


def adjusted(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """The same differences, each judged among all of them: Holm, in their own order."""
    p_values = np.array([one.p_value for one in differences], dtype=np.float64)
    order = np.argsort(p_values, kind="stable")
    factors = np.arange(len(p_values), 0, -1)
    stepped = np.minimum(np.maximum.accumulate(p_values[order] * factors), 1.0)
    holm = np.empty_like(stepped)
    holm[order] = stepped
    return tuple(
        replace(one, p_adjusted=float(p), verdict=_verdict(float(p)))
        for one, p in zip(differences, holm, strict=True)
    )


def _p_value(difference: Values) -> float:
    """Of a mean of 0, two-sided; one pair proves nothing unless it is exactly nothing."""
    if len(difference) < 2:
        return 1.0
    error = float(np.std(difference, ddof=1)) / sqrt(len(difference))
    mean = float(np.mean(difference))
    if error <= abs(mean) * 1e-12:  # The same difference each time, but for the last bits.
        return 0.0 if mean else 1.0
    return float(2 * stdtr(len(difference) - 1, -abs(mean) / error))


def _verdict(p_value: float) -> Verdict:
    return Verdict.DIFFERENT if p_value < 1 - CONFIDENCE else Verdict.NOT_DISTINGUISHABLE
