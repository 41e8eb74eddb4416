"""A tariff made ready to price many sessions: whole-number ratios, and elements by dimension."""

from dataclasses import dataclass
from typing import Final

from core.domain.priced_cdr import LineContext, Unit
from core.domain.tariff import (
    PriceComponent,
    ReservationRestriction,
    Tariff,
    TariffDimension,
    TariffElement,
    TaxIncluded,
)
from core.pricing.restrictions import (
    Moment,
    Test,
    asks_current,
    asks_power,
    asks_wall_clock,
    tests_of,
    words_of,
)

_UNITS: Final = {
    TariffDimension.ENERGY: (Unit.KWH, 1),
    TariffDimension.TIME: (Unit.SECOND, 3600),
    TariffDimension.PARKING_TIME: (Unit.SECOND, 3600),
    TariffDimension.FLAT: (Unit.SESSION, 1),
}
"""Unit of the quantity, and how many of it one unit price buys (prices of time are per hour)."""
_RESERVED: Final = (TariffDimension.FLAT, TariffDimension.TIME)
"""What an element for reservations can price; reserved time is priced as TIME."""
_EVERY: Final = tuple(TariffDimension)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """One price component with all that it takes to choose it and to bill it."""

    tariff: Tariff
    version: str
    context: LineContext
    element: int
    """Counted from 1."""
    component: int
    """Counted from 1."""
    price: PriceComponent
    unit: Unit
    tests: tuple[Test, ...]
    """Empty: it always applies."""
    asks_power: bool
    asks_current: bool
    top: int
    bottom: int
    """``top / bottom`` is the price of one unit of quantity, in major units."""
    tax_top: int
    tax_bottom: int
    """``tax_top / tax_bottom`` is what one unit before taxes is after them."""
    before_known: bool
    after_known: bool
    gross: bool
    rule: str


Candidates = tuple[Candidate, ...]
"""Components of one dimension in the order in which they are tried."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreparedTariff:
    """The candidates of a tariff."""

    tariff: Tariff
    flat: Candidates
    energy: Candidates
    time: Candidates
    parking: Candidates
    reserved_flat: Candidates
    reserved_time: Candidates
    expired_flat: Candidates
    expired_time: Candidates
    always: bool
    """Nothing is restricted, so that no moment needs to be looked at."""
    asks_wall_clock: bool


_LARGEST: Final = 4_096
_prepared: dict[int, PreparedTariff] = {}


def prepared(tariff: Tariff) -> PreparedTariff:
    """The tariff, prepared once for as long as it is in use; told apart by identity."""
    found = _prepared.get(id(tariff))
    if found is None or found.tariff is not tariff:
        if len(_prepared) >= _LARGEST:
            _prepared.clear()
        found = _prepared[id(tariff)] = _prepare(tariff)
    return found


def chosen(candidates: Candidates, moment: Moment) -> Candidate | None:
    """The first that applies; None: it is free."""
    for one in candidates:
        for test in one.tests:
            if not test(moment):
                break
        else:
            return one
    return None


def _prepare(tariff: Tariff) -> PreparedTariff:
    dimension = TariffDimension
    charging = _candidates(tariff, None, _EVERY)
    reserved = _candidates(tariff, ReservationRestriction.RESERVATION, _RESERVED)
    expired = _candidates(tariff, ReservationRestriction.RESERVATION_EXPIRES, _RESERVED) + reserved
    every = charging + expired
    return PreparedTariff(
        tariff=tariff,
        flat=_of(charging, dimension.FLAT),
        energy=_of(charging, dimension.ENERGY),
        time=_of(charging, dimension.TIME),
        parking=_of(charging, dimension.PARKING_TIME),
        reserved_flat=_of(reserved, dimension.FLAT),
        reserved_time=_of(reserved, dimension.TIME),
        expired_flat=_of(expired, dimension.FLAT),
        expired_time=_of(expired, dimension.TIME),
        always=not any(one.tests for one in every),
        asks_wall_clock=any(asks_wall_clock(one.restrictions) for one in tariff.elements),
    )


def _of(candidates: Candidates, dimension: TariffDimension) -> Candidates:
    return tuple(one for one in candidates if one.price.type is dimension)


def _candidates(
    tariff: Tariff,
    reservation: ReservationRestriction | None,
    dimensions: tuple[TariffDimension, ...],
) -> Candidates:
    return tuple(
        _candidate(tariff, number, element, place, price)
        for number, element in enumerate(tariff.elements, start=1)
        if element.restrictions.reservation is reservation
        for place, price in enumerate(element.price_components, start=1)
        if price.type in dimensions
    )


def _candidate(
    tariff: Tariff, number: int, element: TariffElement, place: int, price: PriceComponent
) -> Candidate:
    unit, units_per_price = _UNITS[price.type]
    top, bottom = price.price.as_integer_ratio()
    tax_top, tax_bottom = _tax(price, tariff)
    stated = price.vat_pct is not None
    words = words_of(element.restrictions)
    reservation = element.restrictions.reservation
    return Candidate(
        tariff=tariff,
        version=tariff.version,
        context=LineContext.CHARGING if reservation is None else LineContext.RESERVATION,
        element=number,
        component=place,
        price=price,
        unit=unit,
        tests=tests_of(element.restrictions),
        asks_power=asks_power(element.restrictions),
        asks_current=asks_current(element.restrictions),
        top=top,
        bottom=bottom * units_per_price,
        tax_top=tax_top,
        tax_bottom=tax_bottom,
        before_known=stated or tariff.tax_included is not TaxIncluded.YES,
        after_known=stated or tariff.tax_included is not TaxIncluded.NO,
        gross=tariff.tax_included is TaxIncluded.YES,
        rule=f"tariff {tariff.tariff_id}, element {number}: {price.type} {words}".rstrip(),
    )


def _tax(price: PriceComponent, tariff: Tariff) -> tuple[int, int]:
    if price.vat_pct is None or tariff.tax_included is TaxIncluded.N_A:
        return 1, 1
    top, bottom = price.vat_pct.as_integer_ratio()
    return 100 * bottom + top, 100 * bottom
