"""The amounts of a price that a CDR states too: its total, and its parts by what they are for."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Final

from core.domain.cdr import Price
from core.domain.claim import Claim
from core.domain.exact_price import ExactLine, ExactPrice
from core.domain.money import RoundingMode, exponent_of
from core.domain.priced_cdr import LineContext, LineKind
from core.domain.rounding import RoundedAt, RoundingPolicy
from core.domain.tariff import TariffDimension
from core.pricing.round_price import rounded_price, sum_known

_FINEST: Final = 12
_KNOWN_PRACTICE: Final = 4
_PLACES: Final = (RoundedAt.LINE, RoundedAt.CDR, RoundedAt.COMPONENT)


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount, before taxes or with them."""

    name: str
    """As ``energy cost``."""
    context: LineContext | None
    """None: all lines, the limits too."""
    dimension: TariffDimension | None
    """None: every dimension."""
    taxed: bool

    @property
    def told(self) -> str:
        """Its name in full."""
        return f"{self.name} {'with' if self.taxed else 'before'} taxes"

    def _holds(self, line: ExactLine) -> bool:
        if self.context is None:
            return True
        kind = line.kind is LineKind.COMPONENT and line.context is self.context
        return kind and self.dimension in (None, line.dimension)

    def exact(self, price: ExactPrice) -> Fraction | None:
        """What it is in a price; None: unknowable."""
        lines = [line for line in price.lines if self._holds(line)]
        return sum_known(line.after_taxes if self.taxed else line.before_taxes for line in lines)

    def rounded(self, price: ExactPrice, policy: RoundingPolicy) -> Decimal | None:
        """What it is in a price by a policy; None: unknowable."""
        lines = [one for one in rounded_price(price, policy).lines if self._holds(one.line)]
        found = sum_known(
            _ratio(one.after_taxes if self.taxed else one.before_taxes) for one in lines
        )
        if found is None:
            return None
        decimals = policy.decimals_of(price.currency)
        return Decimal(int(found * 10**decimals)).scaleb(-decimals)


def _ratio(amount: Decimal | None) -> Fraction | None:
    return None if amount is None else Fraction(amount)


def stated_figures(claim: Claim) -> Iterator[tuple[Figure, Decimal | None]]:
    """What is claimed: the total, stated or not, and those of the parts that are."""
    charging, reserved = LineContext.CHARGING, LineContext.RESERVATION
    yield from _of_price("total", None, None, claim.total_cost)
    claimed = claim.claimed
    if claimed is None:
        return
    parts = (
        ("fixed cost", charging, TariffDimension.FLAT, claimed.fixed_cost),
        ("energy cost", charging, TariffDimension.ENERGY, claimed.energy_cost),
        ("time cost", charging, TariffDimension.TIME, claimed.time_cost),
        ("parking cost", charging, TariffDimension.PARKING_TIME, claimed.parking_cost),
        ("reservation cost", reserved, None, claimed.reservation_cost),
    )
    for name, context, dimension, stated in parts:
        if stated is not None:
            yield from _of_price(name, context, dimension, stated)


def _of_price(
    name: str,
    context: LineContext | None,
    dimension: TariffDimension | None,
    stated: Price | None,
) -> Iterator[tuple[Figure, Decimal | None]]:
    before, after = (None, None) if stated is None else (stated.excl_vat, stated.incl_vat)
    yield Figure(name, context, dimension, taxed=False), before
    yield Figure(name, context, dimension, taxed=True), after


def rounding_that_gives(
    figure: Figure, price: ExactPrice, wanted: Decimal
) -> RoundingPolicy | None:
    """A way of rounding by which a figure is the one that is wanted; None: there is none.

    To minor units, to four decimals, or to as many as are written; never to fewer than the
    currency has, for what is written may have lost its last zeros.
    """
    exponent = wanted.as_tuple().exponent
    written = min(_FINEST, max(0, -exponent)) if isinstance(exponent, int) else 0
    least = exponent_of(price.currency)
    decimals = dict.fromkeys((None, max(written, least), max(_KNOWN_PRACTICE, least)))
    for many, where, mode in product(decimals, _PLACES, RoundingMode):
        policy = RoundingPolicy(where, many, mode)
        if figure.rounded(price, policy) == wanted:
            return policy
    return None
