"""Amounts by the day on which sessions ended and by the cycle that takes them; conversions."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.agreement import ClockOrigin, SettlementClock
from core.domain.fx_rate import FxRate
from core.domain.money import exponent_of
from core.domain.waterfall import StepRounding
from core.ledger.whole_columns import rounded
from core.settlement.cycle import CUT_OFF_HOUR
from simulation.money.money_sums import OpenMoney
from simulation.money.session_terms import DAY_S

Ints = NDArray[np.int64]
_CUT_OFF_S: Final = CUT_OFF_HOUR * 3_600


class CycleDays:
    """The days on which some sessions ended, and the cycles that take them."""

    def __init__(
        self, first: int, days: int, end_s: Ints, received_s: Ints, clock: SettlementClock
    ) -> None:
        origin_s = end_s if clock.origin is ClockOrigin.SESSION_END else received_s
        in_time = (origin_s + clock.delay_h * 3_600 - _CUT_OFF_S) // DAY_S
        possible = -((_CUT_OFF_S - received_s) // DAY_S)
        self._days = days
        self._ended = end_s // DAY_S - first
        self._cycle = np.maximum(in_time, possible) - first

    def of(self, amounts: Ints) -> OpenMoney:
        """Amounts by both."""
        return OpenMoney(
            summed(self._ended, amounts, self._days), summed(self._cycle, amounts, self._days)
        )

    def by(self, numbers: Ints, amounts: Ints) -> Iterator[tuple[int, OpenMoney]]:
        """The same for each of some numbers."""
        there, place = np.unique(numbers, return_inverse=True)
        size = len(there) * self._days
        accrued = summed(place * self._days + self._ended, amounts, size)
        cleared = summed(place * self._days + self._cycle, amounts, size)
        for at, number in enumerate(there.tolist()):
            some = slice(at * self._days, (at + 1) * self._days)
            yield number, OpenMoney(accrued[some], cleared[some])


def summed(places: Ints, amounts: Ints, count: int) -> Ints:
    """Sums of amounts by place; exact, for all are far below 2**53."""
    return np.rint(np.bincount(places, amounts, count)).astype(np.int64)


def converted(amounts: Ints, rate: FxRate | None, currency: str, margin_bp: int = 0) -> Ints:
    """As ``FxRate.convert``, each amount by itself."""
    if rate is None:
        return amounts
    out = currency == rate.base
    factor = Fraction(rate.rate) if out else 1 / Fraction(rate.rate)
    target = rate.quote if out else rate.base
    factor *= Fraction(10_000 + margin_bp, 10_000)
    factor *= Fraction(10) ** (exponent_of(target) - exponent_of(currency))
    return rounded(amounts, factor.numerator, factor.denominator, StepRounding.HALF_UP)
