"""A scenario: the network that is simulated, its demand and its terms, as a TOML file says it.

Every unit is in its field's name. ``scenario_file`` reads it, ``scenario_network`` makes the
values of the core from it. What is not stated here has the default of the field.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from core.service.toml_fields import Name, TimeZone
from simulation.fitted_profile import FittedClass
from simulation.profile_demand import (
    check_profile,
    demanded_class,
    is_fitted,
    season_of,
    with_profile,
)
from simulation.profiles import PROFILES, Profile
from simulation.scenario_money import BooksKind, CreditPart, FixedFeePart, MoneyPart
from simulation.scenario_parts import (
    ClassPart,
    CpoPart,
    DemandPartnerPart,
    ImputedTariffPart,
    LocationPart,
    Part,
    PartyPart,
    Share,
    TariffPart,
)
from simulation.scenario_terms import FxRatePart, Terms, VariantPart
from simulation.scenario_world import (
    ChoicePart,
    FaultPart,
    HubPart,
    RecordsPart,
    RefusalsPart,
    RetryPart,
    SeasonPart,
    VehiclesPart,
)

SEED_END: Final = 10_000_000
"""Seeds are below it: the id of a CDR holds the seed and must fit into OCPI's 39 letters."""


class DemandPart(Part):
    """What drivers want at the sites of a class of charge point."""

    charge_point_class: Name
    sessions_per_evse_per_day: Annotated[float, Field(gt=0, le=200)] | None = None
    sessions_per_day: Annotated[float, Field(gt=0, le=100_000)] | None = None
    """Of each site; instead of ``sessions_per_evse_per_day``."""
    profile: str | None = None
    """Name of a profile of ``simulation.profiles``, or of a fitted class as ``dundee/7kw``, which
    says energy, stay and season too; instead of ``hour_of_week``."""
    hour_of_week: Profile | None = None
    energy_weibull_shape: Annotated[float, Field(gt=0, le=20)]
    """Of the Weibull distribution of the energy that is wanted; rapid 1.6, street AC 1.1."""
    energy_scale_kwh: Annotated[float, Field(gt=0, le=500)]
    """Its scale: 63 % want less."""
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
    idle_fee_response: Annotated[float, Field(ge=0, le=100)] = 0.0
    """How drivers answer a parking fee of the site: their mean idle time is divided by 1 + this x
    the fee an hour, in the operator's currency, without VAT; [D] ("Bill It Right": it is large)."""
    patience_median_min: Annotated[float, Field(ge=0, le=10_000)]
    """Median wait that a driver accepts, lognormal; 0 means nobody waits."""
    patience_sigma: Annotated[float, Field(ge=0, le=5)] = 0.6
    """Standard deviation of the logarithm of the patience."""
    auth_reject_share: Share = 0.0
    """Part of the first attempts whose authorisation is refused; 1-3 %."""
    start_failure_share: Share = 0.0
    """Part of the first attempts that do not start; 5-15 %."""
    early_stop_share: Share = 0.0
    """Part of the sessions that stop by themselves before the driver wants it; 1-3 %."""

    @model_validator(mode="before")
    @classmethod
    def _takes_what_its_profile_says(cls, told: Any) -> Any:  # noqa: ANN401 (a raw table)
        return with_profile(told) if isinstance(told, dict) else told

    @field_validator("profile")
    @classmethod
    def _is_a_profile(cls, name: str | None) -> str | None:
        if name is not None:
            check_profile(name)
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
        if self.fitted is not None:
            return self.fitted.week
        profile = self.hour_of_week or PROFILES[self.profile or ""]
        return profile.week()

    @property
    def fitted(self) -> FittedClass | None:
        """The fitted class that it names; None if its own figures hold."""
        return demanded_class(self.profile or "") if is_fitted(self.profile) else None

    @property
    def month_factors(self) -> tuple[float, ...]:
        """Demand of January to December over that of the mean month, as its profile has it."""
        return season_of(self.profile or "") if is_fitted(self.profile) else (1.0,) * 12

    def per_day(self, evse_count: int) -> float:
        """Arrivals on the mean day at a site with that many EVSEs."""
        if self.sessions_per_day is not None:
            return self.sessions_per_day
        assert self.sessions_per_evse_per_day is not None
        return self.sessions_per_evse_per_day * evse_count


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
    seed: Annotated[int, Field(strict=True, ge=0, lt=SEED_END)]
    time_zone: TimeZone
    """Of every location that names none."""
    day_factor_cv: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Coefficient of variation of a factor on a day's demand that all sites share."""
    season: tuple[SeasonPart, ...] = ()
    vehicles: VehiclesPart | None = None
    """None: sessions have the demand's mean power."""
    choice: ChoicePart | None = None
    """None: drivers stay at their site."""
    retry: RetryPart | None = None
    """None: who fails leaves."""
    refusals: RefusalsPart = RefusalsPart()
    hub: HubPart | None = None
    records: RecordsPart | None = None
    fault: tuple[FaultPart, ...] = ()
    settle_every_h: Annotated[int, Field(strict=True, ge=1, le=24 * 31)] = 24
    """How often the network looks for what is due, in simulated hours."""
    operator: PartyPart
    cpo: tuple[CpoPart, ...] = Field(min_length=1)
    demand_partner: tuple[DemandPartnerPart, ...] = Field(min_length=1)
    tariff: tuple[TariffPart, ...] = ()
    tariff_file: tuple[str, ...] = ()
    """Names of tariffs in ``resources/tariffs``, beside those written out."""
    charge_point_class: tuple[ClassPart, ...] = Field(min_length=1)
    demand: tuple[DemandPart, ...] = Field(min_length=1)
    imputed_tariff_file: tuple[str, ...] = ()
    """As ``tariff_file``, but not all their prices were published."""
    imputed_tariff: tuple[ImputedTariffPart, ...] = ()
    """What is taken where no price was published; ``scenario_document`` makes tariffs of it."""
    site_file: str | None = None
    """Sites in a CSV file, beside those written out: see ``simulation.site_file``."""
    location: tuple[LocationPart, ...] = Field(min_length=1)
    agreement: tuple[Terms, ...] = ()
    """Terms of the run; empty if the variants bring them."""
    fx_rate: tuple[FxRatePart, ...] = ()
    books: BooksKind = BooksKind.FULL
    """How the money of a run is worked out; points of experiments say it themselves."""
    money: MoneyPart = MoneyPart()
    credit: tuple[CreditPart, ...] = ()
    """How Demand Partners pay; at the cut-off that asks for it where nothing is said."""
    fixed_fee: tuple[FixedFeePart, ...] = ()
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
    def imputed_tariffs(self) -> frozenset[str]:
        """Ids of the tariffs whose prices nobody published, or not all of them."""
        written = (part.tariff_id for part in self.tariff if part.imputed)
        return frozenset(written) | frozenset(self.imputed_tariff_file)

    @property
    def horizon_s(self) -> int:
        """Simulated seconds from the start to the end of the run."""
        return self.days * 86_400
