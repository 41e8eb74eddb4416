"""Energy and time connected of visits, drawn together from a fitted class.

Who takes more energy stays longer, as much as the fit says (a Gaussian copula). The time that is
charged follows: at the vehicle's power if that is time enough, else as fast as the stay wants and
the EVSE can; the rest of the stay is idle.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from simulation.fitted_profile import FittedClass

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FittedStays:
    """Arrays of shape (visit,)."""

    energy_wh: Ints
    """At least 1."""
    stay_s: Ints
    """At least 1."""


def stays_of(
    fitted: FittedClass,
    first: Floats,
    second: Floats,
    energy_factor: float = 1.0,
    stay_factor: float = 1.0,
) -> FittedStays:
    """Draw them.

    Args:
        fitted: The class.
        first: Independent standard normals, one for each visit.
        second: The same.
        energy_factor: Of the site, as ``FittedSite``.
        stay_factor: The same.
    """
    correlation = fitted.energy_stay_correlation
    with_it = correlation * first + np.sqrt(1 - correlation**2) * second
    energy_kwh = fitted.energy_kwh.quantile(ndtr(first)) * energy_factor
    stay_h = fitted.stay_h.quantile(ndtr(with_it)) * stay_factor
    return FittedStays(
        np.maximum(np.rint(energy_kwh * 1000), 1).astype(np.int64),
        np.maximum(np.rint(stay_h * 3600), 1).astype(np.int64),
    )


def charging_s_of(stays: FittedStays, power_w: Ints, most_w: float) -> Ints:
    """Charging time of each visit, at least 1; longer than the stay where the EVSE is too weak.

    Args:
        stays: Energy and time connected.
        power_w: What the vehicle takes on the mean, in W.
        most_w: What the EVSE gives at most, in W.
    """
    at_ease = stays.energy_wh * 3600 / power_w
    at_most = stays.energy_wh * 3600 / most_w
    seconds = np.maximum(at_most, np.minimum(at_ease, stays.stay_s))
    charging_s: Ints = np.maximum(np.ceil(seconds), 1).astype(np.int64)
    return charging_s
