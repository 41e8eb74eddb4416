"""What the driver of one session gets: where and when, how much, at which prices, which VAT."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One price of the public tariff, with what it came to."""

    name: str
    quantity: Decimal
    unit: str
    """Of UN/ECE recommendation 20: KWH, HUR (hour), C62 (one)."""
    unit_price: Decimal
    """In major units for each, before VAT unless the tariff states it otherwise."""
    vat_pct: Decimal | None
    """In percent; None for a limit of the whole price, which has no rate of its own."""
    excl_minor: int
    incl_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The receipt of one session, at the CPO's public tariff."""

    cdr_key: str
    session_id: str
    cpo: str
    """Name and key."""
    demand_partner: str
    """Name and key."""
    location: str
    country_code: str
    evse: str
    start: datetime
    """In the time zone of the location, as ``end``."""
    end: datetime
    time_zone: str
    energy_kwh: Decimal
    currency: str
    tariff_id: str
    tariff_version: str
    lines: tuple[ReceiptLine, ...]
    vat: tuple[tuple[str, int], ...]
    """VAT by rate in words (``21 %``, ``limits``), in minor units."""
    notes: tuple[str, ...] = ()
    """As that it was credited, what its meter signed, or that its Demand Partner is assumed."""

    @property
    def excl_minor(self) -> int:
        """Before VAT."""
        return sum(line.excl_minor for line in self.lines)

    @property
    def incl_minor(self) -> int:
        """What the session costs with VAT."""
        return sum(line.incl_minor for line in self.lines)
