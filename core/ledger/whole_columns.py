"""Whole numbers in columns: multiplied exactly or refused, rounded as ``rounded_step`` does one."""

from typing import Final

import numpy as np
import numpy.typing as npt

from core.domain.errors import RuleError
from core.domain.waterfall import StepRounding

Ints = npt.NDArray[np.int64]
_LARGEST: Final = 2**62


def one(value: int) -> Ints:
    """A column of one row."""
    return np.array([value], dtype=np.int64)


def times(values: Ints, factor: int) -> Ints:
    """The exact products.

    Raises:
        RuleError: One could be more than 64 bits hold.
    """
    largest = int(np.abs(values).max(initial=0))
    if largest * abs(factor) >= _LARGEST:
        raise RuleError(f"columns: {largest} times {factor} is more than 64 bits hold")
    return values * factor


def rounded(values: Ints, top: int, bottom: int, rounding: StepRounding) -> Ints:
    """``values * top / bottom`` in whole units by a rounding; the sign is mirrored.

    Raises:
        RuleError: A product, or the denominator, could be more than 64 bits hold.
    """
    if top == bottom:
        return values
    exact = times(values, top)
    if 2 * bottom >= _LARGEST:
        raise RuleError(f"columns: a denominator of {bottom} is more than 64 bits hold")
    size = np.abs(exact)
    whole = size // bottom
    twice = 2 * (size - whole * bottom)
    match rounding:
        case StepRounding.HALF_UP:
            whole += twice >= bottom
        case StepRounding.HALF_DOWN:
            whole += twice > bottom
        case StepRounding.HALF_EVEN:
            whole += (twice > bottom) | ((twice == bottom) & (whole % 2 == 1))
        case StepRounding.UP:
            whole += twice > 0
        case StepRounding.DOWN:
            pass
    return np.where(exact < 0, -whole, whole)
