"""What a demand takes from a fitted profile: all that its own table does not say."""

from typing import Any, Final

from core.domain.errors import NotFoundError, SourceError
from simulation.fitted_profile import FittedClass, fitted_class, load_profile
from simulation.profiles import PROFILES

OWN: Final = ("energy_weibull_shape", "leave_within_5_min_share", "idle_mean_min")
"""Energy and stay are drawn from the profile, so a table that says other figures is refused."""


def is_fitted(name: str | None) -> bool:
    """Whether a profile's name is that of a fitted class, as ``dundee/triple_rapid``."""
    return name is not None and "/" in name


def demanded_class(name: str) -> FittedClass:
    """The fitted class of a name.

    Raises:
        ValueError: There is none, or its profile is wrong; pydantic tells it with the field.
    """
    try:
        return fitted_class(name)
    except (NotFoundError, SourceError) as error:
        raise ValueError(str(error)) from error


def season_of(name: str) -> tuple[float, ...]:
    """Twelve factors on the demand, of the profile that a fitted class is of."""
    return load_profile(name.rpartition("/")[0]).season


def check_profile(name: str) -> None:
    """See whether there is such a profile.

    Raises:
        ValueError: There is none.
    """
    if is_fitted(name):
        demanded_class(name)
    elif name not in PROFILES:
        known = ", ".join(PROFILES)
        raise ValueError(f"wanted one of {known}, or PROFILE/CLASS, found {name!r}")


def with_profile(told: dict[str, Any]) -> dict[str, Any]:
    """A demand's table with what its fitted profile says, if it names one.

    ``energy_scale_kwh`` scales the profile's energies: said as the profile has it, they are as
    fitted.

    Raises:
        ValueError: The table contradicts the profile.
    """
    name = told.get("profile")
    if not isinstance(name, str) or not is_fitted(name):
        return told
    try:
        fitted = fitted_class(name)
    except (NotFoundError, SourceError):
        return told  # the field's own check tells it
    figures = figures_of(fitted)
    for key in OWN:
        if key in told and float(told[key]) != figures[key]:
            raise ValueError(f"{key}: profile {name} says it; take it out of the table")
    if "sessions_per_day" in told:
        del figures["sessions_per_evse_per_day"]
    return figures | told


def figures_of(fitted: FittedClass) -> dict[str, float]:
    """The figures of a demand that a class stands for."""
    return {
        "sessions_per_evse_per_day": fitted.sessions_per_evse_per_day,
        "energy_weibull_shape": fitted.energy_weibull_shape,
        "energy_scale_kwh": fitted.energy_scale_kwh,
        "leave_within_5_min_share": fitted.leave_within_5_min_share or 0.0,
        "idle_mean_min": fitted.idle_mean_min or 0.0,
    }
