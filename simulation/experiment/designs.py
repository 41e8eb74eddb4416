"""Designs of a sweep: which settings are run. A grid, one factor at a time, samples of a space."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import RuleError
from simulation.experiment.order import REPLICATIONS, Cell, Order, OrderKind
from simulation.experiment.point import Change, Point
from simulation.scenario_changes import changed_document, value_at

CELLS_MAX: Final = 20_000
DECIMALS: Final = 6
"""Of a number that a design sets."""
SWING: Final = 0.2
"""How far a factor of a tornado moves to each side where nobody says it, as a part of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A path, and the values that it takes in turn."""

    path: str
    values: tuple[str | int | float | bool, ...]

    def __post_init__(self) -> None:
        if len(set(self.values)) < len(self.values) or not self.values:
            raise RuleError(f"{self.path}: wanted values that differ, at least one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A path, and between which numbers it may be."""

    path: str
    low: float
    high: float
    is_whole: bool = False
    """Whether only whole numbers can be."""

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise RuleError(f"{self.path}: wanted low below high, found {self.low} and {self.high}")

    def change(self, value: float) -> Change:
        """That value, as the file can say it: prices have at most six decimals."""
        stated = round(value) if self.is_whole else round(float(f"{value:.6g}"), DECIMALS)
        return Change(path=self.path, value=stated)


def grid_order(base: Point, axes: Sequence[Axis], replications: int = REPLICATIONS) -> Order:
    """Every combination; the last axis changes fastest.

    Raises:
        RuleError: No axis, or more cells than ``CELLS_MAX``.
    """
    if not axes:
        raise RuleError("sweep: wanted at least one path that varies")
    changes = (
        tuple(Change(path=axis.path, value=value) for axis, value in zip(axes, values, strict=True))
        for values in product(*(axis.values for axis in axes))
    )
    return _sweep(base, changes, replications)


def sampled_order(
    base: Point, spans: Sequence[Span], sample: NDArray[np.float64], replications: int
) -> Order:
    """A cell for each row of a sample; ``sample`` is of shape (cells, spans), in their units.

    Cells are titled by their number, for whole numbers may make two of them alike.
    """
    changes = (
        tuple(span.change(value) for span, value in zip(spans, row, strict=True))
        for row in sample.tolist()
    )
    cells = tuple(Cell(title=str(at), changes=one) for at, one in enumerate(changes, start=1))
    return _checked(Order(kind=OrderKind.SWEEP, base=base, cells=cells, replications=replications))


def tornado_order(base: Point, spans: Sequence[Span], replications: int = REPLICATIONS) -> Order:
    """The scenario as it is, then each factor alone at its low and its high end."""
    moved = (
        Cell(title=_title((change,)), changes=(change,))
        for span in spans
        for change in (span.change(span.low), span.change(span.high))
    )
    cells = (Cell(title="as it is"), *moved)
    return Order(kind=OrderKind.SWEEP, base=base, cells=cells, replications=replications)


def spans_about(base: Point, paths: Iterable[str], swing: float = SWING) -> tuple[Span, ...]:
    """From so much below to so much above what the scenario states; whole numbers move by one.

    Raises:
        SourceError: The scenario does not state a number there.
        RuleError: It states 0, of which no part can be taken.
    """
    changes = ((change.path, change.value) for change in base.changes)
    document = changed_document(base.scenario, base.source, changes)
    return tuple(_span(path, value_at(document, path, base.source), swing) for path in paths)


def _span(path: str, found: object, swing: float) -> Span:
    try:
        value = float(str(found))
    except ValueError:
        raise RuleError(f"{path}: wanted a number that can vary, found {found!r}") from None
    if isinstance(found, bool) or not value:
        raise RuleError(f"{path}: wanted a number other than 0, found {found}; give both ends")
    low, high = sorted((value * (1 - swing), value * (1 + swing)))
    if isinstance(found, int):
        low, high = min(round(low), found - 1), max(round(high), found + 1)
    return Span(path=path, low=low, high=high, is_whole=isinstance(found, int))


def _sweep(base: Point, settings: Iterable[tuple[Change, ...]], replications: int) -> Order:
    cells = tuple(_cells(settings))
    return _checked(Order(kind=OrderKind.SWEEP, base=base, cells=cells, replications=replications))


def _cells(settings: Iterable[tuple[Change, ...]]) -> Iterator[Cell]:
    for number, changes in enumerate(settings, start=1):
        if number > CELLS_MAX:
            raise RuleError(f"sweep: wanted at most {CELLS_MAX} cells")
        yield Cell(title=_title(changes), changes=changes)


def _checked(order: Order) -> Order:
    if len(order.cells) > CELLS_MAX:
        raise RuleError(f"sweep: wanted at most {CELLS_MAX} cells, found {len(order.cells)}")
    return order


def _title(changes: tuple[Change, ...]) -> str:
    """``demand.hub.energy_scale_kwh = 40, tariff.A.session_price = 1``."""
    return ", ".join(f"{change.path} = {change.value}" for change in changes)
