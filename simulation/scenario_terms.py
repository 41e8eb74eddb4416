"""The parts of a scenario that money follows: agreements, rates, and variants with other terms."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Discriminator, Field, Tag

from core.domain.agreement import Bearer, ClockOrigin, CommissionModel
from core.service.toml_fields import (
    BasisPoints,
    Currency,
    MajorUnits,
    Name,
    Percent,
    WholeNumber,
)
from simulation.scenario_money import CreditPart, FixedFeePart
from simulation.scenario_parts import Part, Scope


class AgreementPart(Part):
    """Terms written out."""

    agreement_id: Name
    preset: str = "own"
    """What the terms stand for, as shown."""
    cpo: Scope = "*"
    demand_partner: Scope = "*"
    commission_model: CommissionModel = CommissionModel.POOL
    commission_bp: BasisPoints
    dp_share_bp: BasisPoints
    wholesale_bp: BasisPoints = 10_000
    cpo_session_fee: MajorUnits = Decimal(0)
    dp_session_fee: MajorUnits = Decimal(0)
    service_vat_pct: Percent
    card_fixed_fee: MajorUnits = Decimal(0)
    card_rate_bp: BasisPoints = 0
    card_bearer: Bearer = Bearer.NOBODY
    clock_origin: ClockOrigin = ClockOrigin.SESSION_END
    clock_delay_h: Annotated[int, Field(strict=True, ge=0, le=24 * 366)] = 48
    payout_currency: Currency
    fx_margin_bp: BasisPoints = 0
    tolerance_minor: WholeNumber = 1


class NamedAgreementPart(Part):
    """Terms by the name of their file in ``resources/agreements``, in a currency, for a scope."""

    file: Name
    agreement_id: Name | None = None
    """None means the file's, with the currency behind it."""
    currency: Currency
    cpo: Scope = "*"
    demand_partner: Scope = "*"
    commission_bp: BasisPoints | None = None
    """Of this and what follows: None means the file's."""
    dp_share_bp: BasisPoints | None = None
    wholesale_bp: BasisPoints | None = None
    cpo_session_fee: MajorUnits | None = None
    dp_session_fee: MajorUnits | None = None
    card_bearer: Bearer | None = None
    clock_delay_h: Annotated[int, Field(strict=True, ge=0, le=24 * 366)] | None = None


AGREEMENT_KINDS: Final = ("written", "named")


def _kind_of_agreement(table: object) -> str:
    """Terms are either written out or named; what names a file is named."""
    named = "file" in table if isinstance(table, dict) else isinstance(table, NamedAgreementPart)
    return "named" if named else "written"


Terms = Annotated[
    Annotated[AgreementPart, Tag("written")] | Annotated[NamedAgreementPart, Tag("named")],
    Discriminator(_kind_of_agreement),
]
"""Terms, written out or named."""


class FxRatePart(Part):
    """A rate: one unit of ``base`` is worth ``rate`` units of ``quote``."""

    base: Currency
    quote: Currency
    rate: Annotated[Decimal, Field(gt=0)]
    day: date
    source: Name


class VariantPart(Part):
    """The same network and the same drivers under other terms."""

    name: Name
    agreement: tuple[Terms, ...] = Field(min_length=1)
    price_markup_pct: Annotated[float, Field(ge=0, le=200)] = 0.0
    """What the DP adds to the public tariff for its drivers; outside the network's books."""
    elasticity: Annotated[float, Field(ge=-10, le=0)] = 0.0
    """Demand changes by (1 + markup) to this power."""
    credit: tuple[CreditPart, ...] = ()
    """Instead of the scenario's."""
    fixed_fee: tuple[FixedFeePart, ...] = ()
    """Memberships and subscriptions; beside the scenario's."""

    @property
    def demand_factor(self) -> float:
        """Part of the demand that is left at the marked-up price, above 0 and at most 1."""
        return float((1 + self.price_markup_pct / 100) ** self.elasticity)
