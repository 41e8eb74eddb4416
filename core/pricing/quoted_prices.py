"""The prices of a tariff as the driver must see them before plugging in.

Source: Regulation (EU) 2023/1804 (AFIR), article 5: per kWh, per minute, per session, other, in
that order.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from core.domain.tariff import (
    PriceComponent,
    PriceLimit,
    Tariff,
    TariffDimension,
    TariffElement,
    TaxIncluded,
)
from core.pricing.explain_words import condition_words, time_words


class PricePer(StrEnum):
    """What a price is per, in the order in which it must be shown."""

    KWH = "KWH"
    MINUTE = "MINUTE"
    SESSION = "SESSION"
    OTHER = "OTHER"
    """Of a reservation, and the least and the greatest price of a session."""


_PER: Final = {
    TariffDimension.ENERGY: (PricePer.KWH, "Energy"),
    TariffDimension.TIME: (PricePer.MINUTE, "Charging"),
    TariffDimension.PARKING_TIME: (PricePer.MINUTE, "Connected without charging"),
    TariffDimension.FLAT: (PricePer.SESSION, "Fixed price"),
}
_RESERVED: Final = {
    TariffDimension.TIME: "Reservation, per minute",
    TariffDimension.FLAT: "Reservation",
}
_ORDER: Final = tuple(PricePer)
_MINUTES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPrice:
    """One price of a tariff."""

    per: PricePer
    what: str
    before_taxes: Fraction | None
    """In major units; None where the tariff leaves it unknown."""
    after_taxes: Fraction | None
    condition: str
    """When it applies; empty for a limit."""
    step: str
    """The steps in which it is billed; empty where they are a second or a Wh."""
    element: int
    """Of the tariff, counted from 1; 0 for a limit."""
    component: int


def quoted_prices(tariff: Tariff) -> tuple[QuotedPrice, ...]:
    """Every price of a tariff, in the order in which a driver must see them."""
    found = [
        _price(tariff, number, element, place)
        for number, element in enumerate(tariff.elements, start=1)
        for place, one in enumerate(element.price_components, start=1)
        if element.restrictions.reservation is None or one.type in _RESERVED
    ]
    found += [
        _limit(tariff, what, limit)
        for what, limit in (
            ("At least, per session", tariff.min_price),
            ("At most, per session", tariff.max_price),
        )
        if limit is not None
    ]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.per)))


def _price(tariff: Tariff, number: int, element: TariffElement, place: int) -> QuotedPrice:
    component = element.price_components[place - 1]
    per, what = _PER[component.type]
    if element.restrictions.reservation is not None:
        per, what = PricePer.OTHER, _RESERVED[component.type]
    before, after = unit_amounts(tariff, component)
    return QuotedPrice(
        per=per,
        what=what,
        before_taxes=before,
        after_taxes=after,
        condition=condition_words(element.restrictions),
        step=_step(component),
        element=number,
        component=place,
    )


def unit_amounts(
    tariff: Tariff, component: PriceComponent
) -> tuple[Fraction | None, Fraction | None]:
    """A price per kWh, per minute or per session before and after taxes; None where unknown."""
    timed = component.type in {TariffDimension.TIME, TariffDimension.PARKING_TIME}
    stated = Fraction(component.price) / (_MINUTES if timed else 1)
    if tariff.tax_included is TaxIncluded.N_A:
        return stated, stated
    unstated = component.vat_pct is None
    tax = 1 + Fraction(component.vat_pct or 0) / 100
    if tariff.tax_included is TaxIncluded.YES:
        return None if unstated else stated / tax, stated
    unknown = unstated and tariff.tax_included is TaxIncluded.NO
    return stated, None if unknown else stated * tax


def _step(component: PriceComponent) -> str:
    if component.step_size <= 1 or component.type is TariffDimension.FLAT:
        return ""
    if component.type is TariffDimension.ENERGY:
        return f"in steps of {component.step_size} Wh"
    return f"in steps of {time_words(component.step_size)}"


def _limit(tariff: Tariff, what: str, limit: PriceLimit) -> QuotedPrice:
    before = Fraction(limit.before_taxes)
    after = None if limit.after_taxes is None else Fraction(limit.after_taxes)
    return QuotedPrice(
        per=PricePer.OTHER,
        what=what,
        before_taxes=before,
        after_taxes=before if tariff.tax_included is TaxIncluded.N_A else after,
        condition="",
        step="",
        element=0,
        component=0,
    )
