"""Amounts <-> OCPI JSON: Price and PriceLimit, which 2.2.1 and 2.3.0 write differently.

Sources: 2.2.1 types (excl_vat, incl_vat); 2.3.0 types (before_taxes, taxes) and mod_tariffs
(PriceLimit: before_taxes, after_taxes). Either form is read wherever an amount stands.
"""

from decimal import Decimal

from core.domain.cdr import Price, TaxAmount
from core.domain.tariff import PriceLimit
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.wire import JsonObject, WireObject, present


def price_of_wire(wire: WireObject) -> Price:
    """The amount that an object describes.

    Raises:
        WireError: It describes none.
    """
    if not wire.has("before_taxes"):
        return Price(wire.number("excl_vat"), wire.number_or_none("incl_vat"))
    before_taxes = wire.number("before_taxes")
    taxes = tuple(_tax_of_wire(one) for one in wire.objects("taxes"))
    after_taxes = before_taxes + sum(one.amount for one in taxes) if taxes else None
    return Price(before_taxes, after_taxes, taxes)


def price_or_none(wire: WireObject, name: str) -> Price | None:
    """The amount of a field, or None where there is none."""
    return price_of_wire(wire.nested(name)) if wire.has(name) else None


def _tax_of_wire(wire: WireObject) -> TaxAmount:
    return TaxAmount(
        name=wire.text("name"),
        amount=wire.number("amount"),
        percentage=wire.number_or_none("percentage"),
        account_number=wire.text_or_none("account_number") or "",
    )


def price_json(price: Price, version: OcpiVersion) -> JsonObject:
    """The amount as that version writes it."""
    if version is OcpiVersion.V2_2_1:
        return present(excl_vat=price.excl_vat, incl_vat=price.incl_vat)
    taxes = [_tax_json(one) for one in _taxes_of(price)]
    return present(before_taxes=price.excl_vat, taxes=taxes or None)


def _taxes_of(price: Price) -> tuple[TaxAmount, ...]:
    if price.taxes or price.incl_vat is None:
        return price.taxes
    return (TaxAmount("VAT", price.incl_vat - price.excl_vat),)


def _tax_json(tax: TaxAmount) -> JsonObject:
    return present(
        name=tax.name,
        account_number=tax.account_number or None,
        percentage=tax.percentage,
        amount=tax.amount,
    )


def limit_or_none(wire: WireObject, name: str) -> PriceLimit | None:
    """The limit of a field, or None where there is none."""
    if not wire.has(name):
        return None
    limit = wire.nested(name)
    if limit.has("before_taxes"):
        return PriceLimit(_limit(limit, "before_taxes"), _limit_or_none(limit, "after_taxes"))
    return PriceLimit(_limit(limit, "excl_vat"), _limit_or_none(limit, "incl_vat"))


def _limit(wire: WireObject, name: str) -> Decimal:
    found = wire.number(name)
    if found < 0:
        raise wire.refused(name, f"wanted 0 or more, found {found}")
    return found


def _limit_or_none(wire: WireObject, name: str) -> Decimal | None:
    return _limit(wire, name) if wire.has(name) else None


def limit_json(limit: PriceLimit | None, version: OcpiVersion) -> JsonObject | None:
    """The limit as that version writes it."""
    if limit is None:
        return None
    if version is OcpiVersion.V2_2_1:
        return present(excl_vat=limit.before_taxes, incl_vat=limit.after_taxes)
    return present(before_taxes=limit.before_taxes, after_taxes=limit.after_taxes)
