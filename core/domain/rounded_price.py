"""A price as people see it: every amount rounded by one policy."""

from dataclasses import dataclass
from decimal import Decimal

from core.domain.exact_price import ExactLine
from core.domain.rounding import RoundingPolicy


@dataclass(frozen=True, slots=True)
class RoundedLine:
    """A cost line and its amounts in major units, None where unknowable."""

    line: ExactLine
    before_taxes: Decimal | None
    after_taxes: Decimal | None


@dataclass(frozen=True, slots=True)
class RoundedTax:
    """The taxes of one rate in major units."""

    vat_pct: Decimal | None
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundedPrice:
    """Lines that add up to the totals, and taxes that add up to their difference."""

    currency: str
    policy: RoundingPolicy
    lines: tuple[RoundedLine, ...]
    taxes: tuple[RoundedTax, ...]
    """Empty where a total is unknowable."""
    before_taxes: Decimal | None
    after_taxes: Decimal | None
    notes: tuple[str, ...]
