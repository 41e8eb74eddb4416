"""How unevenly drivers make sessions: a few make most of them."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln

from simulation.calibration.session_table import SessionTable
from simulation.fitted_profile import FittedDrivers

FEWEST_DRIVERS = 50


def fit_drivers(table: SessionTable) -> FittedDrivers | None:
    """How unevenly; None if the source names too few drivers."""
    named = table.driver[(table.driver >= 0) & ~table.is_too_little]
    counts = np.sort(np.unique(named, return_counts=True)[1])[::-1]
    if len(counts) < FEWEST_DRIVERS:
        return None
    top = max(len(counts) // 10, 1)
    return FittedDrivers(
        drivers=len(counts),
        sessions_mean=float(counts.mean()),
        once_share=float((counts == 1).mean()),
        top_tenth_share=float(counts[:top].sum() / counts.sum()),
        frailty_shape=frailty_shape(counts),
    )


def frailty_shape(counts: NDArray[np.int64]) -> float:
    """Shape of the gamma of drivers' rates, from the sessions of those who came at least once.

    Poisson counts with gamma rates are negative binomial; drivers who never came are not in the
    file, so the distribution is cut at zero.
    """
    values, times = np.unique(counts, return_counts=True)

    def unlikely(logs: NDArray[np.float64]) -> float:
        shape, mean = np.exp(logs)
        share = shape / (shape + mean)
        likely = (
            gammaln(values + shape)
            - gammaln(shape)
            - gammaln(values + 1)
            + shape * np.log(share)
            + values * np.log1p(-share)
            - np.log(-np.expm1(shape * np.log(share)))
        )
        return -float((times * likely).sum())

    found = minimize(
        unlikely,
        np.log([0.3, counts.mean()]),
        method="L-BFGS-B",
        bounds=[(np.log(0.01), np.log(100)), (np.log(1e-3), np.log(1e5))],
    )
    return float(np.exp(found.x[0]))
