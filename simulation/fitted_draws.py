"""Energy and time connected of visits, drawn together from a fitted class.

Who takes more energy stays longer, as much as the fit says (a Gaussian copula).
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
    energy_kwh = fitted.energy_kwh.quantile(ndtr(first)) * energy_factor
    stay_h = stay_h_of(fitted, first, second) * stay_factor
    return FittedStays(
        np.maximum(np.rint(energy_kwh * 1000), 1).astype(np.int64),
        np.maximum(np.rint(stay_h * 3600), 1).astype(np.int64),
    )


def stay_h_of(fitted: FittedClass, first: Floats, second: Floats) -> Floats:
    """Time connected, in hours.

    Args:
        fitted: The class.
        first: Standard normals whose quantiles the energies are.
        second: Standard normals, independent of them.
    """
    correlation = fitted.energy_stay_correlation
    share = ndtr(correlation * first + np.sqrt(1 - correlation**2) * second)
    return fitted.stay_h.quantile(share)
