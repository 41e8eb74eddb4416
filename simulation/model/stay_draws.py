"""How long drivers wait for an EVSE, and how long they stay when the charge is over."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.model.site_draws import Draws
from simulation.model.site_facts import SiteFacts

QUICK_LEAVE_S: Final = 300
"""The drivers who leave at once leave within this time, uniformly."""


def idle_s_of(facts: SiteFacts, draws: Draws) -> NDArray[np.int64]:
    """A mixture: some leave within five minutes, the others after an exponential time."""
    kind = facts.kind[draws.site]
    quick = draws.idle_kind < facts.of_demand("leave_within_5_min_share")[kind]
    late_s = -np.log1p(-draws.idle_time) * facts.of_demand("idle_mean_min")[kind] * 60
    return np.where(quick, draws.idle_time * QUICK_LEAVE_S, late_s).astype(np.int64)


def patience_s_of(facts: SiteFacts, draws: Draws) -> NDArray[np.int64]:
    """Lognormal around the median of the demand."""
    kind = facts.kind[draws.site]
    median_s = facts.of_demand("patience_median_min")[kind] * 60
    patience_s = median_s * np.exp(facts.of_demand("patience_sigma")[kind] * draws.patience)
    return patience_s.astype(np.int64)
