"""The best value of one number, as a commission, a share or a fee, under a constraint.

The span is divided, the best step and its neighbours are divided again. All values see the same
random numbers, so the curve is as smooth as the world allows and a few cells are enough.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.domain.errors import RuleError
from simulation.experiment.designs import Axis, Span, grid_order
from simulation.experiment.estimates import Estimate
from simulation.experiment.order import Order
from simulation.experiment.point import Point
from simulation.experiment.tally import Tally
from simulation.kpi import Better
from simulation.kpis import kpi_of

STEPS: Final = 8
ROUNDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """What must hold; the whole 95 % interval of the figure, not only its mean."""

    kpi: str
    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.at_most is None:
            raise RuleError(f"constraint of {self.kpi}: wanted a least or a most")

    def is_kept(self, estimate: Estimate) -> bool:
        """Whether the interval lies inside."""
        least = float("-inf") if self.at_least is None else self.at_least
        most = float("inf") if self.at_most is None else self.at_most
        return least <= estimate.low and estimate.high <= most


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One value that was tried."""

    value: float
    objective: Estimate
    constrained: tuple[Estimate, ...]
    """One for each constraint, in their order."""
    is_allowed: bool
    """Whether all constraints are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """What the search came to."""

    path: str
    best: Tried | None
    """None: no value keeps the constraints."""
    tried: tuple[Tried, ...]
    """All of them, ascending by value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for."""

    base: Point
    span: Span
    kpi: str
    """Is made as large as can be, or as small where less is better."""
    constraints: tuple[Constraint, ...] = ()
    replications: int = 20
    rounds: int = ROUNDS


Carry = Callable[[Order], Tally]
"""Carries an order out, to its end."""


def optimum_of(search: Search, carry: Carry) -> Optimum:
    """Search; ``carry`` is asked once a round.

    Raises:
        RuleError: A cell has no such figure.
        RoamingError: Whatever ``carry`` raises.
    """
    tried: dict[float, Tried] = {}
    low, high = search.span.low, search.span.high
    for _ in range(search.rounds):
        values = [one for one in _steps(search.span, low, high) if one not in tried]
        if values:
            axis = Axis(path=search.span.path, values=tuple(values))
            tally = carry(grid_order(search.base, (axis,), search.replications))
            for cell, value in enumerate(values):
                tried[value] = _tried(search, tally, cell, value)
        best = _best(search, tried)
        if best is None:
            break
        width = (high - low) / STEPS
        low = max(best.value - width, search.span.low)
        high = min(best.value + width, search.span.high)
    ascending = tuple(one for _, one in sorted(tried.items()))
    return Optimum(path=search.span.path, best=_best(search, tried), tried=ascending)


def _steps(span: Span, low: float, high: float) -> list[float]:
    values = np.linspace(low, high, STEPS + 1).tolist()
    stated = dict.fromkeys(span.change(value).value for value in values)
    return [value for value in stated if isinstance(value, int | float)]


def _tried(search: Search, tally: Tally, cell: int, value: float) -> Tried:
    estimates = []
    for kpi in (search.kpi, *(one.kpi for one in search.constraints)):
        found = tally.estimate(cell, kpi)
        if found is None:
            known = ", ".join(sorted(tally.kpis())[:10])
            raise RuleError(f"{kpi}: no run has this figure; there are {known} and others")
        estimates.append(found)
    objective, *constrained = estimates
    return Tried(
        value=value,
        objective=objective,
        constrained=tuple(constrained),
        is_allowed=all(
            one.is_kept(found) for one, found in zip(search.constraints, constrained, strict=True)
        ),
    )


def _best(search: Search, tried: dict[float, Tried]) -> Tried | None:
    sign = -1 if kpi_of(search.kpi).kpi.better is Better.LOWER else 1
    allowed = [one for one in tried.values() if one.is_allowed]
    return max(allowed, key=lambda one: sign * one.objective.mean, default=None)
