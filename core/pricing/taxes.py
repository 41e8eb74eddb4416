"""The taxes of a price, rate by rate."""

from decimal import Decimal
from fractions import Fraction

from core.domain.exact_price import ExactPrice, TaxLine


def tax_lines(price: ExactPrice) -> tuple[TaxLine, ...] | None:
    """The taxes by rate; they add up to the difference of the totals, exactly.

    Where a limit changed the totals, the taxes are re-scaled to what it left; taxes that appear
    where no rate bore any have no rate. None where a total is unknowable.
    """
    before, after = price.before_taxes, price.after_taxes
    if before is None or after is None:
        return None
    by_rate = _by_rate(price)
    borne, wanted = sum(by_rate.values(), Fraction(0)), after - before
    if borne == wanted:
        scale = Fraction(1)
    elif borne == 0:
        return (TaxLine(None, wanted),)
    else:
        scale = wanted / borne
    return tuple(TaxLine(rate, amount * scale) for rate, amount in by_rate.items())


def _by_rate(price: ExactPrice) -> dict[Decimal, Fraction]:
    by_rate: dict[Decimal, Fraction] = {}
    for line in price.lines:
        if line.vat_pct is not None and line.before is not None and line.after is not None:
            tax = Fraction(*line.after) - Fraction(*line.before)
            by_rate[line.vat_pct] = by_rate.get(line.vat_pct, Fraction(0)) + tax
    return by_rate
