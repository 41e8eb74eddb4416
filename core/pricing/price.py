"""Price a CDR: tariff and periods become cost lines that say which rule made them.

Exact until it is rounded: once, for each line, half up unless the caller says otherwise; VAT is
computed on the unrounded cost of its line and rounded beside it.
"""

from typing import Final

from core.domain.cdr import Cdr
from core.domain.errors import CurrencyMismatchError
from core.domain.money import RoundingMode, exponent_of, rounded_ratio
from core.domain.priced_cdr import CostLine, PricedCdr, Unit
from core.domain.tariff import Tariff, TariffDimension
from core.pricing.components import Billable, apply_step_sizes, billables

_UNITS: Final = {
    TariffDimension.ENERGY: (Unit.KWH, 1),
    TariffDimension.TIME: (Unit.SECOND, 3600),
    TariffDimension.PARKING_TIME: (Unit.SECOND, 3600),
    TariffDimension.FLAT: (Unit.SESSION, 1),
}
"""Unit of the quantity, and how many of it one unit price buys (prices of time are per hour)."""


def price(cdr: Cdr, tariff: Tariff, mode: RoundingMode = RoundingMode.HALF_UP) -> PricedCdr:
    """Price a CDR.

    Args:
        cdr: The finished session.
        tariff: The tariff that was valid when the session began.
        mode: How each line is rounded to minor units.

    Returns:
        The CDR with one cost line for each component that applied, the last to apply at the end.

    Raises:
        CurrencyMismatchError: The tariff is in another currency than the CDR.
    """
    if cdr.currency != tariff.currency:
        raise CurrencyMismatchError(
            f"{cdr.key}: {cdr.currency}, but tariff {tariff.tariff_id}: {tariff.currency}"
        )
    found, notes = billables(cdr, tariff)
    notes += apply_step_sizes(found)
    scale = 10 ** exponent_of(tariff.currency)
    return PricedCdr(
        cdr=cdr,
        tariff_id=tariff.tariff_id,
        tariff_version=tariff.version,
        currency=tariff.currency,
        lines=tuple(_line(one, tariff, scale, mode) for one in found),
        notes=notes,
    )


def _line(one: Billable, tariff: Tariff, scale: int, mode: RoundingMode) -> CostLine:
    component = one.component
    unit, units_per_price = _UNITS[component.type]
    quantity_top, quantity_bottom = one.quantity.as_integer_ratio()
    price_top, price_bottom = component.price.as_integer_ratio()
    top = quantity_top * price_top * scale
    bottom = quantity_bottom * price_bottom * units_per_price
    vat_top, vat_bottom = (component.vat_pct or 0).as_integer_ratio()
    return CostLine(
        dimension=component.type,
        element=one.element,
        quantity=one.quantity,
        unit=unit,
        unit_price=component.price,
        vat_pct=component.vat_pct,
        excl_minor=rounded_ratio(top, bottom, mode),
        vat_minor=rounded_ratio(top * vat_top, bottom * vat_bottom * 100, mode),
        rule=_rule(one, tariff),
    )


def _rule(one: Billable, tariff: Tariff) -> str:
    restrictions = tariff.elements[one.element - 1].restrictions
    parts = [f"tariff {tariff.tariff_id}, element {one.element}: {one.component.type}"]
    if restrictions.min_duration_s is not None:
        parts.append(f"from {restrictions.min_duration_s} s")
    if restrictions.max_duration_s is not None:
        parts.append(f"until {restrictions.max_duration_s} s")
    return " ".join(parts)
