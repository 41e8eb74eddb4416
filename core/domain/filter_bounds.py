"""Comparisons as whole numbers, so that SQL and columns decide alike and no fraction is lost.

``amount>20.005`` in EUR is ``amount_minor >= 2001``; in JPY ``>= 21``. A bound is what a column of
whole numbers must be within; an impossible one (``amount:0.001`` EUR) is empty.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from core.domain.filter_tree import Between, Compare, Moment, Operator
from core.domain.money import EXPONENTS

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_US: Final = timedelta(microseconds=1)
LOWEST: Final = -(2**63) + 1
HIGHEST: Final = 2**63 - 1
OTHER_EXPONENTS: Final = {
    exponent: tuple(sorted(code for code, one in EXPONENTS.items() if one == exponent))
    for exponent in (0, 3)
}
"""Currencies that do not have two decimals, by how many they have."""


@dataclass(frozen=True, slots=True)
class Bound:
    """From ``low`` to ``high``, both included; empty if ``low > high``."""

    low: int
    high: int


def bound_of(leaf: Compare | Between, scale: int) -> Bound:
    """Where a column must be.

    Args:
        leaf: On an ordered field; NE counts as EQ, and the caller turns it round.
        scale: What one unit of the field is in the column: 100 for EUR, 10,000 for energy in
            1/10,000 kWh; for times how many of the column's units are a second.
    """
    if isinstance(leaf, Between):
        return Bound(_edges(leaf.low, scale)[0], _edges(leaf.high, scale)[1])
    first, last = _edges(leaf.value, scale)
    match leaf.operator:
        case Operator.EQ | Operator.NE:
            return Bound(first, last)
        case Operator.LT:
            return Bound(LOWEST, first - 1)
        case Operator.LE:
            return Bound(LOWEST, last)
        case Operator.GT:
            return Bound(last + 1, HIGHEST)
        case Operator.GE:
            return Bound(first, HIGHEST)


def _edges(value: object, scale: int) -> tuple[int, int]:
    """The first and the last whole number that the value stands for; first > last if none."""
    if isinstance(value, Moment):
        first = (value.start - _EPOCH) // _US * scale // 1_000_000
        return first, (value.end - _EPOCH) // _US * scale // 1_000_000 - 1
    assert isinstance(value, Decimal | int)
    exact = Decimal(value) * scale
    ceiling = int(exact.to_integral_value(ROUND_CEILING))
    return _clipped(ceiling), _clipped(int(exact.to_integral_value(ROUND_FLOOR)))


def _clipped(number: int) -> int:
    return max(LOWEST + 1, min(HIGHEST - 1, number))
