"""The parts of a scenario about the world: vehicles, choice, faults, the hub, seasons.

What is absent does not happen: without these tables drivers stay at their site, no EVSE fails and
every record arrives. The default of each figure is the one of a source named beside it, or is
assumed ([D]) and there to be changed.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from core.service.toml_fields import Name
from simulation.scenario_parts import Part, Share

Positive = Annotated[float, Field(gt=0, le=100_000)]
NotNegative = Annotated[float, Field(ge=0, le=100_000)]
NotPositive = Annotated[float, Field(ge=-1_000, le=0)]


class SeasonPart(Part):
    """A factor on the demand of some days of every year."""

    first_day: Annotated[str, Field(pattern=r"^\d\d-\d\d$")]
    """Month and day, as ``08-01``."""
    last_day: Annotated[str, Field(pattern=r"^\d\d-\d\d$")]
    """Inclusive; before ``first_day`` it is the next year's."""
    factor: Annotated[float, Field(ge=0, le=10)]
    """Factors of seasons that overlap multiply."""

    @field_validator("first_day", "last_day")
    @classmethod
    def _is_a_day(cls, text: str) -> str:
        try:
            date.fromisoformat(f"2000-{text}")
        except ValueError:
            raise ValueError(f"wanted month and day, as 12-23, found {text!r}") from None
        return text

    def holds(self, day: date) -> bool:
        """Whether that day is in it."""
        text = f"{day:%m-%d}"
        if self.first_day <= self.last_day:
            return self.first_day <= text <= self.last_day
        return text >= self.first_day or text <= self.last_day


class VehiclesPart(Part):
    """Which vehicles come, and how empty; sessions then follow their charge curves."""

    profile: Name = "vehicles"
    """Name of a file of vehicle classes in ``resources/profiles``."""
    need: Literal["energy", "soc"] = "energy"
    """What a driver wants: ``energy``, as the demand says, at most what the battery takes; or
    ``soc``, up to a target, at most ``energy_max_kwh`` of the demand."""
    soc_arrival_alpha: Positive = 1.70
    """Beta distribution of the state of charge on arrival; EPFL 2022-23, mean 0.34."""
    soc_arrival_beta: Positive = 3.31
    """Its second parameter."""
    soc_target_alpha: Positive = 2.99
    """Beta distribution of the state of charge that is wanted; EPFL 2022-23, mean 0.79."""
    soc_target_beta: Positive = 0.78
    """Its second parameter."""
    ac_efficiency: Annotated[float, Field(gt=0.3, le=1)] = 0.89
    """Part of what the EVSE gives that the battery gets; [D]."""
    dc_efficiency: Annotated[float, Field(gt=0.3, le=1)] = 0.95
    """The same for DC; [D]."""


class ChoicePart(Part):
    """How drivers choose among the sites they can reach, or not to charge: a logit model."""

    options: Annotated[int, Field(strict=True, ge=2, le=20)] = 6
    """At most so many of the nearest sites are looked at, the one where the visit begins too."""
    radius_km: Annotated[float, Field(gt=0, le=200)] = 5.0
    """Sites farther from the one where the visit begins are not looked at; [D]."""
    origin_scatter_km: Annotated[float, Field(ge=0, le=100)] = 1.0
    """Standard deviation, north and east, of where a driver is around the site; [D]."""
    cost_per_eur: NotPositive = -0.32
    """Utility of a unit of the operator's currency: -8 per unit a kWh at 25 kWh; [D]."""
    time_per_min: NotPositive = -0.096
    """Utility of a minute of charging or waiting: 18 an hour; [D]."""
    ac_time_share: Share = 0.0
    """Part of an AC charge during which the driver waits for it; of a DC charge it is all; [D]."""
    distance_per_km: NotPositive = -0.17
    """Utility of a km to the site: 1.5 min and 0.2 kWh; [D]."""
    availability: NotNegative = 1.5
    """Utility of a site seen to have a free EVSE, where the DP shows live status; [D]."""
    failure: NotPositive = -3.0
    """Utility of a site whose EVSEs are always out of order, as drivers know it; [D]."""
    own_brand: Annotated[float, Field(ge=-100, le=100)] = 0.3
    """Utility of a site of the CPO that the DP belongs to; [D]."""
    taste_cv: Annotated[float, Field(ge=0, le=3)] = 0.5
    """How much drivers differ in what money is worth to them, lognormal, the same for a driver at
    every visit; [D]."""
    outside_constant: Annotated[float, Field(ge=-100, le=100)] = 0.0
    """Utility of not charging here; calibrated to ``market_elasticity``."""
    outside_price_per_kwh: NotNegative = 0.45
    """What the same energy costs at another time and place, in the operator's currency; [D]."""
    market_elasticity: Annotated[float, Field(ge=-5, lt=0)] = -0.5
    """What the constant was calibrated to: demand by price, all sites together. Shenzhen, 18,000
    posts: 0.76; the literature 0.3 to 0.8."""
    potential_factor: Annotated[float, Field(ge=1, le=100)] = 1.0
    """Drivers who look for each session that the demand states: 1 / (1 - outside share)."""


