"""What a list of steps must be to be a waterfall; each rule with the sentence it is refused by."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from core.domain.errors import InvalidValueError
from core.domain.waterfall import (
    ACTORS,
    AFTER,
    COUNTS,
    LIMITS,
    OF,
    PAYERS,
    TIERS,
    Actor,
    Measure,
    Settle,
    Step,
    StepKind,
    VatTreatment,
    Waterfall,
)

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_PARTY: Final = re.compile(r"[A-Z]{2}\*[A-Z0-9]{3}")
_AMOUNTS: Final = (StepKind.PER_KWH, StepKind.PER_SESSION, StepKind.FIXED)
_MEASURES: Final = frozenset(Measure)
MAJOR_MAX: Final = Decimal(1_000_000_000)
"""No amount of a step is larger, in major units."""


def waterfall(steps: Sequence[Step]) -> Waterfall:
    """The waterfall of these steps.

    Raises:
        InvalidValueError: They are none; one line for each rule that a step breaks.
    """
    problems = [*_problems_of_all(steps)]
    for at, step in enumerate(steps):
        problems += [f"step {step.step_id}: {told}" for told in _problems(step, steps[:at])]
    if problems:
        raise InvalidValueError("\n".join(problems))
    return Waterfall(tuple(steps))


def _problems_of_all(steps: Sequence[Step]) -> Iterator[str]:
    rests = [step.step_id for step in steps if step.kind is StepKind.REMAINDER]
    if len(rests) != 1:
        yield f"steps: wanted exactly one remainder, found {', '.join(rests) or 'none'}"
    elif steps[-1].kind is not StepKind.REMAINDER:
        yield f"step {rests[0]}: wanted the remainder last, found {steps[-1].step_id} after it"
    cards = [step.step_id for step in steps if step.kind is StepKind.PASS_THROUGH]
    if len(cards) > 1:
        yield f"steps: wanted at most one pass_through, found {', '.join(cards)}"
    seen: set[str] = set()
    for step in steps:
        if step.step_id in seen:
            yield f"step {step.step_id}: wanted an id of its own, found it twice"
        seen.add(step.step_id)


def _problems(step: Step, earlier: Sequence[Step]) -> Iterator[str]:
    if not _ID.fullmatch(step.step_id):
        yield f"wanted an id of small letters, digits and -, found {step.step_id!r}"
    yield from _parties(step)
    if step.kind is StepKind.REMAINDER:
        yield from _remainder(step)
        return
    yield from _basis(step, earlier)
    yield from _figures(step)
    yield from _settle(step, earlier)


def _parties(step: Step) -> Iterator[str]:
    if step.payer not in PAYERS:
        yield f"payer: wanted one of {', '.join(PAYERS)}, found {step.payer!r}"
    if step.payee not in ACTORS and not _PARTY.fullmatch(step.payee):
        wanted = ", ".join(Actor)
        yield f"payee: wanted one of {wanted} or a party as NL*ABC, found {step.payee!r}"
    if step.payer == step.payee:
        yield f"wanted a payee other than the payer, found {step.payer} twice"
    if (step.kind is StepKind.PASS_THROUGH) is not (step.payee == Actor.CARD):
        yield f"wanted pass_through to CARD and nothing else, found {step.kind} to {step.payee}"
    is_rebate = step.kind is StepKind.REBATE
    if is_rebate and step.payee != Actor.DRIVER:
        yield f"wanted a rebate for the DRIVER, found {step.payee}"
    if step.payee == Actor.DRIVER and not is_rebate and step.kind not in LIMITS:
        yield f"wanted a rebate or its limit for the DRIVER, found {step.kind}"
    if step.payee in (Actor.CARD, Actor.DRIVER) and step.vat is not VatTreatment.NONE:
        yield f"vat: wanted none for what {step.payee} gets, found {step.vat}"


def _remainder(step: Step) -> Iterator[str]:
    if (step.payer, step.payee) != (Actor.DP, Actor.CPO):
        yield f"wanted the remainder from DP to CPO, found {step.payer} to {step.payee}"
    if not 0 <= step.rate_bp <= 10_000:
        yield f"rate_bp: wanted 0 to 10000 of the tariff, found {step.rate_bp}"
    if step.settle is not Settle.PER_SESSION:
        yield f"settle: wanted per_session of the remainder, found {step.settle}"


def _basis(step: Step, earlier: Sequence[Step]) -> Iterator[str]:
    named = step.of_step or step.after_step
    if named is None:
        if step.basis not in _MEASURES:
            wanted = f"{', '.join(Measure)}, {OF}STEP or {AFTER}STEP"
            yield f"basis: wanted one of {wanted}, found {step.basis!r}"
        elif step.kind in LIMITS:
            yield f"basis: wanted what is limited, as {OF}STEP or {AFTER}STEP, found {step.basis!r}"
    elif named not in (one.step_id for one in earlier):
        names = ", ".join(one.step_id for one in earlier) or "none"
        yield f"basis {step.basis}: wanted an earlier step ({names}), found {named!r}"
    elif step.limited is not None:
        limited = next(one for one in earlier if one.step_id == step.limited)
        if limited.payee != step.payee:
            yield f"wanted the payee of {step.limited}, {limited.payee}, found {step.payee}"
        if step.kind is StepKind.MAXIMUM and limited.payer != step.payer:
            yield f"wanted the payer of {step.limited}, {limited.payer}, found {step.payer}"


def _figures(step: Step) -> Iterator[str]:
    if not 0 <= step.rate_bp <= 10_000:
        yield f"rate_bp: wanted 0 to 10000, found {step.rate_bp}"
    if not 0 <= step.amount <= MAJOR_MAX:
        yield f"amount: wanted 0 to {MAJOR_MAX}, found {step.amount}"
    if step.kind is StepKind.PERCENT and step.basis in COUNTS:
        yield f"basis: wanted money for a percent, found {step.basis}"
    if step.kind is StepKind.PERCENT and step.amount:
        yield "amount: wanted none of a percent; use a step of its own"
    if step.kind in (*_AMOUNTS, *LIMITS) and step.rate_bp:
        yield f"rate_bp: wanted none of {step.kind}, found {step.rate_bp}"
    yield from _tiers(step)


def _tiers(step: Step) -> Iterator[str]:
    if step.kind not in TIERS:
        if step.tiers or step.tier_by is not None:
            yield f"tiers: wanted none of {step.kind}"
        return
    starts = [tier.above for tier in step.tiers]
    if not starts or starts[0] != 0 or starts != sorted(set(starts)):
        yield f"tiers: wanted bands that begin at 0 and rise, found {[str(one) for one in starts]}"
    if any(not 0 <= tier.rate <= MAJOR_MAX for tier in step.tiers):
        yield f"tiers: wanted rates of 0 to {MAJOR_MAX}"
    if step.tier_by is None and step.basis not in _MEASURES:
        yield f"tier_by: wanted a measure where the basis is {step.basis}"
    if step.rate_bp or step.amount:
        yield "wanted rates in tiers only, found rate_bp or amount"


def _settle(step: Step, earlier: Sequence[Step]) -> Iterator[str]:
    period = step.settle is Settle.PERIOD_TRUE_UP
    if step.kind is StepKind.FIXED and not period:
        yield "settle: wanted period_true_up of a fixed amount; for a session use per_session"
    if step.kind is StepKind.PASS_THROUGH and period:
        yield "settle: wanted per_session of a card cost, found period_true_up"
    named = next((one for one in earlier if one.step_id == (step.of_step or step.after_step)), None)
    if named is None or named.settle is Settle.PER_SESSION:
        return
    if not period:
        yield f"basis {step.basis}: wanted a step of each session, found one of the period"
    elif _sides(step) != _sides(named):
        sides = f"{named.payer} and {named.payee}"
        yield f"basis {step.basis}: wanted a step between {sides}, as it is of a period"


def _sides(step: Step) -> tuple[bool, bool]:
    """Whether the CPO and the DP's side have a part in a step: periods count by them."""
    involved = {step.payer, step.payee}
    return Actor.CPO in involved, bool(involved & {Actor.DP, Actor.DRIVER})
