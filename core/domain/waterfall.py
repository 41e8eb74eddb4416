"""The ordered waterfall of a revenue share: who pays whom how much of a session, step by step.

The CPO holds the net cost of a session at first; each step moves a part of it, or money of its
payer's own, and the one remainder leaves the rest with the CPO, so the parts add up to the cent.
What a list of steps must be to be one: ``waterfall_rules.py``. How it is run: ``ledger/split.py``.
"""

from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from core.domain.money import RoundingMode, rounded_ratio
from core.domain.tariff import DayOfWeek


class Actor(StrEnum):
    """Who pays and is paid, beside third parties, which are named by their party key."""

    CPO = "CPO"
    DP = "DP"
    NETWORK = "NETWORK"
    CARD = "CARD"
    """Whoever collects by card; is paid only."""
    DRIVER = "DRIVER"
    """Gets rebates, through the DP; is paid only."""


PAYERS: Final = (Actor.CPO, Actor.DP, Actor.NETWORK)
"""Who may pay; everybody else is only paid."""


ACTORS: Final = frozenset(Actor)


class StepKind(StrEnum):
    """How an amount is found."""

    PERCENT = "percent"
    PER_KWH = "per_kwh"
    PER_SESSION = "per_session"
    FIXED = "fixed"
    """An amount for a period; only in true-ups."""
    TIER_MARGINAL = "tier_marginal"
    """Each band of the volume at its own rate."""
    TIER_WHOLE = "tier_whole"
    """The whole volume at the rate of the band that it reaches."""
    MINIMUM = "minimum"
    """Tops the payee up to an amount."""
    MAXIMUM = "maximum"
    """Gives the payer back what is above an amount."""
    PASS_THROUGH = "pass_through"  # noqa: S105 (a cost that is passed on)
    """Card cost: an amount a session and a part of the gross cost."""
    REBATE = "rebate"
    """A line of its own for the driver, who is never shown another tariff."""
    REMAINDER = "remainder"
    """What is left to the CPO."""


TIERS: Final = (StepKind.TIER_MARGINAL, StepKind.TIER_WHOLE)
LIMITS: Final = (StepKind.MINIMUM, StepKind.MAXIMUM)


class Measure(StrEnum):
    """What a step is a part of, where that is no other step."""

    GROSS = "gross"
    """At the public tariff, with VAT."""
    NET = "net"
    """All lines, before VAT; the wholesale part of them under wholesale terms."""
    ENERGY = "energy"
    """Lines for energy, before VAT."""
    TIME = "time"
    """Lines for charging and parking time, before VAT."""
    FEE = "fee"
    """Lines for the session itself, before VAT."""
    KWH = "kwh"
    SESSIONS = "sessions"


COUNTS: Final = (Measure.KWH, Measure.SESSIONS)
"""Measures that are no money."""
LINES: Final = (Measure.ENERGY, Measure.TIME, Measure.FEE)
"""Measures that are some lines of the price."""
OF, AFTER = "of:", "after:"
"""A basis may be the amount ``of:`` an earlier step with its limits, or what its payer (for a
limit: its payee) holds ``after:`` one."""


class StepRounding(StrEnum):
    """How a step becomes whole minor units; the sign is mirrored, never favoured."""

    HALF_UP = "HALF_UP"
    HALF_EVEN = "HALF_EVEN"
    HALF_DOWN = "HALF_DOWN"
    """Of a whole that two share, as the smaller half of a tie."""
    UP = "UP"
    DOWN = "DOWN"


_MODES: Final = {
    StepRounding.HALF_UP: RoundingMode.HALF_UP,
    StepRounding.HALF_EVEN: RoundingMode.HALF_EVEN,
    StepRounding.UP: RoundingMode.UP,
}


class VatTreatment(StrEnum):
    """Which VAT a step bears."""

    SERVICE = "service"
    """As a service that the payee sells to the payer, decided by the VAT table."""
    NONE = "none"
    """None: rebates, and costs that are passed on."""


class Settle(StrEnum):
    """When a step is computed and posted."""

    PER_SESSION = "per_session"
    PERIOD_TRUE_UP = "period_true_up"
    """At the close of a period, from its sessions, as an entry of its own."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One band of a volume, up to the next one."""

    above: Decimal
    """Where it begins, in units of the measure (major units where that is money)."""
    rate: Decimal
    """In 1/10,000 of a basis that is money, else in major units for each kWh or session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a step applies; what is empty or None asks nothing."""

    hours: tuple[time, time] | None = None
    """Local time at which the session began, half-open; may go over midnight."""
    days: tuple[DayOfWeek, ...] = ()
    """Local day on which the session began."""
    countries: tuple[str, ...] = ()
    """Of the charge point, ISO 3166 alpha-2."""
    locations: tuple[str, ...] = ()
    """Ids of the CPO's locations."""
    power_kw_from: Decimal | None = None
    """Class of site by the greatest power of the EVSE, inclusive."""
    power_kw_below: Decimal | None = None
    """Exclusive."""


