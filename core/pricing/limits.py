"""The least and the greatest price of a session.

Source: OCPI mod_tariffs, min_price and max_price: held against the totals before and after taxes
independently. A limit that states no amount after taxes leaves the taxes their share. The
surprise: the cost lines stay as they are; what a limit adds or takes is a line of its own.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from core.domain.exact_price import ExactLine, Ratio, total_of
from core.domain.price_note import PriceNote
from core.domain.priced_cdr import LineContext, LineKind, Unit
from core.domain.tariff import PriceLimit, Tariff, TariffDimension, TaxIncluded

_ONCE: Final = Decimal(1)
Totals = tuple[Fraction | None, Fraction | None]
"""Before and after taxes."""


def limit_lines(
    tariff: Tariff, lines: list[ExactLine]
) -> tuple[list[ExactLine], tuple[PriceNote, ...]]:
    """What the limits of a tariff add to its lines, or take away, and notes."""
    limits = (
        (LineKind.MIN_PRICE, tariff.min_price, max, PriceNote.MIN_PRICE_APPLIED),
        (LineKind.MAX_PRICE, tariff.max_price, min, PriceNote.MAX_PRICE_APPLIED),
    )
    totals = total_of([one.before for one in lines]), total_of([one.after for one in lines])
    found, notes = [], []
    for kind, limit, nearest, note in limits:
        if limit is None:
            continue
        if totals[0] is None and limit.after_taxes is None:
            notes.append(PriceNote.LIMIT_NOT_COMPARABLE)
        clamped = _clamped(totals, limit, nearest, tariff)
        if clamped != totals:
            found.append(_line(tariff, kind, limit, totals, clamped))
            notes.append(note)
        totals = clamped
    return found, tuple(notes)


def _clamped(
    totals: Totals,
    limit: PriceLimit,
    nearest: Callable[[Fraction, Fraction], Fraction],
    tariff: Tariff,
) -> Totals:
    before, after = totals
    net = None if before is None else nearest(before, Fraction(limit.before_taxes))
    if tariff.tax_included is TaxIncluded.N_A:
        return net, net
    if after is None:
        return net, None
    if limit.after_taxes is not None:
        return net, nearest(after, Fraction(limit.after_taxes))
    if before is None or net is None or net == before:
        return net, after
    return net, net * (after / before if before else _common_rate(tariff))


def _common_rate(tariff: Tariff) -> Fraction:
    """What one before taxes is after them, if all prices of the tariff agree; else one."""
    rates = {one.vat_pct for element in tariff.elements for one in element.price_components}
    rate = rates.pop() if len(rates) == 1 else None
    return 1 + Fraction(rate or 0) / 100


def _line(
    tariff: Tariff, kind: LineKind, limit: PriceLimit, totals: Totals, clamped: Totals
) -> ExactLine:
    after = "" if limit.after_taxes is None else f", {limit.after_taxes} after"
    return ExactLine(
        kind=kind,
        context=LineContext.CHARGING,
        tariff_id=tariff.tariff_id,
        tariff_version=tariff.version,
        element=0,
        component=0,
        dimension=TariffDimension.FLAT,
        quantity=_ONCE,
        parts=(_ONCE,),
        unit=Unit.SESSION,
        unit_price=limit.before_taxes,
        vat_pct=None,
        gross=False,
        before=_difference(clamped[0], totals[0]),
        after=_difference(clamped[1], totals[1]),
        rule=f"tariff {tariff.tariff_id}: {kind} {limit.before_taxes} before taxes{after}",
    )


def _difference(wanted: Fraction | None, found: Fraction | None) -> Ratio | None:
    return None if wanted is None or found is None else (wanted - found).as_integer_ratio()
