"""A profile: figures fitted to the sessions of one source, as a TOML in ``resources/profiles``.

It says where its figures come from and under which licence; the sessions are not in it. A class
of it is named ``dundee/triple_rapid``; a demand of a scenario may name one as its ``profile``.
"""

from datetime import date
from functools import cache
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field

from core.domain.errors import NotFoundError
from core.service.resources import ResourceKind, read_text, resource_path
from core.sessionfile.toml_text import StrictModel, model_from_toml
from simulation.mixture import Mixture

Share = Annotated[float, Field(ge=0, le=1)]
NotNegative = Annotated[float, Field(ge=0)]
HOURS: Final = 168


class _Fitted(StrictModel):
    model_config = ConfigDict(allow_inf_nan=False)


class FittedSite(_Fitted):
    """The EVSEs of one class that a source has in one place."""

    name: str
    evses: Annotated[int, Field(ge=1)]
    """At most so many were in use at a time, but for 0.05 % of the time."""
    sessions_per_day: NotNegative
    energy_factor: Annotated[float, Field(gt=0)]
    """Its mean energy over that of the class, drawn to 1 where there are few sessions."""
    stay_factor: Annotated[float, Field(gt=0)]
    """The same for the geometric mean of the time connected."""


class FittedClass(_Fitted):
    """A class of charge point as its drivers used it."""

    name: str
    """As in ``dundee/triple_rapid``."""
    source_class: str
    """What the source calls it."""
    power_type: Literal["AC", "DC", ""]
    """Empty where nobody says."""
    sessions: Annotated[int, Field(ge=1)]
    """So many were used for the fit."""
    sessions_per_evse_per_day: NotNegative
    too_little_share: Share
    """Part of all sessions with 0.1 kWh or less, which are in no other figure."""
    week: tuple[NotNegative, ...] = Field(min_length=HOURS, max_length=HOURS)
    """Part of a mean day's arrivals in each hour of the week, local, Monday first; sums to 7."""
    energy_kwh: Mixture
    stay_h: Mixture
    """Time connected."""
    energy_stay_correlation: Annotated[float, Field(ge=-1, le=1)]
    """Of the normal quantiles of both (Gaussian copula)."""
    energy_weibull_shape: Annotated[float, Field(gt=0)]
    """The best single distribution of energy, for demands that want one."""
    energy_scale_kwh: Annotated[float, Field(gt=0)]
    leave_within_5_min_share: Share | None = None
    """Part that unplugs within five minutes after charging; None: the source does not tell."""
    idle_mean_min: NotNegative | None = None
    """Mean idle time of the others."""
    idle_share: Share | None = None
    """Idle part of all time connected."""
    site: tuple[FittedSite, ...] = ()


class FittedDrivers(_Fitted):
    """How unevenly drivers make sessions."""

    drivers: Annotated[int, Field(ge=1)]
    sessions_mean: NotNegative
    once_share: Share
    """Part of the drivers who came once."""
    top_tenth_share: Share
    """Part of the sessions that the most frequent tenth of the drivers made."""
    frailty_shape: Annotated[float, Field(gt=0)]
    """Shape of the gamma of mean 1 by which drivers' rates differ; the smaller, the fewer make
    most of the sessions."""


class FittedOutages(_Fitted):
    """How EVSEs of a class fail, from their states at snapshots."""

    name: str
    """As ``ac_22`` or ``dc_50``."""
    from_kw: NotNegative
    to_kw: NotNegative
    """Inclusive."""
    evses: Annotated[int, Field(ge=1)]
    out_of_order_share: Share
    unknown_share: Share
    charging_share: Share
    frailty_shape: Annotated[float, Field(gt=0)]
    """Shape of the gamma of mean 1 by which EVSEs' odds of being out of order differ."""
    short_mean_h: Annotated[float, Field(gt=0)]
    long_mean_h: Annotated[float, Field(gt=0)]
    out_of_order_long_share: Share
    """Part of the time out of order that is in long outages."""
    unknown_long_share: Share
    persistence_7_d: Share
    """Of the EVSEs out of order, the part that is a week later."""


class FittedProfile(_Fitted):
    """Everything that was fitted to one source."""

    format: Literal[1] = 1
    title: str
    source: str
    licence: str
    method: str
    """How the figures were made."""
    fitted_from: date
    fitted_until: date
    time_zone: str = "UTC"
    half_life_days: Annotated[float, Field(gt=0)] | None = None
    """A session counts half as much when it is so much older than the newest."""
    day_factor_cv: Annotated[float, Field(ge=0, le=1)] = 0.0
    season: tuple[Annotated[float, Field(gt=0)], ...] = Field(
        default=(1.0,) * 12, min_length=12, max_length=12
    )
    """Demand of each month over that of the mean month, growth taken out."""
    growth_per_year: Annotated[float, Field(gt=0)] = 1.0
    """Sessions a day over those a year before."""
    charge_point_class: tuple[FittedClass, ...] = ()
    drivers: FittedDrivers | None = None
    outages: tuple[FittedOutages, ...] = ()


@cache
def load_profile(name: str) -> FittedProfile:
    """The profile of a name or a path.

    Raises:
        NotFoundError: There is none.
        SourceError: It is wrong.
    """
    path = resource_path(ResourceKind.PROFILE, name)
    return model_from_toml(read_text(path), str(path), FittedProfile)


def fitted_class(name: str) -> FittedClass:
    """The class of a name as ``dundee/triple_rapid``.

    Raises:
        NotFoundError: No such profile, or no such class in it.
        SourceError: The profile is wrong.
    """
    profile, _, wanted = name.rpartition("/")
    for one in (classes := load_profile(profile).charge_point_class):
        if one.name == wanted:
            return one
    known = ", ".join(one.name for one in classes) or "none"
    raise NotFoundError(f"profile {profile!r}: no class {wanted!r}, only {known}")
