"""What a session took, as far as a price needs it: a CDR without who, where and what it cost."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.cdr import ChargingPeriod
from core.domain.errors import InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Periods from a start to an end; priced by the same rules as a CDR."""

    key: str = "session"
    """What messages call it."""
    start: datetime
    end: datetime
    currency: str | None = None
    """None: that of the tariff."""
    charging_periods: tuple[ChargingPeriod, ...]
    energy_kwh: Decimal | None = None
    """Its stated total; None where only its periods tell."""
    tariff_id: str | None = None
    country_code: str = ""
    """ISO 3166 alpha-2; empty where nobody says."""

    def __post_init__(self) -> None:
        if not self.charging_periods:
            raise InvalidValueError(f"{self.key}: wanted at least one charging period")
        if self.end < self.start:
            raise InvalidValueError(f"{self.key}: it ends before it starts")
