"""A step of a waterfall in words: who pays whom, how much of what, when, and rounded how."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from console.present.amount_text import MINUS, decimal_text
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
    StepRounding,
    Tier,
    VatTreatment,
)

ARROW: Final = " \N{RIGHTWARDS ARROW} "
_ACTORS: Final = {
    Actor.CPO.value: "CPO",
    Actor.DP.value: "DP",
    Actor.NETWORK.value: "network",
    Actor.CARD.value: "card",
    Actor.DRIVER.value: "driver",
}
_MEASURES: Final = {
    Measure.GROSS.value: "gross",
    Measure.NET.value: "net",
    Measure.ENERGY.value: "energy cost",
    Measure.TIME.value: "time cost",
    Measure.FEE.value: "start fee",
    Measure.KWH.value: "kWh",
    Measure.SESSIONS.value: "sessions",
}
_RULES: Final = {
    StepKind.PERCENT: "{rate} of {basis}",
    StepKind.PER_KWH: "{amount} a kWh",
    StepKind.PER_SESSION: "{amount} a session",
    StepKind.FIXED: "{amount} a period",
    StepKind.MINIMUM: "at least {amount} of {basis}",
    StepKind.MAXIMUM: "at most {amount} of {basis}",
    StepKind.REMAINDER: "the rest of {rate} of the tariff",
}
"""Kinds that are told in one sentence."""


def step_text(step: Step, currency: str) -> str:
    """All of it in one line: ``CPO -> network: 10 % of net; 18:00 to 22:00``."""
    terms = terms_text(step)
    told = f"{parties_text(step)}: {rule_text(step, currency)}"
    return f"{told}; {terms}" if terms else told


def actor_text(actor: str) -> str:
    """``network``; a third party by its key."""
    return _ACTORS.get(actor, actor)


def parties_text(step: Step) -> str:
    """``CPO -> network``, with a true arrow."""
    return f"{actor_text(step.payer)}{ARROW}{actor_text(step.payee)}"


def step_title(step: Step) -> str:
    """``Commission``: the id as words."""
    words = step.step_id.replace("-", " ")
    named = {"dp": "DP", "cpo": "CPO", "vat": "VAT"}
    joined = " ".join(named.get(word, word) for word in words.split())
    return joined[:1].upper() + joined[1:]


def basis_text(step: Step) -> str:
    """What it is a part of: ``net``, ``commission``, ``what is left after commission``."""
    if step.of_step is not None:
        return step.of_step
    if step.after_step is not None:
        return f"what is left after {step.after_step}"
    return _MEASURES.get(step.basis, step.basis)


def percent_text(rate_bp: Decimal | int) -> str:
    """``10 %`` of 1,000 basis points."""
    pct = Decimal(rate_bp) / 100
    return f"{MINUS if pct < 0 else ''}{decimal_text(abs(pct))} %"


def rule_text(step: Step, currency: str) -> str:
    """How the amount is found: ``10 % of net``, ``0.35 EUR a session``."""
    amount = f"{_number(step.amount)} {currency}"
    if step.kind in TIERS:
        return _tiers_text(step, currency)
    if step.kind is StepKind.PASS_THROUGH:
        return _joined((step.amount, amount), (step.rate_bp, _of(step)))
    if step.kind is StepKind.REBATE:
        unit = "a kWh" if step.basis == Measure.KWH else "a session"
        return _joined((step.amount, f"{amount} {unit}"), (step.rate_bp, _of(step)))
    if step.kind is StepKind.REMAINDER and step.rate_bp == 10_000:
        return "the rest"
    rate = percent_text(step.rate_bp)
    return _RULES[step.kind].format(amount=amount, rate=rate, basis=basis_text(step))


def _of(step: Step) -> str:
    return f"{percent_text(step.rate_bp)} of {basis_text(step)}"


def _joined(*parts: tuple[Decimal | int, str]) -> str:
    """Those that are not nothing; the last where all are."""
    return " + ".join(text for size, text in parts if size) or parts[-1][1]


def _number(amount: Decimal) -> str:
    """All its digits, and at least the two that an amount of money has."""
    whole, _, decimals = f"{abs(amount):,f}".partition(".")
    sign = MINUS if amount < 0 else ""
    return f"{sign}{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _tiers_text(step: Step, currency: str) -> str:
    by = step.tier_by or step.basis
    unit = "" if by in COUNTS else f" {currency}"
    bands = ", ".join(
        f"from {decimal_text(one.above)}{unit}: {_rate(one, step)}" for one in step.tiers
    )
    how = "each band at its rate" if step.kind is StepKind.TIER_MARGINAL else "all at the last band"
    return f"of {basis_text(step)} by {_MEASURES.get(by, by)}, {how}: {bands}"


def _rate(tier: Tier, step: Step) -> str:
    return _number(tier.rate) if step.basis in COUNTS else percent_text(tier.rate)


def terms_text(step: Step) -> str:
    """What else is agreed of it: when it applies, when it is settled, VAT, how it is rounded."""
    parts = [*_conditions(step.condition)]
    if step.settle is Settle.PERIOD_TRUE_UP:
        parts.append("at the close of a period")
    if step.vat is VatTreatment.NONE and step.payee not in (Actor.CARD, Actor.DRIVER):
        parts.append("without VAT")
    if step.rounding is not StepRounding.HALF_UP:
        parts.append(f"rounded {step.rounding.value.replace('_', ' ').lower()}")
    return ", ".join(parts)


def _conditions(asked: Condition) -> Iterator[str]:
    if asked == ALWAYS:
        return
    if asked.hours is not None:
        begin, end = asked.hours
        yield f"{begin:%H:%M} to {end:%H:%M}"
    yield from _listed(one.value[:3].title() for one in asked.days)
    yield from _listed(asked.countries)
    yield from _listed(asked.locations)
    if asked.power_kw_from is not None:
        yield f"from {decimal_text(asked.power_kw_from)} kW"
    if asked.power_kw_below is not None:
        yield f"below {decimal_text(asked.power_kw_below)} kW"


def _listed(texts: Iterable[str]) -> Iterator[str]:
    joined = " ".join(texts)
    if joined:
        yield joined
