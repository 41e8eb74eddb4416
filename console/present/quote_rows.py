"""A quote for people and for scripts: the prices first, as the driver must see them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from console.present.price_rows import number_text, plain_price
from core.domain.rounded_price import RoundedLine, RoundedPrice
from core.pricing.explain_lines import amount_words
from core.pricing.explain_words import exact_words, money_words, time_words
from core.pricing.quote import CurvePoint, Quote, StayChange
from core.pricing.quoted_prices import PricePer, QuotedPrice

PRICE_COLUMNS: Final = ("Price", "Before taxes", "With taxes", "When", "Element")
CURVE_COLUMNS: Final = ("Stay", "Energy", "Before taxes", "With taxes")
_UNITS: Final = {
    PricePer.KWH: "per kWh",
    PricePer.MINUTE: "per minute",
    PricePer.SESSION: "per session",
    PricePer.OTHER: "",
}
_DECIMALS: Final = 12
_ABOUT: Final = "\N{ALMOST EQUAL TO} "
_NOTHING: Final = Decimal(0)


def price_list_rows(found: Quote) -> list[tuple[str, ...]]:
    """One row a price."""
    return [_price_row(one, found.price.currency) for one in found.prices]


def _price_row(one: QuotedPrice, currency: str) -> tuple[str, ...]:
    unit = _UNITS[one.per]
    when = ", ".join(part for part in (one.condition, one.step) if part)
    return (
        f"{one.what} {unit}".rstrip(),
        _shown(one.before_taxes, currency),
        _shown(one.after_taxes, currency),
        when,
        str(one.element or ""),
    )


def _shown(amount: Fraction | None, currency: str) -> str:
    if amount is None:
        return "unknown"
    told, ends = exact_words(amount)
    return f"{'' if ends else _ABOUT}{told} {currency}"


def curve_rows(points: Iterable[CurvePoint], currency: str) -> list[tuple[str, ...]]:
    """One row a point."""
    return [
        (
            time_words(one.stay_s),
            f"{number_text(one.energy_kwh)} kWh",
            amount_words(one.before_taxes, currency),
            amount_words(one.after_taxes, currency),
        )
        for one in points
    ]


def change_sentences(change: StayChange) -> list[str]:
    """What a longer stay changes, the total first."""
    longer = f"If you stay {time_words(change.extra_s)} longer"
    if not change.lines:
        return [f"{longer}, the price stays the same."]
    currency = change.now.currency
    return [
        f"{longer}, the total goes {_from_to(change.now, change.then, currency)}.",
        *(f"{one.title} goes {_from_to(one.now, one.then, currency)}." for one in change.lines),
    ]


_Priced = RoundedLine | RoundedPrice | None


def _from_to(now: _Priced, then: _Priced, currency: str) -> str:
    before, after = _payable(now), _payable(then)
    return f"from {amount_words(before, currency)} to {amount_words(after, currency)}"


def _payable(one: _Priced) -> Decimal | None:
    """With taxes where that is known; nothing where there is no line."""
    if one is None:
        return _NOTHING
    return one.before_taxes if one.after_taxes is None else one.after_taxes


def plain_quote(
    found: Quote,
    over_time: Iterable[CurvePoint],
    over_energy: Iterable[CurvePoint],
    change: StayChange,
) -> Mapping[str, object]:
    """The quote as a script reads it."""
    return {
        "tariff_id": found.tariff.tariff_id,
        "tariff_version": found.tariff.version,
        "start": _time(found.plug.start),
        "expires": None if found.expires is None else _time(found.expires),
        "prices": [_plain_listed(one) for one in found.prices],
        **plain_price(found.price),
        "over_time": [_plain_point(one) for one in over_time],
        "over_energy": [_plain_point(one) for one in over_energy],
        "longer": {
            "extra_s": change.extra_s,
            "total_cost": plain_price(change.then)["total_cost"],
            "changes": change_sentences(change),
        },
    }


def _plain_listed(one: QuotedPrice) -> Mapping[str, object]:
    return {
        "per": one.per.value,
        "what": one.what,
        "before_taxes": _plain_exact(one.before_taxes),
        "after_taxes": _plain_exact(one.after_taxes),
        "condition": one.condition,
        "step": one.step,
        "element": one.element,
        "component": one.component,
    }


def _plain_exact(amount: Fraction | None) -> str | None:
    """Twelve decimals, half even, as ``exact`` amounts are."""
    if amount is None:
        return None
    return money_words(Decimal(round(amount * 10**_DECIMALS)).scaleb(-_DECIMALS))


def _plain_point(one: CurvePoint) -> Mapping[str, object]:
    return {
        "stay_s": one.stay_s,
        "energy_kwh": number_text(one.energy_kwh),
        "before_taxes": None if one.before_taxes is None else f"{one.before_taxes:f}",
        "after_taxes": None if one.after_taxes is None else f"{one.after_taxes:f}",
    }


def _time(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
