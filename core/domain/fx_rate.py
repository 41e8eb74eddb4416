"""A rate between two currencies on a day, and where it came from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.domain.errors import InvalidValueError
from core.domain.money import Money, money


@dataclass(frozen=True, slots=True, kw_only=True)
class FxRate:
    """How many units of ``quote`` one unit of ``base`` is worth."""

    base: str
    quote: str
    rate: Decimal
    day: date
    source: str

    def __post_init__(self) -> None:
        if self.rate <= 0:
            raise InvalidValueError(f"rate {self.rate_id}: wanted above 0, found {self.rate}")

    @property
    def rate_id(self) -> str:
        """``EUR/CHF@2026-01-02``."""
        return f"{self.base}/{self.quote}@{self.day.isoformat()}"

    def convert(self, amount: Money, margin_bp: int = 0) -> Money:
        """The amount in the other of the two currencies, ``margin_bp`` dearer, half up.

        Raises:
            InvalidValueError: The amount is in neither of the two.
        """
        if amount.currency == self.base:
            factor, target = Fraction(self.rate), self.quote
        elif amount.currency == self.quote:
            factor, target = 1 / Fraction(self.rate), self.base
        else:
            raise InvalidValueError(f"rate {self.rate_id}: cannot convert {amount.currency}")
        factor *= Fraction(10_000 + margin_bp, 10_000)
        return money(Fraction(amount.major) * factor, target)