class RetryPart(Part):
    """What a driver does after an attempt that failed; absent: drives away."""

    same_evse_share: Share = 0.5
    """Tries the same EVSE again; [D]."""
    other_evse_share: Share = 0.3
    """Tries another EVSE of the site; the others leave; [D]."""
    reject_persistence: Share = 0.7
    """Part of the rejected who are rejected again; [D]."""
    start_failure_persistence: Share = 0.35
    """Part of the failed starts that fail again: with the shares above 71 % become 85-90 %; [D]."""

    @model_validator(mode="after")
    def _is_no_more_than_all(self) -> Self:
        if self.same_evse_share + self.other_evse_share > 1:
            raise ValueError("same_evse_share and other_evse_share: wanted at most 1 together")
        return self


class RefusalsPart(Part):
    """Weights of the reasons for which authorisations are refused, any scale; [D]."""

    unknown_token: NotNegative = 4
    """Nobody knows the token; [D]."""
    not_roaming: NotNegative = 3
    """The site is not open to the Demand Partner's drivers; [D]."""
    token_group: NotNegative = 1
    """The token is of a group that may not charge there; [D]."""
    blocked_partner: NotNegative = 1
    """The CPO has blocked the Demand Partner; [D]."""
    no_reimbursement: NotNegative = 0.5
    """Nobody set up who is paid; [D]."""
    no_remote_start: NotNegative = 1
    """The site takes no remote start; [D]."""
    live_timeout: NotNegative = 2
    """The live validation took longer than the CPO waits; [D]."""

    @model_validator(mode="after")
    def _has_a_reason(self) -> Self:
        if not any(self.model_dump().values()):
            raise ValueError("wanted a reason with a weight above 0")
        return self


class HubPart(Part):
    """The hub between CPO and Demand Partner; absent: it answers at once and always."""

    latency_median_ms: NotNegative = 350
    """Of an authorisation there and back, lognormal; [D]."""
    latency_sigma: Annotated[float, Field(ge=0, le=3)] = 0.8
    """Standard deviation of the logarithm of the latency; [D]."""
    timeout_s: Annotated[int, Field(strict=True, ge=1, le=300)] = 15
    """How long a CPO waits for an answer; Longship's default."""
    message_loss_share: Share = 0.001
    """Part of the authorisations of which no answer comes; [D]."""
    outages_per_year: NotNegative = 12
    """How often the hub answers nobody; [D]."""
    outage_mean_min: NotNegative = 20
    """How long it does not, exponential; [D]."""


class RecordsPart(Part):
    """What happens to CDRs on their way; absent: each comes at once, once."""

    lost_share: Share = 0.002
    """Part of the CDRs that never come; [D]."""
    duplicate_share: Share = 0.005
    """Part of the CDRs that come twice; [D]."""
    late_share: Share = 0.03
    """Part of the CDRs that come late; [D]."""
    late_mean_h: NotNegative = 36
    """Delay of those that are late, exponential; [D]."""

    @model_validator(mode="after")
    def _is_no_more_than_all(self) -> Self:
        if self.lost_share + self.duplicate_share > 1:
            raise ValueError("lost_share and duplicate_share: wanted at most 1 together")
        return self


class FaultPart(Part):
    """Outages of the EVSEs of a class. Shares: MOBI.E status history 2021-24, 1.09 million states.

    Each EVSE has a frailty; its outages are short or, few of them, long. Persistence measured
    there: of those out of order 44 % are after a week, of the unknown 64 %.
    """

    charge_point_class: Name
    """Whose EVSEs."""
    out_of_order_share: Annotated[float, Field(ge=0, lt=0.9)] = 0.04
    """Part of the time; 2.6 % to 7.4 kW, 3.1 % to 22, 7.8 % at 43-50 kW DC, 4.9 % from 60 kW."""
    unknown_share: Annotated[float, Field(ge=0, lt=0.9)] = 0.09
    """The same for EVSEs that nobody can reach: 8-11 %."""
    frailty_shape: Annotated[float, Field(gt=0.01, le=1_000)] = 0.6
    """Shape of the gamma of mean 1 by which EVSEs differ: the worst tenth has half of the time."""
    short_mean_h: Positive = 6
    """Mean length of a short outage, exponential; [D]: "hours, the large majority"."""
    long_mean_h: Positive = 1_440
    """Mean length of a long outage: weeks to months."""
    out_of_order_long_share: Share = 0.47
    """Part of the time out of order that is in long outages; fits the persistence above."""
    unknown_long_share: Share = 0.67
    """The same for the time nobody can reach it."""
