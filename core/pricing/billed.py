"""What one price component bills in a session, while it is gathered, and its exact line."""

from decimal import Context, Decimal
from typing import Final

from core.domain.exact_price import ExactLine, Ratio
from core.domain.priced_cdr import LineKind
from core.pricing.prepared_tariff import Candidate

EXACTLY: Final = Context(prec=100)
"""Enough digits that sums of what a peer may send never lose one."""
_COMPONENT: Final = LineKind.COMPONENT


class Billed:
    """What one component pays for; grows period by period."""

    __slots__ = ("candidate", "parts", "quantity")

    def __init__(self, candidate: Candidate, quantity: Decimal) -> None:
        self.candidate = candidate
        self.quantity = quantity
        """kWh, seconds or sessions."""
        self.parts = [quantity]
        """The quantity, period by period."""

    def add(self, quantity: Decimal) -> None:
        """Bill another period."""
        self.quantity = EXACTLY.add(self.quantity, quantity)
        self.parts.append(quantity)

    def extend(self, quantity: Decimal) -> None:
        """Bill more of the last period."""
        self.quantity = EXACTLY.add(self.quantity, quantity)
        self.parts[-1] = EXACTLY.add(self.parts[-1], quantity)

    def line(self) -> ExactLine:
        """What it costs."""
        one = self.candidate
        top, bottom = self.quantity.as_integer_ratio()
        top, bottom = top * one.top, bottom * one.bottom
        before, after = _amounts(one, top, bottom)
        price = one.price
        return ExactLine(
            kind=_COMPONENT,
            context=one.context,
            tariff_id=one.tariff.tariff_id,
            tariff_version=one.version,
            element=one.element,
            component=one.component,
            dimension=price.type,
            quantity=self.quantity,
            parts=tuple(self.parts),
            unit=one.unit,
            unit_price=price.price,
            vat_pct=price.vat_pct,
            gross=one.gross,
            before=before,
            after=after,
            rule=one.rule,
        )


def _amounts(one: Candidate, top: int, bottom: int) -> tuple[Ratio | None, Ratio | None]:
    """Before and after taxes; what costs nothing bears no tax of any rate."""
    if one.gross:
        known = one.before_known or top == 0
        return ((top * one.tax_bottom, bottom * one.tax_top) if known else None), (top, bottom)
    known = one.after_known or top == 0
    return (top, bottom), ((top * one.tax_top, bottom * one.tax_bottom) if known else None)
