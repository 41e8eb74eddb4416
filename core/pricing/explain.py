"""A price as plain sentences, with the arithmetic, for a driver or for whoever judges a dispute.

Every figure is that of the price itself; nothing is computed another way here. What a step adds
and what was free is found by pricing the same session without steps.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final

from core.domain.cdr import Cdr, Seconds
from core.domain.exact_price import ExactLine, ExactPrice
from core.domain.price_note import PriceNote
from core.domain.priced_cdr import LineContext, LineKind
from core.domain.rounded_price import RoundedPrice
from core.domain.rounding import MINOR_UNIT, RoundingPolicy
from core.domain.tariff import DayOfWeek, Tariff, TariffDimension
from core.domain.usage import Usage
from core.pricing.explain_lines import LineExplained, amount_words, line_explained, rate_words
from core.pricing.explain_words import (
    NOTES,
    plain_number,
    rounding_words,
    taxes_words,
    time_words,
)
from core.pricing.price import price_exactly
from core.pricing.round_price import rounded_price
from core.pricing.time_zones import zone_for

_CHARGING: Final = LineContext.CHARGING
_COMPONENT: Final = LineKind.COMPONENT
_SPENT: Final = {
    TariffDimension.ENERGY: "of energy",
    TariffDimension.TIME: "of charging time",
    TariffDimension.PARKING_TIME: "connected without charging",
}


@dataclass(frozen=True, slots=True)
class NoteExplained:
    """A note with its code and as a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A price, told to people."""

    session: str
    tariffs: tuple[str, ...]
    lines: tuple[LineExplained, ...]
    free: tuple[str, ...]
    """What no price of the tariff is for."""
    total: str
    taxes: tuple[str, ...]
    """By rate."""
    rounding: str
    notes: tuple[NoteExplained, ...]
    price: RoundedPrice


def explained(
    usage: Usage | Cdr,
    tariffs: Tariff | Sequence[Tariff],
    time_zone: str | None = None,
    *,
    reservation_expired: bool = False,
    rounding: RoundingPolicy = MINOR_UNIT,
) -> Explanation:
    """The price of a session in words; arguments and errors are those of ``price_exactly``."""
    offered = (tariffs,) if isinstance(tariffs, Tariff) else tuple(tariffs)
    exact = price_exactly(usage, offered, time_zone, reservation_expired=reservation_expired)
    without = price_exactly(
        usage,
        tuple(map(without_steps, offered)),
        time_zone,
        reservation_expired=reservation_expired,
    )
    used = {_identity(line): line.quantity for line in without.lines}
    price = rounded_price(exact, rounding)
    known = {(one.tariff_id, one.version): one for one in offered}
    zone, _ = zone_for(time_zone, usage.country_code)
    return Explanation(
        session=_session(usage, zone),
        tariffs=_tariffs(exact, known),
        lines=tuple(
            line_explained(
                one,
                price.currency,
                known[one.line.tariff_id, one.line.tariff_version],
                used.get(_identity(one.line), one.line.quantity),
            )
            for one in price.lines
        ),
        free=tuple(_free(usage, without)),
        total=_total(price),
        taxes=tuple(_taxes(price)),
        rounding=rounding_words(price.policy, price.currency),
        notes=tuple(NoteExplained(code, NOTES[PriceNote(code)]) for code in price.notes),
        price=price,
    )


def without_steps(tariff: Tariff) -> Tariff:
    """The same tariff, billing what was used."""
    elements = tuple(
        replace(
            element,
            price_components=tuple(replace(one, step_size=0) for one in element.price_components),
        )
        for element in tariff.elements
    )
    return replace(tariff, elements=elements)


def _identity(line: ExactLine) -> tuple[object, ...]:
    """What tells a line from all others of a session."""
    return (
        line.tariff_id,
        line.tariff_version,
        line.kind,
        line.context,
        line.element,
        line.component,
    )


def _session(usage: Usage | Cdr, zone: tzinfo) -> str:
    start, end = usage.start.astimezone(zone), usage.end.astimezone(zone)
    until = _minute(end) if start.date() == end.date() else f"{_day(end)} {_minute(end)}"
    energy_kwh = sum((one.energy_kwh for one in usage.charging_periods), Decimal(0))
    stayed = time_words(int((usage.end - usage.start).total_seconds()))
    energy = f"{plain_number(energy_kwh)} kWh" if energy_kwh else "no energy reported"
    return f"From {_day(start)} {_minute(start)} to {until} ({zone}), {stayed}: {energy}."


def _day(local: datetime) -> str:
    return f"{tuple(DayOfWeek)[local.weekday()].title()} {local.date()}"


def _minute(local: datetime) -> str:
    return local.strftime("%H:%M:%S" if local.second else "%H:%M")


def _tariffs(exact: ExactPrice, known: dict[tuple[str, str], Tariff]) -> tuple[str, ...]:
    """The tariffs that priced something; the first one where nothing was priced."""
    used = dict.fromkeys((line.tariff_id, line.tariff_version) for line in exact.lines)
    applied = used or {(exact.tariff_id, exact.tariff_version): None}
    return tuple(_tariff(known[key]) for key in applied)


def _tariff(tariff: Tariff) -> str:
    taxes = taxes_words(tariff.tax_included)
    return f"Tariff {tariff.tariff_id}, version {tariff.version}, in {tariff.currency}; {taxes}."


def _free(usage: Usage | Cdr, without: ExactPrice) -> Iterator[str]:
    """Volumes that no price is for."""
    periods = usage.charging_periods
    spent: tuple[tuple[LineContext, TariffDimension, Decimal], ...] = (
        (_CHARGING, TariffDimension.ENERGY, _sum(one.energy_kwh for one in periods)),
        (_CHARGING, TariffDimension.TIME, _sum(one.charging_s for one in periods)),
        (_CHARGING, TariffDimension.PARKING_TIME, _sum(one.parking_s for one in periods)),
        (LineContext.RESERVATION, TariffDimension.TIME, _sum(one.reservation_s for one in periods)),
    )
    for context, dimension, volume in spent:
        billed = (
            line.quantity
            for line in without.lines
            if (line.kind, line.context, line.dimension) == (_COMPONENT, context, dimension)
        )
        left = volume - _sum(billed)
        if left:
            energy = dimension is TariffDimension.ENERGY
            amount = f"{plain_number(left)} kWh" if energy else time_words(left)
            what = "reserved" if context is LineContext.RESERVATION else _SPENT[dimension]
            yield f"{amount} {what}: no price of the tariff applies, so this is free."


def _sum(amounts: Iterable[Seconds]) -> Decimal:
    return sum((Decimal(one) for one in amounts), Decimal(0))


def _taxes(price: RoundedPrice) -> Iterator[str]:
    """By rate; with their sum where there are several that are known."""
    for tax in price.taxes:
        yield f"{rate_words(tax.vat_pct)}: {amount_words(tax.amount, price.currency)}"
    if len(price.taxes) > 1 and price.before_taxes is not None and price.after_taxes is not None:
        sum_of_all = price.after_taxes - price.before_taxes
        yield f"VAT in all: {amount_words(sum_of_all, price.currency)}"


def _total(price: RoundedPrice) -> str:
    before = amount_words(price.before_taxes, price.currency)
    return f"{before} before taxes, {amount_words(price.after_taxes, price.currency)} with taxes."
