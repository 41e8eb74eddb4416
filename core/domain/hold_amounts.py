"""The most that a session may cost before anybody knows: by how fast it can charge.

A visible parameter, not a price: so much of a Demand Partner's credit a session takes while it is
under way, and charging stops when its running cost reaches it.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from core.domain.money import Money, money


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAmounts:
    """How much is held for a session, and how long."""

    steps: tuple[tuple[Decimal, Decimal], ...] = (
        (Decimal(23), Decimal(30)),  # 3 x 32 A at 230 V are 22.08 kW
        (Decimal(50), Decimal(50)),
        (Decimal(150), Decimal(80)),
    )
    """Power of the connector up to and with which it holds, in kW, and the amount, in major units
    of the partner's currency."""
    above: Decimal = Decimal(120)
    """Of stronger connectors, and of a place that is not known."""
    starts_within: timedelta = timedelta(minutes=30)
    """Released so long after the authorisation if nothing starts."""
    ends_within: timedelta = timedelta(hours=24)
    """Released so long after the last news of a session of which no CDR comes."""

    def amount(self, power_kw: Decimal | None, currency: str) -> Money:
        """What is held for a session at a connector."""
        fitting = (held for most, held in self.steps if power_kw is not None and power_kw <= most)
        return money(next(fitting, self.above), currency)