ALWAYS: Final = Condition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What conditions ask of a session beside its record."""

    local_start: datetime
    """When it began, by the clock of the charge point."""
    power_kw: Decimal | None
    """The greatest power of the EVSE; None where nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the waterfall."""

    step_id: str
    payer: str
    """An actor."""
    payee: str
    """An actor, or the party key of a third party, as a site host."""
    kind: StepKind
    basis: str = Measure.NET.value
    """A measure, ``of:`` or ``after:`` an earlier step."""
    rate_bp: int = 0
    """In 1/10,000 of the basis: percent, rebate, pass-through; the remainder: wholesale part."""
    amount: Decimal = Decimal(0)
    """In major units: for each kWh, session or period, or the limit."""
    tiers: tuple[Tier, ...] = ()
    tier_by: Measure | None = None
    """What decides the band; None: the basis."""
    rounding: StepRounding = StepRounding.HALF_UP
    vat: VatTreatment = VatTreatment.SERVICE
    settle: Settle = Settle.PER_SESSION
    condition: Condition = ALWAYS

    @property
    def is_third_party(self) -> bool:
        """Whether the payee is neither of the three nor card nor driver."""
        return self.payee not in ACTORS

    @property
    def of_step(self) -> str | None:
        """The step whose amount is the basis."""
        return self.basis.removeprefix(OF) if self.basis.startswith(OF) else None

    @property
    def after_step(self) -> str | None:
        """The step after which a balance is the basis."""
        return self.basis.removeprefix(AFTER) if self.basis.startswith(AFTER) else None

    @property
    def limited(self) -> str | None:
        """The step that this one limits, with which it makes one amount."""
        return self.of_step if self.kind in LIMITS else None


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Steps in the order in which they are taken, the remainder last."""

    steps: tuple[Step, ...]
    roots: tuple[int, ...] = field(init=False)
    """For each step the index of the one that it limits in the end, or its own."""
    measures_lines: bool = field(init=False)
    """Whether a step asks for the cost of energy, time or fee lines."""
    conditional: bool = field(init=False)
    """Whether a step asks for the circumstances of the session."""

    def __post_init__(self) -> None:
        index = {step.step_id: at for at, step in enumerate(self.steps)}
        roots: list[int] = []
        for at, step in enumerate(self.steps):
            roots.append(at if step.limited is None else roots[index[step.limited]])
        object.__setattr__(self, "roots", tuple(roots))
        asked = {measure for step in self.steps for measure in (step.basis, step.tier_by)}
        object.__setattr__(self, "measures_lines", not asked.isdisjoint(LINES))
        object.__setattr__(self, "conditional", any(s.condition != ALWAYS for s in self.steps))

    @property
    def remainder(self) -> Step:
        """The step that leaves the rest with the CPO."""
        return self.steps[-1]

    @property
    def wholesale_bp(self) -> int:
        """What the DP owes of the public tariff, in 1/10,000."""
        return self.remainder.rate_bp

    @property
    def period_steps(self) -> tuple[Step, ...]:
        """Those of a period's close."""
        return tuple(step for step in self.steps[:-1] if step.settle is Settle.PERIOD_TRUE_UP)

    def root_of(self, step_id: str) -> Step:
        """The step whose amount a step and its limits make."""
        at = next(at for at, step in enumerate(self.steps) if step.step_id == step_id)
        return self.steps[self.roots[at]]


def rounded_step(numerator: int, denominator: int, rounding: StepRounding) -> int:
    """Whole minor units of an exact ratio of minor units; ``denominator`` above 0."""
    if rounding in _MODES:
        return rounded_ratio(numerator, denominator, _MODES[rounding])
    whole, rest = divmod(abs(numerator), denominator)
    magnitude = whole + (rounding is StepRounding.HALF_DOWN and 2 * rest > denominator)
    return magnitude if numerator >= 0 else -magnitude


def blended_rate(step: Step, volume: Fraction) -> Fraction:
    """The rate of a tiered step at a volume: of its band, or the mean over the bands it fills.

    Args:
        step: Its tiers begin at 0 and rise.
        volume: In units of the tiers; below 0 as its mirror.

    Returns:
        In the tiers' units: 1/10,000, or major units for each kWh or session.
    """
    size = abs(volume)
    reached = [tier for tier in step.tiers if Fraction(tier.above) <= size]
    if step.kind is StepKind.TIER_WHOLE or not size:
        return Fraction(reached[-1].rate)
    ends = [*(Fraction(tier.above) for tier in reached[1:]), size]
    filled = zip(reached, ends, strict=True)
    return (
        sum(
            (Fraction(tier.rate) * (end - Fraction(tier.above)) for tier, end in filled), Fraction()
        )
        / size
    )
