"""Amounts, quantities and parties as documents show them, in English."""

from decimal import Decimal
from typing import Final

from core.domain.document import DocumentKind
from core.domain.legal_entity import LegalEntity
from core.domain.money import Money

TITLES: Final = {
    DocumentKind.INVOICE: "Charging sessions",
    DocumentKind.SELF_BILLED: "Charging sessions, self-billed",
    DocumentKind.COMMISSION: "Commission and fees",
    DocumentKind.SHARE: "Share in sessions, self-billed",
    DocumentKind.STATEMENT: "Statement",
}
"""What each kind is called in lists and headings."""
UNITS: Final = {"KWH": "kWh", "HUR": "h", "C62": ""}
"""Codes of UN/ECE recommendation 20, as people write them."""


def amount_of(amount_minor: int, currency: str) -> str:
    """``-1,234.56``, with all the decimals of the currency and without its name."""
    return f"{Money(amount_minor, currency).major:,f}"


def money_of(amount_minor: int, currency: str) -> str:
    """``EUR 1,234.56``."""
    return f"{currency} {amount_of(amount_minor, currency)}"


def quantity_of(quantity: Decimal, unit: str) -> str:
    """``1,234.5 kWh``."""
    plain = f"{quantity.normalize():,f}"
    return f"{plain} {UNITS.get(unit, unit)}".strip()


def price_of(price: Decimal) -> str:
    """At least two decimals, and no more zeros than that."""
    plain = price.normalize()
    exponent = plain.as_tuple().exponent
    assert isinstance(exponent, int), price
    return f"{plain:,.2f}" if exponent > -2 else f"{plain:,f}"


def percent_of(pct: Decimal) -> str:
    """``21 %``."""
    return f"{pct.normalize():f} %"


def lines_of_entity(one: LegalEntity) -> tuple[str, ...]:
    """Name, address, VAT id and electronic address, as an address is written."""
    return tuple(
        filter(
            None,
            (
                one.legal_name,
                one.street,
                f"{one.postcode} {one.town}",
                one.country_code,
                f"VAT {one.vat_id}" if one.vat_id else "",
                one.electronic_address or "",
            ),
        )
    )
