"""A scenario: the network that is simulated, its demand and its terms, as a TOML file says it.

Every unit is in its field's name. ``scenario_file`` reads it, ``scenario_network`` makes the
values of the core from it. What is not stated here has the default of the field.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from core.domain.agreement import Bearer, ClockOrigin, CommissionModel
from core.domain.location import PowerType
from core.domain.money import EXPONENTS
from simulation.profiles import PROFILES, Profile

Share = Annotated[float, Field(ge=0, le=1)]
"""A part of a whole, 0 to 1."""
Name = Annotated[str, Field(min_length=1, max_length=100)]
PartyKey = Annotated[str, Field(pattern=r"^([A-Z]{2}\*[A-Z0-9]{3}|\*)$")]
"""``NL*ABC``, or ``*`` for all where that is allowed."""
Count = Annotated[int, Field(strict=True, ge=1)]
BasisPoints = Annotated[int, Field(strict=True, ge=0, le=10_000)]
NonNegative = Annotated[Decimal, Field(ge=0)]


class Part(BaseModel):
    """A table of the file: nothing in it is unknown and nothing in it changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("currency", "payout_currency", "base", "quote", check_fields=False)
    @classmethod
    def _is_a_currency(cls, code: str) -> str:
        if code not in EXPONENTS:
            raise ValueError(f"wanted an ISO 4217 code, found {code!r}")
        return code

    @field_validator("time_zone", check_fields=False)
    @classmethod
    def _is_a_time_zone(cls, name: str | None) -> str | None:
        if name is not None:
            try:
                ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                raise ValueError(f"wanted an IANA time zone, found {name!r}") from None
        return name


class PartyPart(Part):
    """A party: the operator of the network or a CPO."""

    country_code: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    party_id: Annotated[str, Field(pattern=r"^[A-Z0-9]{3}$")]
    name: Name
    currency: str

    @property
    def key(self) -> str:
        """``NL*ABC``."""
        return f"{self.country_code}*{self.party_id}"


class DemandPartnerPart(PartyPart):
    """A Demand Partner; ``currency`` is what it settles in."""

    demand_weight: Annotated[int, Field(strict=True, ge=0)]
    """Relative part of the sessions that its drivers make."""
    driver_count: Annotated[int, Field(strict=True, ge=1, le=99_999_999)] = 5_000
    app_share: Share = 0.7
    """Part of its drivers who use the app; the others carry an RFID card."""


class TariffPart(Part):
    """A tariff of at most four prices, without VAT; what is 0 is not in it."""

    tariff_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,36}$")]
    cpo: PartyKey
    currency: str
    energy_price_per_kwh: NonNegative = Decimal(0)
    charging_price_per_h: NonNegative = Decimal(0)
    parking_price_per_h: NonNegative = Decimal(0)
    parking_price_from_min: Annotated[int, Field(strict=True, ge=0)] = 0
    """Parking costs only from this minute of the session on."""
    session_price: NonNegative = Decimal(0)
    vat_pct: Annotated[Decimal, Field(ge=0, le=100)]
    description: str = ""

    @model_validator(mode="after")
    def _has_a_price(self) -> Self:
        if not any(
            (
                self.energy_price_per_kwh,
                self.charging_price_per_h,
                self.parking_price_per_h,
                self.session_price,
            )
        ):
            raise ValueError("wanted at least one price above 0")
        return self


class ClassPart(Part):
    """A class of charge point."""

    name: Name
    power_type: PowerType
    max_power_kw: Annotated[Decimal, Field(gt=0, le=1_000)]
    connector_standard: Name
    """OCPI ConnectorType, as ``IEC_62196_T2_COMBO``."""


class DemandPart(Part):
    """What drivers want at the sites of a class of charge point."""

    charge_point_class: Name
    sessions_per_evse_per_day: Annotated[float, Field(gt=0, le=200)] | None = None
    sessions_per_day: Annotated[float, Field(gt=0, le=100_000)] | None = None
    """Of each site; instead of ``sessions_per_evse_per_day``."""
    profile: str | None = None
    """Name of a profile of ``simulation.profiles``; instead of ``hour_of_week``."""
    hour_of_week: Profile | None = None
    energy_weibull_shape: Annotated[float, Field(gt=0, le=20)]
    energy_scale_kwh: Annotated[float, Field(gt=0, le=500)]
    energy_max_kwh: Annotated[float, Field(gt=0, le=1_000)] = 90.0
    """No session takes more; stands for the battery."""
    effective_power_kw: Annotated[float, Field(gt=0, le=1_000)]
    """Mean power over the charging time of a typical vehicle."""
    effective_power_cv: Annotated[float, Field(ge=0, le=2)] = 0.0
    """Coefficient of variation of it from visit to visit, lognormal, cut at the maximum power."""
    leave_within_5_min_share: Share
    """Part of the drivers who unplug within five minutes after charging."""
    idle_mean_min: Annotated[float, Field(ge=0, le=10_000)]
    """Mean idle time of the others, exponential."""
    patience_median_min: Annotated[float, Field(ge=0, le=10_000)]
    """Median wait that a driver accepts, lognormal; 0 means nobody waits."""
    patience_sigma: Annotated[float, Field(ge=0, le=5)] = 0.6
    """Standard deviation of the logarithm of the patience."""
    auth_reject_share: Share = 0.0
    start_failure_share: Share = 0.0

    @field_validator("profile")
    @classmethod
    def _is_a_profile(cls, name: str | None) -> str | None:
        if name is not None and name not in PROFILES:
            raise ValueError(f"wanted one of {', '.join(PROFILES)}, found {name!r}")
        return name

    @model_validator(mode="after")
    def _says_how_many_and_when(self) -> Self:
        if (self.sessions_per_evse_per_day is None) == (self.sessions_per_day is None):
            raise ValueError("wanted either sessions_per_evse_per_day or sessions_per_day")
        if (self.profile is None) == (self.hour_of_week is None):
            raise ValueError("wanted either profile or hour_of_week")
        return self

    @property
    def week(self) -> tuple[float, ...]:
        """Shares of a mean day by hour of the week, as ``Profile.week``."""
        profile = self.hour_of_week or PROFILES[self.profile or ""]
        return profile.week()

    def per_day(self, evse_count: int) -> float:
        """Arrivals on the mean day at a site with that many EVSEs."""
        if self.sessions_per_day is not None:
            return self.sessions_per_day
        assert self.sessions_per_evse_per_day is not None
        return self.sessions_per_evse_per_day * evse_count


