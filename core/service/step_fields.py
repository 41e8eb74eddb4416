"""Steps and golden examples as agreement files write them, and back to values."""

from datetime import datetime, time
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from core.domain.agreement_example import Example
from core.domain.tariff import DayOfWeek
from core.domain.waterfall import (
    ALWAYS,
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
from core.service.toml_fields import BasisPoints, CountryCode, MajorUnits, Name, Percent
from core.sessionfile.toml_text import StrictModel

BASES: Final = {
    StepKind.PER_KWH: Measure.KWH,
    StepKind.PER_SESSION: Measure.SESSIONS,
    StepKind.FIXED: Measure.SESSIONS,
    StepKind.PASS_THROUGH: Measure.GROSS,
}
"""What a step is a part of where nobody says so; of every other kind the net cost."""


def _hours(written: str) -> str:
    hours_of(written)
    return written


def hours_of(written: str) -> tuple[time, time]:
    """``18:00-22:00`` as two times.

    Raises:
        ValueError: It is none.
    """
    start, dash, end = written.partition("-")
    try:
        hours = time.fromisoformat(start), time.fromisoformat(end)
    except ValueError:
        hours = (time(0), time(0))
    if not dash or hours[0] == hours[1] or any(one.tzinfo for one in hours):
        raise ValueError("wanted two times of day, as 18:00-22:00")
    return hours


def _local(found: datetime) -> datetime:
    if found.tzinfo is not None:
        raise ValueError("wanted local time without an offset, as 2026-06-05T21:00:00")
    return found


class TierToml(StrictModel):
    """One band."""

    above: MajorUnits
    rate: MajorUnits


class WhenToml(StrictModel):
    """A condition."""

    hours: Annotated[str, AfterValidator(_hours)] | None = None
    days: tuple[DayOfWeek, ...] = ()
    countries: tuple[CountryCode, ...] = ()
    locations: tuple[Annotated[str, Field(pattern=r"^[^;]{1,100}$")], ...] = ()
    power_kw_from: MajorUnits | None = None
    power_kw_below: MajorUnits | None = None

    def condition(self) -> Condition:
        """The same as a value."""
        return Condition(
            hours=None if self.hours is None else hours_of(self.hours),
            days=self.days,
            countries=self.countries,
            locations=self.locations,
            power_kw_from=self.power_kw_from,
            power_kw_below=self.power_kw_below,
        )


class StepToml(StrictModel):
    """One step."""

    id: str
    payer: str
    payee: str
    kind: StepKind
    basis: str | None = None
    rate_bp: BasisPoints | None = None
    amount: MajorUnits = Decimal(0)
    tiers: tuple[TierToml, ...] = ()
    tier_by: Measure | None = None
    rounding: StepRounding = StepRounding.HALF_UP
    vat: VatTreatment | None = None
    settle: Settle = Settle.PER_SESSION
    when: WhenToml | None = None

    def step(self) -> Step:
        """The same as a value; a remainder of no rate is the whole tariff."""
        whole = 10_000 if self.kind is StepKind.REMAINDER else 0
        pocket = self.payee in (Actor.CARD, Actor.DRIVER)
        return Step(
            step_id=self.id,
            payer=self.payer,
            payee=self.payee,
            kind=self.kind,
            basis=self.basis or BASES.get(self.kind, Measure.NET).value,
            rate_bp=whole if self.rate_bp is None else self.rate_bp,
            amount=self.amount,
            tiers=tuple(Tier(one.above, one.rate) for one in self.tiers),
            tier_by=self.tier_by,
            rounding=self.rounding,
            vat=self.vat or (VatTreatment.NONE if pocket else VatTreatment.SERVICE),
            settle=self.settle,
            condition=ALWAYS if self.when is None else self.when.condition(),
        )


class ExampleToml(StrictModel):
    """One golden example."""

    name: Name
    energy_kwh: MajorUnits
    energy_cost: MajorUnits = Decimal(0)
    time_cost: MajorUnits = Decimal(0)
    session_fee: MajorUnits = Decimal(0)
    vat_pct: Percent = Decimal(0)
    country: CountryCode = "NL"
    location: str = ""
    local_start: Annotated[datetime, AfterValidator(_local)] | None = None
    power_kw: MajorUnits | None = None
    sessions: Annotated[int, Field(strict=True, ge=1)] = 1
    expected: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,40}$")], Decimal]

    def example(self) -> Example:
        """The same as a value."""
        fields = self.model_dump(exclude={"expected"})
        return Example(**fields, expected=tuple(sorted(self.expected.items())))
