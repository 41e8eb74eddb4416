"""An agreement file (TOML) -> the terms that it states.

A preset names neither currency nor country, so that the same terms serve networks in any; who
loads it says them.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt

from core.domain.agreement import (
    ANY,
    Agreement,
    Bearer,
    CardTerms,
    ClockHours,
    ClockOrigin,
    CommissionModel,
    FxLock,
    PayoutCondition,
    SettlementClock,
)
from core.domain.errors import RoamingError, SourceError
from core.domain.interval import Interval
from core.domain.money import RoundingMode
from core.domain.rounding import MINOR_UNIT, RoundedAt, RoundingPolicy
from core.service.resources import ResourceKind, read_text, resource_path
from core.service.step_fields import ExampleToml, StepToml
from core.service.toml_fields import (
    BasisPoints,
    Currency,
    MajorUnits,
    Name,
    Percent,
    WholeNumber,
)
from core.sessionfile.toml_text import StrictModel, line_of, lines_of_keys, model_from_toml


def _with_zone(found: datetime) -> datetime:
    if found.tzinfo is None:
        raise ValueError("wanted a time with its offset, as 2026-01-01T00:00:00Z")
    return found.astimezone(UTC)


Instant = Annotated[datetime, AfterValidator(_with_zone)]
Scope = Annotated[str, Field(pattern=r"^(\*|[A-Z]{2}\*[A-Z0-9]{3})$")]


def _by_country(found: object) -> object:
    return found if isinstance(found, dict) else {ANY: found}


VatByCountry = Annotated[
    dict[Annotated[str, Field(pattern=r"^(\*|[A-Z]{2})$")], Percent], BeforeValidator(_by_country)
]
"""One rate for all, or a table by country with ``*`` for the rest."""


class _CardToml(StrictModel):
    fixed: MajorUnits = Decimal(0)
    rate_bp: BasisPoints = 0
    bearer: Bearer


class _ClockToml(StrictModel):
    origin: ClockOrigin
    delay_h: Annotated[StrictInt, Field(ge=0, le=8784)]
    hours: ClockHours = ClockHours.CALENDAR


class _RoundingToml(StrictModel):
    where: RoundedAt = MINOR_UNIT.where
    mode: RoundingMode = MINOR_UNIT.mode


class AgreementToml(StrictModel):
    """An agreement as files write it."""

    agreement_id: Name
    preset: Name
    cpo: Scope = ANY
    demand_partner: Scope = ANY
    country: Annotated[str, Field(pattern=r"^(\*|[A-Z]{2})$")] = ANY
    effective_from: Instant
    effective_to: Instant | None = None
    commission_model: CommissionModel | None = None
    commission_bp: BasisPoints | None = None
    dp_share_bp: BasisPoints | None = None
    wholesale_bp: BasisPoints = 10_000
    cpo_session_fee: MajorUnits = Decimal(0)
    dp_session_fee: MajorUnits = Decimal(0)
    service_vat_pct: VatByCountry
    payout_currency: Currency | None = None
    fx_margin_bp: BasisPoints = 0
    fx_lock: FxLock = FxLock.SESSION_END
    fx_max_age_days: WholeNumber | None = None
    tolerance_minor: WholeNumber = 1
    dispute_window_days: WholeNumber = 0
    card: _CardToml | None = None
    clock: _ClockToml | None = None
    rounding: _RoundingToml = _RoundingToml()
    payout_condition: PayoutCondition = PayoutCondition.NETWORK_CREDIT
    step: tuple[StepToml, ...] = ()
    example: tuple[ExampleToml, ...] = ()

    def lacking(self) -> str | None:
        """The first field of the short form that is not said, where no steps are written out."""
        if self.step:
            return None
        short = ("commission_model", "commission_bp", "dp_share_bp")
        return next((name for name in short if getattr(self, name) is None), None)


def load_agreement(
    name: str, currency: str | None = None, country_code: str | None = None
) -> Agreement:
    """The agreement of a name (``resources/agreements``) or of a path.

    Args:
        name: Name or path.
        currency: Payout currency; the file may leave it out, or say the same.
        country_code: Where the network is established: picks the VAT of its services where the
            file lists it by country; without it the file's rate for ``*`` holds.

    Raises:
        NotFoundError: There is no such agreement; the message lists those that exist.
        SourceError: The file is wrong: one line for each wrong field.
    """
    path = resource_path(ResourceKind.AGREEMENT, name)
    return agreement_from_toml(read_text(path), str(path), currency, country_code)


def agreement_from_toml(
    text: str, source: str, currency: str | None = None, country_code: str | None = None
) -> Agreement:
    """The agreement that a TOML text states; see ``load_agreement``.

    Raises:
        SourceError: The text is wrong: one line for each wrong field.
    """
    wanted = model_from_toml(text, source, AgreementToml)
    return agreement_from_model(wanted, text, source, currency, country_code)


def agreement_from_model(
    wanted: AgreementToml, text: str, source: str, currency: str | None, country_code: str | None
) -> Agreement:
    """The agreement that checked fields state; ``text`` is where their lines are counted.

    Raises:
        SourceError: What they state cannot be.
    """
    lacking = wanted.lacking()
    if lacking is not None:
        raise SourceError(source, f"{lacking}: missing, and no [[step]] either")
    payout_currency = currency or wanted.payout_currency
    if payout_currency != (wanted.payout_currency or payout_currency):
        line = line_of(("payout_currency",), lines_of_keys(text))
        found = (
            f"wanted {currency}, what its sessions are priced in, found {wanted.payout_currency}"
        )
        raise SourceError(source, f"payout_currency: {found}", line)
    if payout_currency is None:
        raise SourceError(source, "payout_currency: wanted one, here or from the network")
    vat_pct = _vat_pct(wanted, country_code)
    if vat_pct is None:
        line = line_of(("service_vat_pct",), lines_of_keys(text))
        raise SourceError(source, f"service_vat_pct: none for country {country_code}", line)
    try:
        return _agreement(wanted, payout_currency, vat_pct)
    except RoamingError as error:
        raise SourceError(source, str(error)) from error


def _rates_of(rates: Decimal | dict[str, Decimal]) -> tuple[tuple[str, Decimal], ...]:
    if isinstance(rates, Decimal):
        return ()
    return tuple(sorted((country, pct) for country, pct in rates.items() if country != "*"))


def _vat_pct(wanted: AgreementToml, country_code: str | None) -> Decimal | None:
    rates = wanted.service_vat_pct
    return rates.get(country_code or ANY, rates.get(ANY))


def _agreement(wanted: AgreementToml, payout_currency: str, vat_pct: Decimal) -> Agreement:
    return Agreement(
        agreement_id=wanted.agreement_id,
        preset=wanted.preset,
        cpo=wanted.cpo,
        demand_partner=wanted.demand_partner,
        effective=Interval(wanted.effective_from, wanted.effective_to),
        commission_model=wanted.commission_model or CommissionModel.POOL,
        commission_bp=wanted.commission_bp or 0,
        dp_share_bp=wanted.dp_share_bp or 0,
        wholesale_bp=wanted.wholesale_bp,
        cpo_session_fee=wanted.cpo_session_fee,
        dp_session_fee=wanted.dp_session_fee,
        service_vat_pct=vat_pct,
        vat_pct_by_country=_rates_of(wanted.service_vat_pct),
        card=CardTerms() if wanted.card is None else CardTerms(**wanted.card.model_dump()),
        clock=SettlementClock()
        if wanted.clock is None
        else SettlementClock(**wanted.clock.model_dump()),
        payout_currency=payout_currency,
        fx_margin_bp=wanted.fx_margin_bp,
        fx_lock=wanted.fx_lock,
        fx_max_age_days=wanted.fx_max_age_days,
        tolerance_minor=wanted.tolerance_minor,
        dispute_window_days=wanted.dispute_window_days,
        rounding=RoundingPolicy(wanted.rounding.where, None, wanted.rounding.mode),
        payout_condition=wanted.payout_condition,
        steps=tuple(one.step() for one in wanted.step),
        country=wanted.country,
        examples=tuple(one.example() for one in wanted.example),
    )
