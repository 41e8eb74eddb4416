"""Valid invoices for tests: the worked session of 10.00 and 21 % VAT."""

from datetime import date
from decimal import Decimal

from core.domain.document import DocumentKind, Invoice, Period, Preceding
from core.domain.legal_entity import LegalEntity
from core.domain.money import exponent_of
from core.domain.supplied import Sale, SalePart, SaleVat, Supplied
from core.domain.vat import VatCategory
from core.invoicing.assemble import SaleSums, vat_on

JUNE = Period(name="2026-06", first=date(2026, 6, 1), last=date(2026, 6, 30))


def a_legal_entity(party="NL*NWC", vat_id="NL000000001B64", **changes):
    """Legal data; none of the ids is a real company's."""
    fields = {
        "valid_from": date(2020, 1, 1),
        "legal_name": f"Party {party[3:]} B.V.",
        "street": "Kade 1",
        "postcode": "1019 AA",
        "town": "Amsterdam",
        "country_code": party[:2],
        "electronic_address": f"{party[3:].lower()}@example.org",
    }
    return LegalEntity(party=party, vat_id=vat_id, **(fields | changes))


def a_supply(
    *, net_minor=1000, category=VatCategory.STANDARD, pct="21", currency="EUR", vatex="", **changes
):
    """One session of 20 kWh at 0.50; `changes` are fields of its only part."""
    part = {
        "name": "Energy, tariff T1",
        "unit": "KWH",
        "quantity": Decimal(20),
        "unit_price": Decimal(net_minor).scaleb(-exponent_of(currency)) / 20,
        "vat_pct": Decimal(pct),
        "net_minor": net_minor,
    }
    return Supplied(
        sale=Sale.SESSION_SOLD,
        seller="NL*NWC",
        buyer="NL*XYZ",
        country="NL",
        currency=currency,
        parts=(SalePart(**(part | changes)),),
        vat_minor=vat_on(net_minor, Decimal(pct)),
        vat=SaleVat(category, vatex, "Because." if vatex else ""),
    )


def sums_of(currency, supplies):
    """The sums over some sales."""
    sums = SaleSums(currency)
    for one in supplies:
        sums.add(one)
    return sums


def an_invoice(*supplies, is_credit=False, kind=DocumentKind.INVOICE, **changes):
    """An invoice over sales; `changes` are fields of `Invoice`."""
    direction = -1 if is_credit else 1
    sums = sums_of(supplies[0].currency if supplies else "EUR", supplies or (a_supply(),))
    preceding = (Preceding(number="INV-0", issued_on=date(2026, 6, 1)),) if is_credit else ()
    fields = {
        "number": "INV-1",
        "period": JUNE,
        "issued_on": date(2026, 7, 1),
        "seller": a_legal_entity(),
        "buyer": a_legal_entity("NL*XYZ", "NL000000002B55"),
        "issuer": a_legal_entity(),
        "country": "NL",
        "sessions": sums.sales,
        "preceding": preceding,
    }
    return Invoice(
        kind=kind,
        is_credit=is_credit,
        currency=sums.currency,
        lines=sums.lines(direction),
        vat_totals=sums.vat_totals(direction),
        session_vat_minor=sums.session_vat_minor * direction,
        **(fields | changes),
    )
