"""Price a session: tariffs and periods become cost lines that say which rule made them.

Exact first (``price_exactly``); the books take whole minor units (``price``), rounded once, for
each line unless the agreement says otherwise; VAT is computed on the unrounded cost of its line.
"""

from collections.abc import Sequence

from core.domain.cdr import Cdr
from core.domain.errors import CurrencyMismatchError, UnknownPriceError
from core.domain.exact_price import ExactLine, ExactPrice
from core.domain.money import RoundingMode, exponent_of, rounded_ratio
from core.domain.price_note import PriceNote
from core.domain.priced_cdr import CostLine, PricedCdr
from core.domain.rounded_price import RoundedLine
from core.domain.rounding import MINOR_UNIT, RoundedAt, RoundingPolicy
from core.domain.tariff import Tariff, TariffType
from core.domain.usage import Usage
from core.pricing.gather import Gathering
from core.pricing.limits import limit_lines
from core.pricing.prepared_tariff import PreparedTariff, prepared
from core.pricing.round_price import rounded_price
from core.pricing.steps import apply_steps
from core.pricing.tariff_in_force import tariffs_of_periods
from core.pricing.time_zones import zone_for


def price_exactly(
    usage: Usage | Cdr,
    tariffs: Tariff | Sequence[Tariff],
    time_zone: str | None = None,
    *,
    reservation_expired: bool = False,
    tariff_type: TariffType = TariffType.REGULAR,
) -> ExactPrice:
    """What a session costs, before anything is rounded.

    Args:
        usage: The finished session, or a CDR of it.
        tariffs: All that may apply; which one does is told by the period, else by its start.
        time_zone: IANA name of the location's zone; None takes the country's, with a note.
        reservation_expired: The driver did not come; elements for RESERVATION_EXPIRES apply.
        tariff_type: The kind of session, where tariffs are only for some kinds.

    Returns:
        One line for each component that applied, flat prices first, then the limits.

    Raises:
        CurrencyMismatchError: A tariff is in another currency than the session.
        InvalidValueError: Not an IANA time zone.
    """
    offered = (tariffs,) if isinstance(tariffs, Tariff) else tariffs
    assert offered, "wanted at least one tariff"
    applied, notes = tariffs_of_periods(usage, offered, tariff_type)
    currency = _currency(usage, applied)
    plans = [prepared(tariff) for tariff in applied]
    zone, zone_note = zone_for(time_zone, usage.country_code)
    gathering = Gathering(usage, zone, expired=reservation_expired)
    gathering.walk(plans)
    found: dict[PriceNote, None] = dict.fromkeys((*notes, *gathering.notes))
    if zone_note is not None and any(plan.asks_wall_clock for plan in plans):
        found[zone_note] = None
    for leg in gathering.legs:
        found |= dict.fromkeys(apply_steps(leg))
    lines = [billed.line() for leg in gathering.legs for billed in leg.all()]
    found |= dict.fromkeys(_limit(lines, plans))
    if any(line.before is None or line.after is None for line in lines):
        found[PriceNote.TAXES_UNKNOWN] = None
    return ExactPrice(
        tariff_id=applied[0].tariff_id,
        tariff_version=applied[0].version,
        currency=currency,
        lines=tuple(lines),
        notes=tuple(found),
    )


def _currency(usage: Usage | Cdr, tariffs: Sequence[Tariff]) -> str:
    currency = usage.currency or tariffs[0].currency
    for tariff in tariffs:
        if tariff.currency != currency:
            raise CurrencyMismatchError(
                f"{usage.key}: {currency}, but tariff {tariff.tariff_id}: {tariff.currency}"
            )
    return currency


def _limit(lines: list[ExactLine], plans: Sequence[PreparedTariff]) -> list[PriceNote]:
    """Add the lines of the limits of every tariff that was in force; return notes."""
    notes: list[PriceNote] = []
    every = {id(plan): plan.tariff for plan in plans}
    for tariff in every.values():
        if tariff.min_price is not None or tariff.max_price is not None:
            mine = [
                line
                for line in lines
                if (line.tariff_id, line.tariff_version) == (tariff.tariff_id, tariff.version)
            ]
            more, noticed = limit_lines(tariff, mine)
            lines += more
            notes += noticed
    return notes


def price(
    cdr: Cdr,
    tariffs: Tariff | Sequence[Tariff],
    time_zone: str | None = None,
    *,
    reservation_expired: bool = False,
    rounding: RoundingPolicy = MINOR_UNIT,
) -> PricedCdr:
    """Price a CDR for the books, in whole minor units.

    Args:
        cdr: The finished session.
        tariffs: All that may apply, as for ``price_exactly``.
        time_zone: IANA name of the location's zone.
        reservation_expired: The driver did not come.
        rounding: To the currency's minor unit.

    Returns:
        The CDR with one cost line for each component that applied, the last to apply at the end.

    Raises:
        CurrencyMismatchError: A tariff is in another currency than the CDR.
        InvalidValueError: Not an IANA time zone.
        UnknownPriceError: The rules leave an amount unknowable, for a tax rate is not stated.
    """
    exact = price_exactly(cdr, tariffs, time_zone, reservation_expired=reservation_expired)
    return booked(cdr, exact, rounding)


def booked(cdr: Cdr, exact: ExactPrice, rounding: RoundingPolicy = MINOR_UNIT) -> PricedCdr:
    """An exact price of a CDR in whole minor units.

    Raises:
        UnknownPriceError: The rules leave an amount unknowable.
    """
    assert rounding.decimals is None, "the books keep minor units"
    if PriceNote.TAXES_UNKNOWN in exact.notes:
        raise UnknownPriceError(f"{cdr.key}: its price is unknown, for a tax rate is not stated")
    scale = 10 ** exponent_of(exact.currency)
    if rounding.where is RoundedAt.LINE:
        lines = tuple(_cost_line(one, *_minor(one, scale, rounding.mode)) for one in exact.lines)
    else:
        lines = tuple(_rounded_line(one, scale) for one in rounded_price(exact, rounding).lines)
    return PricedCdr(
        cdr=cdr,
        tariff_id=exact.tariff_id,
        tariff_version=exact.tariff_version,
        currency=exact.currency,
        lines=lines,
        notes=exact.notes,
    )


def _minor(line: ExactLine, scale: int, mode: RoundingMode) -> tuple[int, int]:
    """A line before taxes and its tax; where the price holds taxes, the tax is what remains."""
    before, after = line.before, line.after
    assert before is not None
    assert after is not None
    (top, bottom), (gross_top, gross_bottom) = before, after
    excl_minor = rounded_ratio(top * scale, bottom, mode)
    if line.gross:
        return excl_minor, rounded_ratio(gross_top * scale, gross_bottom, mode) - excl_minor
    tax_top = gross_top * bottom - top * gross_bottom
    return excl_minor, rounded_ratio(tax_top * scale, gross_bottom * bottom, mode)


def _rounded_line(one: RoundedLine, scale: int) -> CostLine:
    assert one.before_taxes is not None
    assert one.after_taxes is not None
    excl_minor = int(one.before_taxes * scale)
    return _cost_line(one.line, excl_minor, int(one.after_taxes * scale) - excl_minor)


def _cost_line(line: ExactLine, excl_minor: int, vat_minor: int) -> CostLine:
    return CostLine(
        dimension=line.dimension,
        element=line.element,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        vat_pct=line.vat_pct,
        excl_minor=excl_minor,
        vat_minor=vat_minor,
        rule=line.rule,
        tariff_id=line.tariff_id,
        component=line.component,
        kind=line.kind,
        context=line.context,
    )
