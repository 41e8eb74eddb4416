"""What one session made one party sell to another, as the books hold it: the stuff of documents."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Self

from core.domain.vat import VatCategory


class Sale(StrEnum):
    """What is sold, from whom to whom."""

    SESSION_SOLD = "session_sold"
    """The session, by the network to the Demand Partner."""
    SESSION_BOUGHT = "session_bought"
    """The session, by the CPO to the network."""
    COMMISSION = "commission"
    """By the network to the CPO."""
    CPO_FEE = "cpo_fee"
    """The roaming fee, by the network to the CPO."""
    DP_FEE = "dp_fee"
    """The roaming fee, by the network to the Demand Partner."""
    SHARE = "share"
    """The share of a Demand Partner or a third party, by it to whoever pays it."""


@dataclass(frozen=True, slots=True)
class SaleVat:
    """Which VAT a sale bears."""

    category: VatCategory
    vatex: str = ""
    """Why there is none, as EN 16931 codes it."""
    text: str = ""
    """The same in words."""
    place: str = ""
    """Country of supply, whose VAT it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SalePart:
    """A part of a sale that has a price of its own; parts of the same name are summed up."""

    name: str
    unit: str
    """Of UN/ECE recommendation 20: KWH, HUR (hour), C62 (one)."""
    quantity: Decimal
    unit_price: Decimal | None
    """In major units, before VAT; None: it has none, as a share of something."""
    vat_pct: Decimal
    """In percent; 0 where no VAT is charged."""
    net_minor: int

    def reversed(self) -> Self:
        """What a credit takes back."""
        return replace(self, quantity=-self.quantity, net_minor=-self.net_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """One sale of one session."""

    sale: Sale
    seller: str
    """Party key."""
    buyer: str
    country: str
    """Where the charge point stands, ISO 3166 alpha-2."""
    currency: str
    parts: tuple[SalePart, ...]
    vat_minor: int
    """As it was posted, rounded for this session by itself."""
    vat: SaleVat

    @property
    def net_minor(self) -> int:
        """Before VAT."""
        return sum(part.net_minor for part in self.parts)

    @property
    def gross_minor(self) -> int:
        """With its VAT, as it was posted."""
        return self.net_minor + self.vat_minor

    def reversed(self) -> Self:
        """What a credit of the session takes back."""
        return replace(
            self,
            parts=tuple(part.reversed() for part in self.parts),
            vat_minor=-self.vat_minor,
        )
