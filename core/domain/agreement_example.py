"""A golden example of an agreement: a session, and what each step must move of it.

People who sign terms work such sessions out by hand; approval runs them, and one that comes out
otherwise refuses the terms. Amounts are before VAT, in major units of the payout currency.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.errors import InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One session, or a period of equal ones, and what it comes to."""

    name: str
    energy_kwh: Decimal
    energy_cost: Decimal = Decimal(0)
    """Of the lines for energy, before VAT."""
    time_cost: Decimal = Decimal(0)
    """Of the lines for charging and parking time."""
    session_fee: Decimal = Decimal(0)
    """Of the lines for the session itself."""
    vat_pct: Decimal = Decimal(0)
    """Of all lines, in percent."""
    country: str = "NL"
    """Of the charge point, ISO 3166 alpha-2."""
    location: str = ""
    local_start: datetime | None = None
    """When it began, by the clock of the charge point, without a zone; None: nobody asks."""
    power_kw: Decimal | None = None
    """The greatest power of the EVSE."""
    sessions: int = 1
    """How many such sessions a period has; steps of a period are worked out from all of them."""
    expected: tuple[tuple[str, Decimal], ...]
    """What a step moves, by its id, or what is left to CPO, DP or NETWORK of one session."""

    def __post_init__(self) -> None:
        if not self.expected:
            raise InvalidValueError(f"example {self.name}: wanted at least one expected amount")
        if self.sessions < 1:
            raise InvalidValueError(
                f"example {self.name}: sessions: wanted 1 or more, found {self.sessions}"
            )
        if self.local_start is not None and self.local_start.tzinfo is not None:
            raise InvalidValueError(
                f"example {self.name}: local_start: wanted local time without an offset, "
                f"found {self.local_start.isoformat()}"
            )
