"""Samples of a space of factors that fill it evenly: Latin hypercube and Sobol sequence."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from core.domain.errors import RuleError
from simulation.experiment.design_stream import design_stream
from simulation.experiment.designs import CELLS_MAX, Span, sampled_order
from simulation.experiment.order import REPLICATIONS, Order
from simulation.experiment.point import Point

_POINTS_MIN: Final = 2


def latin_hypercube_order(
    base: Point, spans: Sequence[Span], points: int, replications: int = REPLICATIONS
) -> Order:
    """So many cells; each factor takes that many different values, one in each equal part of it.

    Raises:
        RuleError: No factor, or a number of points that cannot be.
    """
    _refuse(spans, points)
    sampler = qmc.LatinHypercube(len(spans), rng=design_stream(base.seed))
    return sampled_order(base, spans, _scaled(sampler.random(points), spans), replications)


def sobol_sequence_order(
    base: Point, spans: Sequence[Span], points: int, replications: int = REPLICATIONS
) -> Order:
    """So many cells of a scrambled Sobol sequence, or the next power of two, which is balanced.

    Raises:
        RuleError: As ``latin_hypercube_order``.
    """
    _refuse(spans, points)
    sampler = qmc.Sobol(len(spans), rng=design_stream(base.seed))
    sample = sampler.random_base2((points - 1).bit_length())
    return sampled_order(base, spans, _scaled(sample, spans), replications)


def _refuse(spans: Sequence[Span], points: int) -> None:
    if not spans:
        raise RuleError("sweep: wanted at least one path that varies")
    if not _POINTS_MIN <= points <= CELLS_MAX:
        raise RuleError(f"points: wanted {_POINTS_MIN} to {CELLS_MAX}, found {points}")


def _scaled(sample: NDArray[np.float64], spans: Sequence[Span]) -> NDArray[np.float64]:
    lows = np.array([span.low for span in spans])
    highs = np.array([span.high for span in spans])
    scaled: NDArray[np.float64] = lows + sample * (highs - lows)
    return scaled
