"""The waterfall run on what was measured: of one session, or of all sessions of a period.

Each step is one exact ratio, rounded once. What a step is a part of may be what earlier steps
moved: ``of:`` a step with its limits, or what its payer holds ``after:`` it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from core.domain.money import exponent_of, rounded_ratio
from core.domain.vat import VatDecision
from core.domain.waterfall import (
    COUNTS,
    LIMITS,
    TIERS,
    Actor,
    Measure,
    Step,
    StepKind,
    StepRounding,
    Waterfall,
    blended_rate,
    rounded_step,
)
from core.ledger.session_vat import SessionVat

Ratio = tuple[int, int]
"""An exact number: numerator and denominator, which is above 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What steps are parts of; money in minor units."""

    currency: str
    net: int
    gross: int
    """At tariff, with VAT."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Cost of energy, time and fee lines before VAT."""
    energy_kwh: Decimal
    sessions: int = 1

    def of(self, measure: str) -> Ratio:
        """A measure in minor units, kWh or sessions."""
        match measure:
            case Measure.NET:
                return self.net, 1
            case Measure.GROSS:
                return self.gross, 1
            case Measure.KWH:
                return self.energy_kwh.as_integer_ratio()
            case Measure.SESSIONS:
                return self.sessions, 1
            case _:
                return self.lines.get(measure, 0), 1


@dataclass(frozen=True, slots=True)
class Part:
    """What one step moves, in minor units; below 0 it moves back."""

    step: Step
    root: Step
    """The step that it limits, or itself."""
    amount: int
    """Before VAT."""
    vat: int
    decision: VatDecision | None
    """Which VAT; None where there is none to decide."""
    applies: bool = True
    """Whether the session meets its condition, and the step is one of sessions."""
    basis: Ratio = (0, 1)
    """What it was a part of: minor units, kWh or sessions."""

    @property
    def is_fee(self) -> bool:
        """A roaming fee, by the session or period, and no commission."""
        return self.root.kind in (StepKind.PER_SESSION, StepKind.FIXED)


def run_steps(
    falls: Waterfall, measured: Measured, decided: SessionVat, taken: Sequence[bool]
) -> tuple[Part, ...]:
    """What each step but the remainder moves.

    Args:
        falls: The steps.
        measured: What they are parts of.
        decided: Which VAT each service bears.
        taken: For each step whether it applies; the others move nothing.
    """
    parts: list[Part] = []
    before = Before(falls, measured, parts, measured.net)
    for step, at, applies in zip(falls.steps[:-1], falls.roots, taken, strict=False):
        parts.append(take_step(step, falls.steps[at], before, decided, applies=applies))
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Before:
    """What a step can look back on; ``parts`` grows as they are taken."""

    falls: Waterfall
    measured: Measured
    parts: Sequence[Part]
    net: int
    """What the CPO holds before the first step."""

    def basis(self, step: Step, basis: str) -> Ratio:
        """A basis for a step, in minor units, kWh or sessions."""
        if ":" not in basis:
            return self.measured.of(basis)
        if step.of_step is not None:
            return self.of_step(step.of_step), 1
        assert step.after_step is not None, step
        return self.after_step(step.after_step, holder_of(step)), 1

    def of_step(self, named: str) -> int:
        """What a step moved, with its limits so far."""
        root = self.falls.root_of(named)
        return sum(part.amount for part in self.parts if part.root is root)

    def after_step(self, named: str, holder: str) -> int:
        """What an actor holds of the net cost once a step is taken."""
        held = self.net if holder == Actor.CPO else 0
        for part in self.parts:
            held += part.amount * ((part.step.payee == holder) - (part.step.payer == holder))
            if part.step.step_id == named:
                break
        return held


def holder_of(step: Step) -> str:
    """Whose balance ``after:`` means: the payer's, or of a limit the payee's."""
    return step.payee if step.kind in LIMITS else step.payer


def take_step(
    step: Step, root: Step, before: Before, decided: SessionVat, *, applies: bool = True
) -> Part:
    """What one step moves, given those before it; nothing where it does not apply."""
    decision = decided.of_step(step)
    if not applies:
        return Part(step, root, 0, 0, decision, applies=False)
    basis = before.basis(step, step.basis)
    amount = _amount(step, basis, before)
    vat = 0
    if decision is not None and amount:
        # A period's limit has VAT of its own: that of its sessions was rounded with each of them.
        same = (part for part in before.parts if part.step.settle is step.settle)
        earlier = [part for part in same if part.root is root]
        whole = vat_of(sum(part.amount for part in earlier) + amount, decision)
        vat = whole - sum(part.vat for part in earlier)
    return Part(step, root, amount, vat, decision, applies=True, basis=basis)


def _amount(step: Step, basis: Ratio, before: Before) -> int:
    scale = 10 ** exponent_of(before.measured.currency)
    top, bottom = basis
    match step.kind:
        case StepKind.PERCENT:
            return rounded_step(top * step.rate_bp, bottom * 10_000, step.rounding)
        case StepKind.PASS_THROUGH:
            return _card_cost(step, before.measured, scale)
        case StepKind.MINIMUM:
            return max(0, _limit(step, scale) - top)
        case StepKind.MAXIMUM:
            return min(0, _limit(step, scale) - top)
        case _:
            pass
    exact = _exact(step, Fraction(top, bottom), before, scale)
    return rounded_step(exact.numerator, exact.denominator, step.rounding)


def _exact(step: Step, basis: Fraction, before: Before, scale: int) -> Fraction:
    amount, measured = Fraction(step.amount) * scale, before.measured
    if step.kind in TIERS:
        return _tiered(step, basis, before, scale)
    if step.kind is StepKind.FIXED:
        return amount
    if step.kind is StepKind.PER_KWH:
        return amount * Fraction(measured.energy_kwh)
    if step.kind is StepKind.PER_SESSION:
        return amount * measured.sessions
    assert step.kind is StepKind.REBATE, step.kind
    units = basis if step.basis == Measure.KWH else measured.sessions
    of_money = 0 if step.basis in COUNTS else basis
    return Fraction(step.rate_bp, 10_000) * of_money + amount * units


def _tiered(step: Step, basis: Fraction, before: Before, scale: int) -> Fraction:
    measure = step.tier_by or step.basis
    volume = Fraction(*before.measured.of(measure))
    if measure not in COUNTS:
        volume /= scale
    unit = Fraction(scale) if step.basis in COUNTS else Fraction(1, 10_000)
    return basis * blended_rate(step, volume) * unit


def _limit(step: Step, scale: int) -> int:
    top, bottom = step.amount.as_integer_ratio()
    return rounded_step(top * scale, bottom, step.rounding)


def _card_cost(step: Step, measured: Measured, scale: int) -> int:
    """The amount a session and the part of the gross are rounded each; nothing of nothing."""
    if measured.gross <= 0:
        return 0
    top, bottom = step.amount.as_integer_ratio()
    fixed = rounded_step(top * scale, bottom, StepRounding.HALF_UP)
    return fixed + rounded_step(measured.gross * step.rate_bp, 10_000, step.rounding)


def vat_of(base: int, decision: VatDecision) -> int:
    """VAT of a service, half up, in minor units."""
    assert decision.pct is not None, decision
    top, bottom = decision.pct.as_integer_ratio()
    return rounded_ratio(base * top, bottom * 100)
