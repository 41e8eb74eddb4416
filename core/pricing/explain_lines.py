"""One cost line as sentences: what, how much, at which price, and why."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from core.domain.exact_price import ExactLine
from core.domain.priced_cdr import LineContext, LineKind, Unit
from core.domain.rounded_price import RoundedLine
from core.domain.tariff import PriceLimit, Tariff, TariffDimension
from core.pricing.explain_words import (
    condition_words,
    exact_words,
    money_words,
    plain_number,
    time_words,
)

_NAMES: Final = {
    TariffDimension.ENERGY: "Energy",
    TariffDimension.TIME: "Charging time",
    TariffDimension.PARKING_TIME: "Time connected without charging",
    TariffDimension.FLAT: "Price per session",
}
_RESERVED: Final = {
    TariffDimension.TIME: "Time reserved",
    TariffDimension.FLAT: "Price per reservation",
}
_LIMITS: Final = {LineKind.MIN_PRICE: "Least price", LineKind.MAX_PRICE: "Greatest price"}
_PER: Final = {Unit.KWH: "kWh", Unit.SECOND: "hour", Unit.SESSION: "session"}
_TIMES: Final = "\N{MULTIPLICATION SIGN}"
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineExplained:
    """One cost line in words."""

    title: str
    arithmetic: str
    taxes: str
    """Empty where the line bears none."""
    step: str
    """What a step added; empty where it added nothing."""
    reason: str
    line: RoundedLine


def line_explained(one: RoundedLine, currency: str, tariff: Tariff, used: Decimal) -> LineExplained:
    """A line in words.

    Args:
        one: The line.
        currency: Of its amounts.
        tariff: Which made it.
        used: Its quantity before steps.
    """
    line = one.line
    if line.kind is not LineKind.COMPONENT:
        return _limit(one, currency, tariff)
    element = tariff.elements[line.element - 1]
    condition = condition_words(element.restrictions)
    step_size = element.price_components[line.component - 1].step_size
    return LineExplained(
        title=title_of(line),
        arithmetic=_arithmetic(one, currency),
        taxes=_taxes(one, currency),
        step=_step(line, used, step_size),
        reason=f"Why: price element {line.element} of the tariff applies {condition}.",
        line=one,
    )


def title_of(line: ExactLine) -> str:
    """What a line is for."""
    if line.kind is not LineKind.COMPONENT:
        return _LIMITS[line.kind]
    reserved = line.context is LineContext.RESERVATION
    return _RESERVED[line.dimension] if reserved else _NAMES[line.dimension]


def amount_words(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency, or that nobody can know it."""
    return _UNKNOWN if amount is None else f"{money_words(amount)} {currency}"


def rate_words(vat_pct: Decimal | None) -> str:
    """A tax by its rate."""
    return "Taxes without a rate" if vat_pct is None else f"VAT {plain_number(vat_pct)} %"


def _arithmetic(one: RoundedLine, currency: str) -> str:
    line = one.line
    exact, shown = (
        (line.after_taxes, one.after_taxes) if line.gross else (line.before_taxes, one.before_taxes)
    )
    assert exact is not None, "a line is known as its price is stated"
    assert shown is not None
    quantity = _quantity(line, line.quantity)
    unit_price = f"{money_words(line.unit_price)} {currency} per {_PER[line.unit]}"
    result = _result(exact, shown, currency)
    return f"{quantity} {_TIMES} {unit_price} {result}"


def _result(exact: Fraction, shown: Decimal, currency: str) -> str:
    """What a calculation gives, and what is made of it if that is something else."""
    told, ends = exact_words(exact)
    equals = "=" if ends else "≈"
    rounded = "" if exact == Fraction(shown) else f", rounded {money_words(shown)} {currency}"
    return f"{equals} {told} {currency}{rounded}"


def _quantity(line: ExactLine, amount: Decimal) -> str:
    match line.unit:
        case Unit.KWH:
            return f"{plain_number(amount)} kWh"
        case Unit.SECOND:
            return time_words(amount)
        case Unit.SESSION:  # pragma: no branch (there is no fourth unit)
            return f"{plain_number(amount)} session"


def _taxes(one: RoundedLine, currency: str) -> str:
    line = one.line
    before, after = line.before_taxes, line.after_taxes
    if before is None or after is None:
        which = "before taxes" if before is None else "with taxes"
        return f"The tax rate is not stated, so the amount {which} is unknown"
    if before == after:
        return ""
    assert line.vat_pct is not None
    assert one.before_taxes is not None
    assert one.after_taxes is not None
    rate = f"{plain_number(line.vat_pct)} % VAT"
    tax = _result(after - before, one.after_taxes - one.before_taxes, currency)
    if line.gross:
        before_words = amount_words(one.before_taxes, currency)
        return f"{rate} within {tax}; before taxes {before_words}"
    told, _ = exact_words(before)
    after_words = amount_words(one.after_taxes, currency)
    return (
        f"VAT: {plain_number(line.vat_pct)} % of {told} {currency} {tax}; with taxes {after_words}"
    )


def _step(line: ExactLine, used: Decimal, step_size: int) -> str:
    if line.quantity == used:
        return ""
    energy = line.unit is Unit.KWH
    step = f"{step_size} Wh" if energy else time_words(step_size)
    added = _quantity(line, line.quantity - used)
    return f"Used: {_quantity(line, used)}; billed in whole steps of {step}, which adds {added}"


def _limit(one: RoundedLine, currency: str, tariff: Tariff) -> LineExplained:
    least = one.line.kind is LineKind.MIN_PRICE
    limit = tariff.min_price if least else tariff.max_price
    assert limit is not None
    sums = (
        f"{amount_words(None if amount is None else abs(amount), currency)} {taxes}"
        for amount, taxes in ((one.before_taxes, "before taxes"), (one.after_taxes, "with taxes"))
    )
    verb = "added" if least else "taken off"
    return LineExplained(
        title=title_of(one.line),
        arithmetic=f"{' and '.join(sums)} {verb}",
        taxes="",
        step="",
        reason=f"The tariff charges at {'least' if least else 'most'} {_stated(limit, currency)}.",
        line=one,
    )


def _stated(limit: PriceLimit, currency: str) -> str:
    before = f"{money_words(limit.before_taxes)} {currency} before taxes"
    if limit.after_taxes is None:
        return before
    return f"{before} and {money_words(limit.after_taxes)} {currency} with taxes"
