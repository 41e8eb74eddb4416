"""What a session costs, exact: rational amounts, before anything is rounded.

An amount that the rules leave unknowable is None: after taxes where the prices are without taxes
and no rate is stated, before taxes where they hold taxes and no rate is stated.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.domain.priced_cdr import LineContext, LineKind, Unit
from core.domain.tariff import TariffDimension

Ratio = tuple[int, int]
"""Numerator and denominator above 0, not in lowest terms; quicker to make than a Fraction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactLine:
    """What one price component costs in a session, or what a limit adds or takes."""

    kind: LineKind
    context: LineContext
    tariff_id: str
    tariff_version: str
    element: int
    """Which element of the tariff, counted from 1; 0 for a limit."""
    component: int
    """Which component of the element, counted from 1; 0 for a limit."""
    dimension: TariffDimension
    """FLAT for a limit."""
    quantity: Decimal
    """kWh, seconds or sessions."""
    parts: tuple[Decimal, ...]
    """The quantity by charging period, in their order; what a step adds is in the last."""
    unit: Unit
    unit_price: Decimal
    """In currency per kWh, per hour or per session, as the tariff states it."""
    vat_pct: Decimal | None
    gross: bool
    """Whether the unit price holds taxes."""
    before: Ratio | None
    after: Ratio | None
    rule: str
    """Why this line exists, in words."""

    @property
    def before_taxes(self) -> Fraction | None:
        """In major units."""
        return None if self.before is None else Fraction(*self.before)

    @property
    def after_taxes(self) -> Fraction | None:
        """In major units."""
        return None if self.after is None else Fraction(*self.after)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """The taxes of one rate."""

    vat_pct: Decimal | None
    """None where a limit leaves taxes that have no rate of their own."""
    amount: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactPrice:
    """A session's cost lines; they add up to its totals exactly."""

    tariff_id: str
    """Of the tariff that prices its first period."""
    tariff_version: str
    currency: str
    lines: tuple[ExactLine, ...]
    notes: tuple[str, ...] = ()
    """``PriceNote`` codes, each once."""

    @property
    def before_taxes(self) -> Fraction | None:
        """The total in major units."""
        return total_of([line.before for line in self.lines])

    @property
    def after_taxes(self) -> Fraction | None:
        """The total in major units."""
        return total_of([line.after for line in self.lines])


def total_of(amounts: list[Ratio | None]) -> Fraction | None:
    """The sum, or None where one of them is unknown."""
    total = Fraction(0)
    for amount in amounts:
        if amount is None:
            return None
        total += Fraction(*amount)
    return total
