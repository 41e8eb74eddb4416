"""A CDR with its cost lines, each of which says which rule made it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.domain.cdr import Cdr
from core.domain.tariff import TariffDimension


class Unit(StrEnum):
    """What a quantity counts."""

    KWH = "kWh"
    SECOND = "s"
    SESSION = "session"


class LineKind(StrEnum):
    """What makes a line."""

    COMPONENT = "COMPONENT"
    MIN_PRICE = "MIN_PRICE"
    """What the tariff's least price adds."""
    MAX_PRICE = "MAX_PRICE"
    """What the tariff's greatest price takes away."""
    ACCEPTED = "ACCEPTED"
    """What it adds or takes away that the total of the CDR was accepted, not ours."""


class LineContext(StrEnum):
    """Which part of a session a line pays for."""

    CHARGING = "CHARGING"
    """Charging and parking."""
    RESERVATION = "RESERVATION"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One cost of one price component, or of a limit, rounded to minor units."""

    dimension: TariffDimension
    element: int
    """Which element of the tariff, counted from 1; 0 for a limit."""
    quantity: Decimal
    unit: Unit
    unit_price: Decimal
    """In currency per kWh, per hour or per session, as the tariff states it."""
    vat_pct: Decimal | None
    excl_minor: int
    vat_minor: int
    rule: str
    """Why this line exists, in words."""
    tariff_id: str = ""
    """Empty: the tariff of the whole CDR."""
    component: int = 1
    """Which component of the element, counted from 1; 0 for a limit."""
    kind: LineKind = LineKind.COMPONENT
    context: LineContext = LineContext.CHARGING

    @property
    def incl_minor(self) -> int:
        """The line with its VAT."""
        return self.excl_minor + self.vat_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedCdr:
    """A CDR and what it costs by one version of one tariff."""

    cdr: Cdr
    tariff_id: str
    tariff_version: str
    currency: str
    lines: tuple[CostLine, ...]
    notes: tuple[str, ...] = ()
    """Codes of what a reader should know, as ``constant_power_assumed``."""

    @property
    def excl_minor(self) -> int:
        """What it costs before VAT, in minor units."""
        return sum(line.excl_minor for line in self.lines)

    @property
    def vat_minor(self) -> int:
        """The VAT of all lines, in minor units."""
        return sum(line.vat_minor for line in self.lines)

    @property
    def incl_minor(self) -> int:
        """What it costs with VAT, in minor units."""
        return sum(line.incl_minor for line in self.lines)
