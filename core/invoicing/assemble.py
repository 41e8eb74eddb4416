"""Sales of a period become the lines and the VAT of a document.

Source: EN 16931-1, BG-23: VAT is computed per category and rate on the sum of the lines, half up.
That differs by some minor units from the VAT of the sessions, each of which was rounded by itself;
the difference is the named line ``rounding`` of the document (BT-114).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from core.domain.document import DocumentLine, VatTotal
from core.domain.money import exponent_of, rounded_ratio
from core.domain.supplied import SaleVat, Supplied
from core.domain.vat import VatCategory

_LineKey = tuple[str, str, Decimal | None, VatCategory, Decimal]
_PRICE: Final = Decimal("0.000001")
_QUANTITY: Final = Decimal("0.0001")


@dataclass(slots=True)
class _Sum:
    quantity: Decimal = Decimal(0)
    net_minor: int = 0
    parts: int = 0


@dataclass(slots=True)
class SaleSums:
    """Sums over many sales between the same two parties in one currency; filled one by one."""

    currency: str
    sales: int = 0
    session_vat_minor: int = 0
    _sums: dict[_LineKey, _Sum] = field(default_factory=lambda: defaultdict(_Sum))
    _reasons: dict[VatCategory, SaleVat] = field(default_factory=dict)

    def add(self, supplied: Supplied, count: int = 1) -> None:
        """Count a sale in; ``count`` is -1 for one that takes another of the same sums back."""
        assert supplied.currency == self.currency, supplied
        self.sales += count
        self.session_vat_minor += supplied.vat_minor
        for part in supplied.parts:
            category = category_at(supplied.vat.category, part.vat_pct)
            key = (part.name, part.unit, part.unit_price, category, part.vat_pct)
            total = self._sums[key]
            total.quantity += part.quantity
            total.net_minor += part.net_minor
            total.parts += 1
            self._reasons.setdefault(category, supplied.vat)

    def lines(self, direction: int) -> tuple[DocumentLine, ...]:
        """The lines, in the order in which they were first met.

        Args:
            direction: 1, or -1 for a credit note, in which they are what is taken back.
        """
        return tuple(
            self._line(key, total, direction)
            for key, total in self._sums.items()
            if total.net_minor
        )

    def vat_totals(self, direction: int) -> tuple[VatTotal, ...]:
        """VAT per category and rate, on the sum of its lines."""
        taxable: dict[tuple[VatCategory, Decimal], int] = defaultdict(int)
        for line in self.lines(direction):
            taxable[line.category, line.vat_pct] += line.net_minor
        return tuple(
            VatTotal(
                category=category,
                vat_pct=pct,
                taxable_minor=amount,
                vat_minor=vat_on(amount, pct),
                vatex=self._reasons[category].vatex,
                text=self._reasons[category].text,
            )
            for (category, pct), amount in taxable.items()
        )

    def _line(self, key: _LineKey, total: _Sum, direction: int) -> DocumentLine:
        name, unit, price, category, pct = key
        net = total.net_minor * direction
        quantity = (total.quantity * direction).quantize(_QUANTITY, ROUND_HALF_UP)
        if (quantity > 0) is not (net > 0):  # A price below zero is none; a quantity may be.
            quantity = Decimal(1 if net > 0 else -1)
            price = None
        return DocumentLine(
            name=name,
            unit=unit,
            quantity=quantity,
            unit_price=self._price(price, quantity, net, total.parts),
            net_minor=net,
            category=category,
            vat_pct=pct,
        )

    def _price(self, stated: Decimal | None, quantity: Decimal, net: int, parts: int) -> Decimal:
        """The tariff's price; where it does not lead to the amount, what each one came to."""
        scale = Decimal(10) ** exponent_of(self.currency)
        if stated is not None and abs(stated * quantity * scale - net) <= parts:
            return stated
        return (Decimal(net) / scale / quantity).quantize(_PRICE, ROUND_HALF_UP)


def category_at(category: VatCategory, pct: Decimal) -> VatCategory:
    """EN 16931 knows no standard rate of zero: what a tariff taxes at 0 % is zero rated."""
    return VatCategory.ZERO if category is VatCategory.STANDARD and not pct else category


def vat_on(taxable_minor: int, pct: Decimal) -> int:
    """VAT of a sum, half up, in minor units."""
    top, bottom = pct.as_integer_ratio()
    return rounded_ratio(taxable_minor * top, bottom * 100)
