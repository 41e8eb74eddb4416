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
    through: tuple["FxRate", "FxRate"] | None = None
    """Of a rate that nobody stated: what one unit of a third currency is worth in ``base`` and in
    ``quote``, as somebody stated it; either may be the other way round."""

    def __post_init__(self) -> None:
        if self.rate <= 0:
            raise InvalidValueError(f"rate {self.rate_id}: wanted above 0, found {self.rate}")

    @property
    def rate_id(self) -> str:
        """``EUR/CHF@2026-01-02``; ``USD/EUR/GBP@2026-01-02`` through the euro.

        Where the two were stated on two days, both are named: ``...@2026-01-02+2026-01-05``.
        """
        if self.through is None:
            return f"{self.base}/{self.quote}@{self.day.isoformat()}"
        first = self.through[0]
        third = ({first.base, first.quote} - {self.base}).pop()
        days = "+".join(dict.fromkeys(one.day.isoformat() for one in self.through))
        return f"{self.base}/{third}/{self.quote}@{days}"

    def age_on(self, day: date) -> int:
        """Days since it was stated; of two, since the older one was."""
        stated = (self,) if self.through is None else self.through
        return (day - min(one.day for one in stated)).days

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
