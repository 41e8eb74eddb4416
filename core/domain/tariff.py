"""Price rules of a CPO.

Source: OCPI 2.2.1 mod_tariffs. Read here: ENERGY, TIME, PARKING_TIME and FLAT with VAT, step_size
and the restrictions min_duration and max_duration; a tariff with any other restriction is refused
by the codec, never priced as if it were not there.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.errors import InvalidValueError
from core.domain.money import exponent_of


class TariffDimension(StrEnum):
    """What a price is for; names and values are OCPI's TariffDimensionType."""

    ENERGY = "ENERGY"
    FLAT = "FLAT"
    PARKING_TIME = "PARKING_TIME"
    TIME = "TIME"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceComponent:
    """One price."""

    type: TariffDimension
    price: Decimal
    """In currency per kWh, per hour or per session, without VAT."""
    vat_pct: Decimal | None
    """In percent; None means no VAT applies."""
    step_size: int
    """Quantum billed, in Wh or seconds; 0 or 1 means none; not used for FLAT."""


@dataclass(frozen=True, slots=True)
class TariffRestrictions:
    """When an element applies; seconds since the session began, minimum in, maximum out."""

    min_duration_s: int | None = None
    max_duration_s: int | None = None

    def apply_at(self, elapsed_s: int) -> bool:
        """Whether the element applies to a period that begins ``elapsed_s`` into the session."""
        after = self.min_duration_s is None or elapsed_s >= self.min_duration_s
        return after and (self.max_duration_s is None or elapsed_s < self.max_duration_s)


@dataclass(frozen=True, slots=True)
class TariffElement:
    """Prices that apply together under the same restrictions."""

    price_components: tuple[PriceComponent, ...]
    restrictions: TariffRestrictions = TariffRestrictions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """The price rules of one CPO under one id, in one version."""

    tariff_id: str
    cpo: str
    currency: str
    elements: tuple[TariffElement, ...]
    last_updated: datetime
    """The version: two tariffs with the same id and time are the same tariff."""
    description: str = ""

    def __post_init__(self) -> None:
        exponent_of(self.currency)
        if not self.elements:
            raise InvalidValueError(f"tariff {self.tariff_id}: wanted at least one element")

    @property
    def version(self) -> str:
        """How the version is named on screen and in the books."""
        return self.last_updated.isoformat().replace("+00:00", "Z")
