"""The total that a CDR states, accepted in place of ours: our lines, and one that makes up for it.

Taxes of that line are those that the CDR states; where it states none, in the proportion of ours.
"""

from dataclasses import replace
from decimal import Decimal

from core.domain.errors import RuleError
from core.domain.money import money, rounded_ratio
from core.domain.priced_cdr import CostLine, LineKind, PricedCdr, Unit
from core.domain.tariff import TariffDimension


def at_total(priced: PricedCdr) -> PricedCdr:
    """The CDR at its own total; as it is where that is ours.

    Raises:
        RuleError: It states no total.
    """
    claimed = priced.cdr.total_cost
    if claimed is None:
        raise RuleError(f"{priced.cdr.key}: it states no total that could be accepted")
    excl_minor = money(claimed.excl_vat, priced.currency).amount_minor
    if claimed.incl_vat is not None:
        vat_minor = money(claimed.incl_vat, priced.currency).amount_minor - excl_minor
    elif priced.excl_minor:
        sign = 1 if priced.excl_minor > 0 else -1
        vat_minor = rounded_ratio(sign * priced.vat_minor * excl_minor, abs(priced.excl_minor))
    else:
        vat_minor = priced.vat_minor
    more_excl, more_vat = excl_minor - priced.excl_minor, vat_minor - priced.vat_minor
    if not more_excl and not more_vat:
        return priced
    line = CostLine(
        dimension=TariffDimension.FLAT,
        element=0,
        quantity=Decimal(1),
        unit=Unit.SESSION,
        unit_price=Decimal(0),
        vat_pct=None,
        excl_minor=more_excl,
        vat_minor=more_vat,
        rule="the total that the CDR states was accepted",
        component=0,
        kind=LineKind.ACCEPTED,
    )
    return replace(priced, lines=(*priced.lines, line))
