"""A price for people and for scripts: amounts as decimal strings, None where unknowable."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from core.domain.priced_cdr import LineKind, Unit
from core.domain.rounded_price import RoundedLine, RoundedPrice
from core.domain.rounding import EXACT

COLUMNS: Final = ("What", "Quantity", "Unit price", "Before taxes", "After taxes", "Why")
_UNKNOWN: Final = "unknown"
_SHORTEST: Final = 2
"""Decimals that an exact amount keeps however round it is."""


def plain_price(price: RoundedPrice) -> Mapping[str, object]:
    """The price as a script reads it."""
    exact = price.policy == EXACT
    return {
        "currency": price.currency,
        "total_cost": {
            "before_taxes": _amount(price.before_taxes, exact=exact),
            "after_taxes": _amount(price.after_taxes, exact=exact),
        },
        "lines": [_plain_line(one, exact=exact) for one in price.lines],
        "notes": list(price.notes),
    }


def _plain_line(one: RoundedLine, *, exact: bool) -> Mapping[str, object]:
    line = one.line
    return {
        "kind": line.kind.value,
        "context": line.context.value,
        "tariff_id": line.tariff_id,
        "element": line.element,
        "component": line.component,
        "dimension": line.dimension.value,
        "quantity": number_text(line.quantity),
        "unit": line.unit.value,
        "unit_price": number_text(line.unit_price),
        "vat": None if line.vat_pct is None else number_text(line.vat_pct),
        "before_taxes": _amount(one.before_taxes, exact=exact),
        "after_taxes": _amount(one.after_taxes, exact=exact),
        "reason": line.rule,
    }


def price_rows(price: RoundedPrice) -> list[tuple[str, ...]]:
    """One row a line, then the taxes, then the total."""
    exact = price.policy == EXACT
    rows = [_row(one, exact=exact) for one in price.lines]
    for tax in price.taxes:
        rate = "without a rate" if tax.vat_pct is None else f"{number_text(tax.vat_pct)} %"
        rows.append((f"Tax {rate}", "", "", "", _shown(tax.amount, exact=exact), ""))
    before, after = price.before_taxes, price.after_taxes
    rows.append(("Total", "", "", _shown(before, exact=exact), _shown(after, exact=exact), ""))
    return rows


def _row(one: RoundedLine, *, exact: bool) -> tuple[str, ...]:
    line = one.line
    limit = line.kind is not LineKind.COMPONENT
    name = line.kind if limit else line.dimension
    per = "h" if line.unit is Unit.SECOND else line.unit
    return (
        name.replace("_", " ").capitalize(),
        "" if limit else f"{number_text(line.quantity)} {line.unit}",
        "" if limit else f"{number_text(line.unit_price)}/{per}",
        _shown(one.before_taxes, exact=exact),
        _shown(one.after_taxes, exact=exact),
        line.rule,
    )


def number_text(number: Decimal) -> str:
    """All digits that say something, never an exponent."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(amount: Decimal | None, *, exact: bool) -> str:
    return _amount(amount, exact=exact) or _UNKNOWN


def _amount(amount: Decimal | None, *, exact: bool) -> str | None:
    if amount is None:
        return None
    if not exact:
        return f"{amount:f}"
    whole, _, decimals = f"{amount:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(_SHORTEST, '0')}"
