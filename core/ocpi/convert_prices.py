"""Amounts and tariffs of 2.2.1 in the words of 2.3.0, and back.

Sources: 2.2.1 types (Price) and mod_tariffs; 2.3.0 types (Price, TaxAmount) and mod_tariffs
(PriceLimit, tax_included). The surprises: 2.2.1 knows the amount with taxes, 2.3.0 the taxes; and
a component without ``vat`` bears none in 2.2.1, while in 2.3.0 ``tax_included`` says what it means.
"""

from collections.abc import Mapping
from decimal import Context, Decimal, Inexact, Overflow
from typing import Final

from core.ocpi.conversion_loss import Losses
from core.ocpi.wire import JsonObject

_EXACT: Final = Context(prec=200, traps=[Inexact, Overflow])
"""Digits enough for every amount that anybody means; what needs more is listed as lost."""
_TAX: Final = "VAT"
"""The one tax that 2.2.1 knows, as 2.3.0 names it."""
_DECIMALS: Final = Decimal(1).scaleb(-8)

Number = int | Decimal


def is_number(value: object) -> bool:
    """Whether a value is an exact number."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _number(value: object) -> Decimal:
    assert isinstance(value, int | Decimal)
    return Decimal(value)


def _sum(*numbers: Decimal) -> Decimal | None:
    """The exact sum, or None where it would need more digits than anybody means."""
    total = Decimal(0)
    try:
        for one in numbers:
            total = _EXACT.add(total, one)
    except (Inexact, Overflow):
        return None
    return total


def newer_price(old: Mapping[str, object], pointer: str, losses: Losses) -> JsonObject:
    """A Price of 2.2.1 as 2.3.0 writes it: what the taxes add becomes one tax, VAT."""
    if "excl_vat" not in old:
        return dict(old)
    rest = {name: one for name, one in old.items() if name not in {"excl_vat", "incl_vat"}}
    before, after = old["excl_vat"], old.get("incl_vat")
    price: JsonObject = {"before_taxes": before}
    if after is not None:
        tax = _difference(after, before)
        if tax is None:
            losses.add(f"{pointer}/incl_vat", "the taxes in it cannot be told")
        else:
            price["taxes"] = [{"name": _TAX, "amount": tax}]
    return price | rest


def _difference(after: object, before: object) -> Decimal | None:
    if not (is_number(after) and is_number(before)):
        return None
    return _sum(_number(after), -_number(before))


def older_price(new: Mapping[str, object], pointer: str, losses: Losses) -> JsonObject:
    """A Price of 2.3.0 as 2.2.1 writes it: the amount with all taxes in place of each of them."""
    if "before_taxes" not in new:
        return dict(new)
    rest = {name: one for name, one in new.items() if name not in {"before_taxes", "taxes"}}
    before, taxes = new["before_taxes"], new.get("taxes")
    price: JsonObject = {"excl_vat": before}
    if isinstance(taxes, list) and taxes:
        after = _with_taxes(before, taxes)
        if after is not None:
            price["incl_vat"] = after
        if after is None or not _is_plain(taxes):
            losses.add(f"{pointer}/taxes", "2.2.1 knows only the sum of all taxes")
    return price | rest


def _with_taxes(before: object, taxes: list[object]) -> Decimal | None:
    amounts = [one.get("amount") if isinstance(one, dict) else None for one in taxes]
    if not is_number(before) or not all(map(is_number, amounts)):
        return None
    return _sum(_number(before), *map(_number, amounts))


def _is_plain(taxes: list[object]) -> bool:
    """Whether there is just the tax that 2.2.1 means."""
    first = taxes[0]
    return (
        len(taxes) == 1
        and isinstance(first, dict)
        and first == first | {"name": _TAX}
        and set(first) == {"name", "amount"}
    )


def newer_limit(old: Mapping[str, object]) -> JsonObject:
    """A ``min_price`` or ``max_price`` of 2.2.1 as 2.3.0 writes it."""
    return _renamed(old, {"excl_vat": "before_taxes", "incl_vat": "after_taxes"})


def older_limit(new: Mapping[str, object]) -> JsonObject:
    """A ``min_price`` or ``max_price`` of 2.3.0 as 2.2.1 writes it."""
    return _renamed(new, {"before_taxes": "excl_vat", "after_taxes": "incl_vat"})


def _renamed(value: Mapping[str, object], names: Mapping[str, str]) -> JsonObject:
    return {names.get(name, name): one for name, one in value.items()}


def newer_taxes(tariff: JsonObject, pointer: str, losses: Losses) -> JsonObject:
    """A tariff of 2.2.1 with what 2.3.0 wants to know of taxes; its elements are the same.

    "Not providing a VAT is different from 0 % VAT": where no component has one, none applies.
    """
    if "elements" not in tariff or tariff.get("tax_included") is not None:
        return tariff
    components = list(_components(tariff))
    without = [at for at, one in components if one.get("vat") is None]
    if len(without) == len(components):
        return tariff | {"tax_included": "N/A"}
    for at in without:
        losses.add(f"{pointer}{at}/vat", "that none applies is unsaid in 2.3.0 beside others")
    return tariff | {"tax_included": "NO"}


def older_taxes(tariff: JsonObject, pointer: str, losses: Losses) -> JsonObject:
    """A tariff of 2.3.0 without what 2.2.1 does not know of taxes: there, prices are without."""
    included = tariff.get("tax_included")
    rest = {name: one for name, one in tariff.items() if name != "tax_included"}
    components = list(_components(tariff))
    without = [at for at, one in components if one.get("vat") is None]
    if included == "YES":
        losses.add(f"{pointer}/tax_included", "2.2.1 knows only prices without taxes")
        return _with_elements(rest, pointer, losses)
    if included == "NO":
        for at in without:
            losses.add(f"{pointer}{at}/vat", "a rate that is not told reads as none in 2.2.1")
    if included is not None and (included == "N/A") != (len(without) == len(components)):
        losses.add(f"{pointer}/tax_included", "2.2.1 tells it by the rates alone")
    return rest


def _components(tariff: Mapping[str, object]) -> list[tuple[str, Mapping[str, object]]]:
    """Price components, each with where it stands in the tariff."""
    found = []
    for index, element in enumerate(_listed(tariff, "elements")):
        for number, one in enumerate(_listed(element, "price_components")):
            found.append((f"/elements/{index}/price_components/{number}", one))
    return found


def _listed(value: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    found = value.get(name)
    listed = found if isinstance(found, list) else []
    return [one if isinstance(one, Mapping) else {} for one in listed]


def _with_elements(tariff: JsonObject, pointer: str, losses: Losses) -> JsonObject:
    """The tariff with its prices before taxes."""
    elements = []
    for index, element in enumerate(_listed(tariff, "elements")):
        at = f"{pointer}/elements/{index}/price_components"
        components = [
            _before_taxes(one, f"{at}/{number}/price", losses)
            for number, one in enumerate(_listed(element, "price_components"))
        ]
        elements.append(dict(element) | {"price_components": components})
    return tariff | {"elements": elements}


def _before_taxes(component: Mapping[str, object], at: str, losses: Losses) -> JsonObject:
    price, vat = component.get("price"), component.get("vat")
    before = None
    if is_number(price) and is_number(vat):
        before = _without_vat(_number(price), _number(vat))
    if before is None:
        losses.add(at, "it holds taxes of a rate that is not told")
        return dict(component)
    losses.add(at, "it holds taxes, and became a price without")
    return dict(component) | {"price": before}


def _without_vat(price: Decimal, vat_pct: Decimal) -> Decimal | None:
    """To eight decimals; None where no number comes out."""
    calm = Context(prec=200, traps=[])
    before = calm.divide(price, calm.add(1, calm.divide(vat_pct, 100)))
    rounded = calm.normalize(before.quantize(_DECIMALS, context=calm))
    return rounded if rounded.is_finite() and vat_pct > -100 else None
