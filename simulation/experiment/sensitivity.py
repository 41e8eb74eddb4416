"""Which factors a figure depends on: tornado, Morris screening, Sobol indices.

Morris and Sobol are SALib's, an optional extra; without it they are refused in one line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import NotFoundError, RuleError
from simulation.experiment.designs import Span, sampled_order
from simulation.experiment.estimates import Difference
from simulation.experiment.order import Order
from simulation.experiment.point import Point
from simulation.experiment.tally import Tally

LEVELS: Final = 4
"""Levels of a factor in Morris' design."""
SOBOL_FACTORS_MAX: Final = 8
"""More are screened by Morris first: Sobol needs trajectories x (factors + 2) cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoBar:
    """What one factor alone does to a figure."""

    path: str
    low_value: float
    high_value: float
    low: Difference
    """The figure at the low end less the figure as it is."""
    high: Difference

    @property
    def reach(self) -> float:
        """The larger of both, without its sign."""
        return max(abs(self.low.mean), abs(self.high.mean))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Morris: what a step of a factor does to a figure, wherever in the space it is taken."""

    path: str
    mu_star: float
    """Mean of the steps without their sign, in the figure's unit: how much the factor matters."""
    mu_star_half_width: float
    """Of its 95 % interval, by bootstrap."""
    sigma: float
    """Deviation of the steps: how much the others decide what it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SobolIndex:
    """Sobol: which part of a figure's variance over the space a factor makes."""

    path: str
    first: float
    """By itself."""
    first_half_width: float
    total: float
    """With all that it does together with others."""
    total_half_width: float


def tornado_of(tally: Tally, kpi: str) -> tuple[TornadoBar, ...]:
    """Bars of a ``tornado_order``, the longest first; of those that have been played."""
    bars = []
    cells = tally.order.cells
    for number in range(1, len(cells), 2):
        low, high = tally.difference(kpi, number), tally.difference(kpi, number + 1)
        if low is None or high is None:
            continue
        change, other = cells[number].changes[0], cells[number + 1].changes[0]
        bars.append(
            TornadoBar(
                path=change.path,
                low_value=float(change.value),
                high_value=float(other.value),
                low=low,
                high=high,
            )
        )
    return tuple(sorted(bars, key=lambda bar: -bar.reach))


def morris_order(base: Point, spans: Sequence[Span], trajectories: int, replications: int) -> Order:
    """Trajectories x (factors + 1) cells.

    Raises:
        NotFoundError: SALib is not installed.
        RuleError: No factor, or no trajectory.
    """
    return sampled_order(base, spans, _morris_sample(base, spans, trajectories), replications)


def morris_effects(
    tally: Tally, spans: Sequence[Span], trajectories: int, kpi: str
) -> tuple[Effect, ...]:
    """Of every factor, the one that matters most first; of a whole ``morris_order``.

    Raises:
        NotFoundError: SALib is not installed.
        RuleError: A cell was not played yet.
    """
    base = tally.order.base
    sample = _morris_sample(base, spans, trajectories)
    found = _salib("analyze.morris", "analyze")(
        _problem(spans), sample, _means(tally, kpi), num_levels=LEVELS, seed=base.seed
    )
    effects = (
        Effect(
            path=span.path,
            mu_star=float(found["mu_star"][at]),
            mu_star_half_width=float(found["mu_star_conf"][at]),
            sigma=float(found["sigma"][at]),
        )
        for at, span in enumerate(spans)
    )
    return tuple(sorted(effects, key=lambda one: -one.mu_star))


def sobol_order(base: Point, spans: Sequence[Span], rows: int, replications: int) -> Order:
    """Rows x (factors + 2) cells; rows are made a power of two.

    Raises:
        NotFoundError: SALib is not installed.
        RuleError: No factor, or more than ``SOBOL_FACTORS_MAX``.
    """
    return sampled_order(base, spans, _sobol_sample(base, spans, rows), replications)


def sobol_indices(tally: Tally, spans: Sequence[Span], kpi: str) -> tuple[SobolIndex, ...]:
    """Of every factor, the largest total first; of a whole ``sobol_order``.

    Raises:
        NotFoundError: SALib is not installed.
        RuleError: A cell was not played yet.
    """
    found = _salib("analyze.sobol", "analyze")(
        _problem(spans), _means(tally, kpi), calc_second_order=False, seed=tally.order.base.seed
    )
    indices = (
        SobolIndex(
            path=span.path,
            first=float(found["S1"][at]),
            first_half_width=float(found["S1_conf"][at]),
            total=float(found["ST"][at]),
            total_half_width=float(found["ST_conf"][at]),
        )
        for at, span in enumerate(spans)
    )
    return tuple(sorted(indices, key=lambda one: -one.total))


def _morris_sample(base: Point, spans: Sequence[Span], trajectories: int) -> NDArray[np.float64]:
    if not spans or trajectories < 2:
        raise RuleError(f"morris: wanted a factor and 2 trajectories, found {trajectories}")
    sample: NDArray[np.float64] = _salib("sample.morris", "sample")(
        _problem(spans), trajectories, num_levels=LEVELS, seed=base.seed
    )
    return sample


def _sobol_sample(base: Point, spans: Sequence[Span], rows: int) -> NDArray[np.float64]:
    if not 1 <= len(spans) <= SOBOL_FACTORS_MAX or rows < 2:
        raise RuleError(
            f"sobol: wanted 1 to {SOBOL_FACTORS_MAX} factors and 2 rows, found {len(spans)} and "
            f"{rows}; screen factors by morris first"
        )
    sample: NDArray[np.float64] = _salib("sample.sobol", "sample")(
        _problem(spans), 1 << (rows - 1).bit_length(), calc_second_order=False, seed=base.seed
    )
    return sample


def _problem(spans: Sequence[Span]) -> dict[str, Any]:
    return {
        "num_vars": len(spans),
        "names": [span.path for span in spans],
        "bounds": [[span.low, span.high] for span in spans],
    }


def _means(tally: Tally, kpi: str) -> NDArray[np.float64]:
    means = tally.means(kpi)
    missing = int(np.count_nonzero(np.isnan(means)))
    if missing:
        raise RuleError(f"{kpi}: {missing} of {len(means)} cells do not have it yet")
    return means


def _salib(module: str, name: str) -> Callable[..., Any]:
    """A function of SALib, imported when it is needed: it is an extra, and slow to load."""
    try:
        found: Callable[..., Any] = getattr(import_module(f"SALib.{module}"), name)
    except ImportError as error:
        raise NotFoundError(
            "SALib is not installed, which makes Morris and Sobol indices: install "
            "networkcore[sensitivity]"
        ) from error
    return found
