"""What prices, limits, steps and taxes of a tariff say that surprises those who pay by them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from core.domain.finding import Finding, FindingCode, Severity
from core.domain.tariff import (
    PriceComponent,
    ReservationRestriction,
    Tariff,
    TariffDimension,
    TaxIncluded,
)

_LARGE: Final = {
    TariffDimension.ENERGY: (1_000, "Wh"),
    TariffDimension.TIME: (1_800, "s"),
    TariffDimension.PARKING_TIME: (1_800, "s"),
}
"""Steps from which on a driver pays for visibly more than was taken: a kWh, half an hour."""


class _Placed(NamedTuple):
    """A component, and where it stands."""

    component: PriceComponent
    reservation: ReservationRestriction | None
    pointer: str
    name: str


def price_findings(tariff: Tariff) -> Iterator[Finding]:
    """About limits, prices, steps and taxes."""
    placed = [
        _Placed(
            component,
            element.restrictions.reservation,
            f"/elements/{number}/price_components/{place}",
            f"element {number + 1}: {component.type}",
        )
        for number, element in enumerate(tariff.elements)
        for place, component in enumerate(element.price_components)
    ]
    yield from _limits(tariff)
    yield from _prices(placed)
    yield from _steps(placed)
    yield from _steps_together(placed)
    yield from _taxes(tariff, placed)


def _limits(tariff: Tariff) -> Iterator[Finding]:
    least, most = tariff.min_price, tariff.max_price
    for name, limit in (("min_price", least), ("max_price", most)):
        if limit is None or limit.after_taxes is None:
            continue
        if limit.after_taxes < limit.before_taxes:
            yield Finding(
                FindingCode.LIMIT_TAXES_REVERSED,
                Severity.WARNING,
                f"/{name}",
                f"{name}: wanted as much with taxes as without, {limit.before_taxes:f}, or more, "
                f"found {limit.after_taxes:f}",
            )
    if least is None or most is None:
        return
    pairs = (
        ("before taxes", least.before_taxes, most.before_taxes),
        ("after taxes", least.after_taxes, most.after_taxes),
    )
    for which, low, high in pairs:
        if low is not None and high is not None and low > high:
            yield Finding(
                FindingCode.MIN_ABOVE_MAX,
                Severity.ERROR,
                "/min_price",
                f"min_price: wanted at most max_price {which}, {high:f}, found {low:f}",
            )


def _prices(placed: list[_Placed]) -> Iterator[Finding]:
    flats: dict[ReservationRestriction | None, str] = {}
    for one in placed:
        if one.component.price < 0:
            yield Finding(
                FindingCode.NEGATIVE_PRICE,
                Severity.WARNING,
                f"{one.pointer}/price",
                f"{one.name}: wanted a price of 0 or more, found {one.component.price:f}",
            )
        if one.component.type is not TariffDimension.FLAT:
            continue
        first = flats.setdefault(one.reservation, one.name)
        if first is not one.name:
            yield Finding(
                FindingCode.SECOND_FLAT,
                Severity.HINT,
                one.pointer,
                f"{one.name}: wanted one FLAT for a session, found that of {first} too; a session "
                "to which both apply pays only the one that applies first",
            )


def _steps(placed: list[_Placed]) -> Iterator[Finding]:
    for one in placed:
        kind, step_size = one.component.type, one.component.step_size
        pointer = f"{one.pointer}/step_size"
        if kind is TariffDimension.FLAT:
            if step_size > 1:
                yield Finding(
                    FindingCode.STEP_SIZE_OF_FLAT,
                    Severity.HINT,
                    pointer,
                    f"{one.name}: wanted 1, for a FLAT has no steps, found {step_size}",
                )
            continue
        large, unit = _LARGE[kind]
        if step_size == 0:
            yield Finding(
                FindingCode.STEP_SIZE_ZERO,
                Severity.HINT,
                pointer,
                f"{one.name}: wanted 1 {unit} or more, found 0, which is taken as no steps",
            )
        elif step_size >= large:
            yield Finding(
                FindingCode.STEP_SIZE_LARGE,
                Severity.WARNING,
                pointer,
                f"{one.name}: wanted a step below {large} {unit}, found {step_size} {unit}, to "
                "which the total of a session is rounded up",
            )


def _steps_together(placed: list[_Placed]) -> Iterator[Finding]:
    """Steps that only one of several components sets for all of a session."""
    charging = [one for one in placed if one.reservation is None]
    first: dict[TariffDimension, _Placed] = {}
    parking = [one for one in charging if one.component.type is TariffDimension.PARKING_TIME]
    for one in charging:
        kind, step_size = one.component.type, one.component.step_size
        if kind is TariffDimension.FLAT:
            continue
        before = first.setdefault(kind, one)
        if before.component.step_size != step_size:
            yield Finding(
                FindingCode.STEP_SIZE_DIFFERS,
                Severity.WARNING,
                f"{one.pointer}/step_size",
                f"{one.name}: wanted {before.component.step_size} as in {before.name}, found "
                f"{step_size}; the step of what applies last rounds the total of a session",
            )
    stepped = [
        one
        for one in charging
        if one.component.type is TariffDimension.TIME and one.component.step_size > 1
    ]
    if stepped and parking:
        timed = stepped[0]
        yield Finding(
            FindingCode.STEP_SIZE_OVERRULED,
            Severity.HINT,
            f"{timed.pointer}/step_size",
            f"{timed.name}: wanted 1 beside PARKING_TIME, found "
            f"{timed.component.step_size}; where parking is billed only the step of "
            f"{parking[0].name} counts",
        )


def _taxes(tariff: Tariff, placed: list[_Placed]) -> Iterator[Finding]:
    if tariff.tax_included is TaxIncluded.N_A:
        yield from _rates_without_taxes(placed)
        return
    costly = [one for one in placed if one.component.price]
    missing = [one for one in costly if one.component.vat_pct is None]
    if not missing:
        return
    if tariff.tax_included is None and len(missing) == len(costly):
        yield Finding(
            FindingCode.MISSING_VAT,
            Severity.HINT,
            "/elements",
            "elements: wanted a rate of VAT, found none; without one no VAT applies",
        )
        return
    meaning = {
        None: "without one no VAT applies",
        TaxIncluded.NO: "without one the price after taxes is unknown",
        TaxIncluded.YES: "without one the price before taxes is unknown",
    }[tariff.tax_included]
    stated = sorted({one.component.vat_pct for one in costly if one.component.vat_pct is not None})
    others = f", as {_percents(stated)} elsewhere" if stated else ""
    for one in missing:
        yield Finding(
            FindingCode.MISSING_VAT,
            Severity.WARNING,
            one.pointer,
            f"{one.name}: wanted a rate of VAT{others}, found none; {meaning}",
        )


def _percents(rates: list[Decimal]) -> str:
    return " or ".join(f"{one:f} %" for one in rates)


def _rates_without_taxes(placed: list[_Placed]) -> Iterator[Finding]:
    for one in placed:
        if one.component.vat_pct is not None:
            yield Finding(
                FindingCode.VAT_WITHOUT_TAXES,
                Severity.WARNING,
                f"{one.pointer}/vat",
                f"{one.name}: wanted no rate, for tax_included is N/A, found "
                f"{one.component.vat_pct:f} %, which is not applied",
            )
