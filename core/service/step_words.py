"""A step of the waterfall in words, as people who sign terms would write it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from core.domain.waterfall import (
    ALWAYS,
    COUNTS,
    TIERS,
    Actor,
    Condition,
    Measure,
    Settle,
    Step,
    StepKind,
    VatTreatment,
)

_BASES: Final = {
    Measure.GROSS: "the gross cost",
    Measure.NET: "the net cost",
    Measure.ENERGY: "the cost of energy",
    Measure.TIME: "the cost of time",
    Measure.FEE: "the session fee",
    Measure.KWH: "energy",
    Measure.SESSIONS: "sessions",
}
_UNITS: Final = {Measure.KWH: "kWh", Measure.SESSIONS: "sessions"}
_PAYEES: Final[dict[str, str]] = {Actor.CARD: "card collection", Actor.DRIVER: "the driver"}


def words_of(step: Step, currency: str) -> str:
    """``10 % of the net cost, from CPO to NETWORK``."""
    amount = _amount(step, currency)
    if step.kind is StepKind.REMAINDER:
        return amount
    payee = _PAYEES.get(step.payee, step.payee)
    told = [f"{amount}, from {step.payer} to {payee}"]
    if step.settle is Settle.PERIOD_TRUE_UP:
        told.append("at the close of a period")
    told += condition_words(step.condition)
    if step.vat is VatTreatment.NONE and step.payee not in (Actor.CARD, Actor.DRIVER):
        told.append("without VAT")
    return ", ".join(told)


def basis_words(basis: str) -> str:
    """What a step is a part of: ``the net cost``, ``commission``, ``what is left after card``."""
    kind, _, named = basis.partition(":")
    if kind == "of":
        return named
    if kind == "after":
        return f"what is left after {named}"
    return _BASES[Measure(basis)]


def _amount(step: Step, currency: str) -> str:
    basis, figure = basis_words(step.basis), f"{step.amount:f} {currency}"
    part = "" if step.rate_bp == 10_000 else f", of {percent(step.rate_bp)} of the tariff"
    told = {
        StepKind.PERCENT: f"{percent(step.rate_bp)} of {basis}",
        StepKind.PER_KWH: f"{figure} a kWh",
        StepKind.PER_SESSION: f"{figure} a session",
        StepKind.FIXED: f"{figure} a period",
        StepKind.MINIMUM: f"what {basis} lacks of {figure}",
        StepKind.MAXIMUM: f"what {basis} is above {figure}, given back",
        StepKind.REMAINDER: f"the rest{part}, which DP owes and CPO keeps",
    }
    return told.get(step.kind) or _composed(step, basis, figure, currency)


def _composed(step: Step, basis: str, figure: str, currency: str) -> str:
    if step.kind in TIERS:
        return _tiers(step, basis, currency)
    parts = []
    if step.amount:
        parts.append(f"{figure} a {'kWh' if step.basis == Measure.KWH else 'session'}")
    if step.rate_bp:
        parts.append(f"{percent(step.rate_bp)} of {basis}")
    name = "card cost " if step.kind is StepKind.PASS_THROUGH else "a rebate of "
    return name + (" and ".join(parts) or "nothing")


def _tiers(step: Step, basis: str, currency: str) -> str:
    by = Measure(step.tier_by or step.basis)
    unit = _UNITS.get(by, currency)
    counted = step.basis in COUNTS
    each = "a kWh" if step.basis == Measure.KWH else "a session"
    bands = "; ".join(
        (f"{tier.rate:f} {currency} {each}" if counted else percent(tier.rate))
        + (f" from {tier.above:f} {unit}" if tier.above else "")
        for tier in step.tiers
    )
    how = "each band" if step.kind is StepKind.TIER_MARGINAL else "the whole"
    return (
        f"by volume of {_BASES[by]}, {how} at its rate: {bands}{'' if counted else f' of {basis}'}"
    )


def condition_words(condition: Condition) -> Iterator[str]:
    """What a condition asks, part by part."""
    if condition == ALWAYS:
        return
    if condition.hours is not None:
        yield "between {:%H:%M} and {:%H:%M}".format(*condition.hours)
    if condition.days:
        yield "on " + ", ".join(day.capitalize() for day in condition.days)
    if condition.countries:
        yield "in " + ", ".join(condition.countries)
    if condition.locations:
        yield "at " + ", ".join(condition.locations)
    if condition.power_kw_from is not None:
        yield f"from {condition.power_kw_from:f} kW"
    if condition.power_kw_below is not None:
        yield f"below {condition.power_kw_below:f} kW"


def percent(rate_bp: int | Decimal) -> str:
    """``12.5 %`` of 1250."""
    return f"{(Decimal(rate_bp) / 100).normalize():f} %"