class LocationPart(Part):
    """A site: the EVSEs of one class of charge point that one CPO has in one place."""

    location_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,36}$")]
    cpo: PartyKey
    name: Name
    country_code: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    time_zone: str | None = None
    """IANA name; None means the scenario's."""
    latitude_deg: Annotated[Decimal, Field(ge=-90, le=90)]
    longitude_deg: Annotated[Decimal, Field(ge=-180, le=180)]
    charge_point_class: Name
    evse_count: Annotated[int, Field(strict=True, ge=1, le=1_000)]
    tariff_id: str


class AgreementPart(Part):
    """Terms written out."""

    agreement_id: Name
    preset: str = "own"
    """What the terms stand for, as shown."""
    cpo: PartyKey = "*"
    demand_partner: PartyKey = "*"
    commission_model: CommissionModel = CommissionModel.POOL
    commission_bp: BasisPoints
    dp_share_bp: BasisPoints
    wholesale_bp: BasisPoints = 10_000
    cpo_session_fee: NonNegative = Decimal(0)
    dp_session_fee: NonNegative = Decimal(0)
    service_vat_pct: Annotated[Decimal, Field(ge=0, le=100)]
    card_fixed_fee: NonNegative = Decimal(0)
    card_rate_bp: BasisPoints = 0
    card_bearer: Bearer = Bearer.NOBODY
    clock_origin: ClockOrigin = ClockOrigin.SESSION_END
    clock_delay_h: Annotated[int, Field(strict=True, ge=0, le=24 * 366)] = 48
    payout_currency: str
    fx_margin_bp: BasisPoints = 0
    credit_limit: NonNegative | None = None


class NamedAgreementPart(Part):
    """Terms by the name of their file in ``resources/agreements``, in a currency, for a scope."""

    file: Name
    currency: str
    cpo: PartyKey = "*"
    demand_partner: PartyKey = "*"


class FxRatePart(Part):
    """A rate: one unit of ``base`` is worth ``rate`` units of ``quote``."""

    base: str
    quote: str
    rate: Annotated[Decimal, Field(gt=0)]
    day: date
    source: Name


class VariantPart(Part):
    """The same network and the same drivers under other terms."""

    name: Name
    agreement: tuple[AgreementPart | NamedAgreementPart, ...] = Field(min_length=1)
    price_markup_pct: Annotated[float, Field(ge=0, le=200)] = 0.0
    """What the DP adds to the public tariff for its drivers; outside the network's books."""
    elasticity: Annotated[float, Field(ge=-10, le=0)] = 0.0
    """Demand changes by (1 + markup) to this power."""

    @property
    def demand_factor(self) -> float:
        """Part of the demand that is left at the marked-up price, above 0 and at most 1."""
        return float((1 + self.price_markup_pct / 100) ** self.elasticity)


class Scenario(Part):
    """All a run is made of."""

    format: Literal[1] = 1
    """Version of this form of file."""
    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,23}$")]
    title: Name
    description: str
    start: datetime
    """UTC, at a full hour."""
    days: Annotated[int, Field(strict=True, ge=1, le=3_660)]
    seed: Annotated[int, Field(strict=True, ge=0, lt=10_000_000)]
    time_zone: str
    """Of every location that names none."""
    day_factor_cv: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Coefficient of variation of a factor on a day's demand that all sites share."""
    settle_every_h: Annotated[int, Field(strict=True, ge=1, le=24 * 31)] = 24
    """How often the network looks for what is due, in simulated hours."""
    operator: PartyPart
    cpo: tuple[PartyPart, ...] = Field(min_length=1)
    demand_partner: tuple[DemandPartnerPart, ...] = Field(min_length=1)
    tariff: tuple[TariffPart, ...] = ()
    tariff_file: tuple[str, ...] = ()
    """Names of tariffs in ``resources/tariffs``, beside those written out."""
    charge_point_class: tuple[ClassPart, ...] = Field(min_length=1)
    demand: tuple[DemandPart, ...] = Field(min_length=1)
    location: tuple[LocationPart, ...] = Field(min_length=1)
    agreement: tuple[AgreementPart | NamedAgreementPart, ...] = ()
    """Terms of the run; empty if the variants bring them."""
    fx_rate: tuple[FxRatePart, ...] = ()
    variant: tuple[VariantPart, ...] = ()

    @field_validator("start")
    @classmethod
    def _is_a_full_hour_in_utc(cls, start: datetime) -> datetime:
        if start.tzinfo is None or start.utcoffset():
            raise ValueError("wanted a time in UTC, as 2026-03-02T00:00:00Z")
        if start.minute or start.second or start.microsecond:
            raise ValueError("wanted a full hour")
        return start.astimezone(UTC)

    @property
    def horizon_s(self) -> int:
        """Simulated seconds from the start to the end of the run."""
        return self.days * 86_400
