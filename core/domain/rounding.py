"""How exact amounts become amounts that people pay: where, to how many decimals, in which mode.

OCPI says nothing of rounding, so it is a term that parties agree on; the profiles are known
practice.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.domain.money import RoundingMode, exponent_of


class RoundedAt(StrEnum):
    """What is rounded; what is coarser is a sum of it."""

    COMPONENT = "COMPONENT"
    """What one price component costs in one charging period."""
    LINE = "LINE"
    """What one price component costs in the whole session."""
    CDR = "CDR"
    """The total; the lines are parted so that they add up to it."""
    INVOICE = "INVOICE"
    """The sum of many CDRs: a single price stays exact to twelve decimals."""


@dataclass(frozen=True, slots=True)
class RoundingPolicy:
    """One way of rounding."""

    where: RoundedAt
    decimals: int | None
    """None: those of the currency's minor unit (ISO 4217)."""
    mode: RoundingMode

    def decimals_of(self, currency: str) -> int:
        """Decimals of an amount in that currency.

        Raises:
            InvalidValueError: Not an ISO 4217 code that we settle in.
        """
        return exponent_of(currency) if self.decimals is None else self.decimals


EXACT: Final = RoundingPolicy(RoundedAt.CDR, 12, RoundingMode.HALF_EVEN)
FOUR_DECIMALS: Final = RoundingPolicy(RoundedAt.CDR, 4, RoundingMode.HALF_UP)
MINOR_UNIT: Final = RoundingPolicy(RoundedAt.LINE, None, RoundingMode.HALF_UP)
"""How the books are kept unless an agreement says otherwise."""
UP_PER_CDR: Final = RoundingPolicy(RoundedAt.CDR, None, RoundingMode.UP)

PROFILES: Final = {
    "exact": EXACT,
    "four-decimals": FOUR_DECIMALS,
    "minor-unit": MINOR_UNIT,
    "up": UP_PER_CDR,
}
"""By the names that scripts use."""
