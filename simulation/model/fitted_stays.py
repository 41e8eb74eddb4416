"""Energy and stay of the visits whose demand names a fitted class: drawn together, as fitted.

The same draws as elsewhere are read in another way: the exponential of the energy and the uniform
of the idle time become quantiles, so that a demand with a profile moves nobody else's dice.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulation.fitted_draws import stay_h_of
from simulation.model.site_draws import Draws
from simulation.model.site_facts import SiteFacts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def fitted_energy_kwh(facts: SiteFacts, draws: Draws, otherwise: Floats) -> Floats:
    """Energy that each visit wants; ``otherwise`` where its demand names no fitted class."""
    energy_kwh = otherwise.copy()
    kind = facts.kind[draws.site]
    for at, fitted in enumerate(facts.fitted):
        demand = facts.demands[at]
        if fitted is None or demand is None:
            continue
        here = kind == at
        scale = demand.energy_scale_kwh / fitted.energy_scale_kwh
        energy_kwh[here] = scale * fitted.energy_kwh.quantile(-np.expm1(-draws.energy[here]))
    return energy_kwh


def fitted_stay_s(facts: SiteFacts, draws: Draws) -> Ints:
    """Time that each visit stays connected, at least 1; 0 where its demand names no class."""
    stay_s = np.zeros(len(draws.site), dtype=np.int64)
    kind = facts.kind[draws.site]
    for at, fitted in enumerate(facts.fitted):
        if fitted is None:
            continue
        here = kind == at
        first = _normal(-np.expm1(-draws.energy[here]))
        second = _normal(draws.idle_time[here])
        stay_s[here] = np.maximum(np.rint(3600 * stay_h_of(fitted, first, second)), 1)
    return stay_s


def _normal(uniforms: Floats) -> Floats:
    found: Floats = ndtri(np.clip(uniforms, 1e-12, 1 - 1e-12))
    return found
