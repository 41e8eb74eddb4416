"""Money: an integer count of a currency's minor unit, and the only two ways to make and part it.

Sources: ISO 4217 for the minor units (a test compares the table with a maintained copy of the
list); shared decision: rounding happens once, where the agreement says, in the mode it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, Self

from core.domain.errors import CurrencyMismatchError, InvalidValueError

_WITHOUT_MINOR: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS: Final = "BHD IQD JOD KWD LYD OMR TND"
_TWO_DECIMALS: Final = (
    "AED ALL AMD AUD AZN BAM BGN BRL CAD CHF CNY COP CZK DKK EGP EUR GBP GEL HKD HRK HUF IDR ILS "
    "INR KES KZT MAD MDL MKD MXN MYR NGN NOK NZD PHP PLN QAR RON RSD SAR SEK SGD THB TRY TWD UAH "
    "USD UZS ZAR"
)

EXPONENTS: Final[dict[str, int]] = (
    dict.fromkeys(_WITHOUT_MINOR.split(), 0)
    | dict.fromkeys(_TWO_DECIMALS.split(), 2)
    | dict.fromkeys(_THREE_DECIMALS.split(), 3)
)
"""Decimals of each currency we settle in; HRK (to 2022) and BGN (to 2025) remain for old books."""


class RoundingMode(StrEnum):
    """How an exact amount becomes whole minor units; ties and remainders away from zero for UP."""

    HALF_UP = "HALF_UP"
    HALF_EVEN = "HALF_EVEN"
    UP = "UP"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units of one currency."""

    amount_minor: int
    currency: str

    def __add__(self, other: Self) -> Self:
        if self.currency != other.currency:
            raise CurrencyMismatchError(f"sum: {self.currency} and {other.currency}")
        return type(self)(self.amount_minor + other.amount_minor, self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.amount_minor, self.currency)

    def __sub__(self, other: Self) -> Self:
        return self + -other

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"

    @property
    def major(self) -> Decimal:
        """The amount in major units, with all the decimals of the currency."""
        return Decimal(self.amount_minor).scaleb(-exponent_of(self.currency))


def exponent_of(currency: str) -> int:
    """How many decimals the currency's minor unit has.

    Raises:
        InvalidValueError: Not an ISO 4217 code that we settle in.
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise InvalidValueError(f"currency: wanted an ISO 4217 code, found {currency!r}") from None


def rounded(exact: Fraction, mode: RoundingMode = RoundingMode.HALF_UP) -> int:
    """The whole number nearest to ``exact`` by ``mode``; the sign is mirrored, never favoured."""
    return rounded_ratio(exact.numerator, exact.denominator, mode)


def rounded_ratio(
    numerator: int, denominator: int, mode: RoundingMode = RoundingMode.HALF_UP
) -> int:
    """``rounded`` of a ratio that need not be in lowest terms; ``denominator`` above 0."""
    whole, rest = divmod(abs(numerator), denominator)
    magnitude = whole + _rounds_up(whole, rest, denominator, mode)
    return magnitude if numerator >= 0 else -magnitude


def _rounds_up(whole: int, rest: int, denominator: int, mode: RoundingMode) -> bool:
    beyond_half = 2 * rest - denominator
    match mode:
        case RoundingMode.HALF_UP:
            return beyond_half >= 0
        case RoundingMode.HALF_EVEN:
            return beyond_half > 0 or (beyond_half == 0 and whole % 2 == 1)
        case RoundingMode.UP:  # pragma: no branch (there is no fourth mode)
            return rest > 0


def money(
    amount: Decimal | Fraction | int, currency: str, mode: RoundingMode = RoundingMode.HALF_UP
) -> Money:
    """Money from an exact amount in major units; the one place where money is rounded.

    Raises:
        InvalidValueError: An unknown currency, or an amount that is not a number.
    """
    scale = 10 ** exponent_of(currency)
    try:
        exact = Fraction(amount) * scale
    except (ValueError, OverflowError):
        raise InvalidValueError(f"amount: wanted a finite number, found {amount}") from None
    return Money(rounded(exact, mode), currency)


def share_bp(amount_minor: int, basis_points: int) -> int:
    """``basis_points`` (1/10,000) of an amount, half up, in minor units."""
    return rounded_ratio(amount_minor * basis_points, 10_000)


def allocate(amount_minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Part an amount by weights so that the parts add up exactly (largest remainder).

    Each part is within one unit of its exact share; ties go to the earlier part; a negative
    amount is the mirror of the positive one; a zero weight gets nothing.

    Raises:
        InvalidValueError: A negative weight, or no weight above zero.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise InvalidValueError(f"weights: wanted non-negative with a sum above 0, found {weights}")
    if amount_minor < 0:
        return tuple(-part for part in allocate(-amount_minor, weights))
    floors = [amount_minor * weight // total for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda i: (-(amount_minor * weights[i] % total), i)
    )
    for index in by_remainder[: amount_minor - sum(floors)]:
        floors[index] += 1
    return tuple(floors)
