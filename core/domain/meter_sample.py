"""What a meter said at an instant of a session."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class MeterSample:
    """One sample; what it does not measure is None."""

    at: datetime
    energy_kwh: Decimal | None = None
    """The register, which only grows; one that falls was reset and begins anew from there."""
    power_kw: Decimal | None = None
    """From here on, until another sample says otherwise."""
    current_a: Decimal | None = None
    """Sum over all phases; from here on, as power."""
