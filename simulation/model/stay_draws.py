"""How long drivers wait for an EVSE, and how long they stay when the charge is over."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.tariff import TariffDimension
from simulation.model.expected_price import rate_to_operator
from simulation.model.fitted_stays import fitted_stay_s
from simulation.model.site_draws import Draws
from simulation.model.site_facts import SiteFacts
from simulation.scenario_network import tariffs_of

QUICK_LEAVE_S: Final = 300
"""The drivers who leave at once leave within this time, uniformly."""


def idle_s_of(facts: SiteFacts, draws: Draws, charging_s: NDArray[np.int64]) -> NDArray[np.int64]:
    """A mixture: some leave within five minutes, the others after an exponential time.

    Where the demand names a fitted class, it is what the stay leaves after charging.
    A parking fee of the site where the visit begins shortens the times of the others.
    """
    kind = facts.kind[draws.site]
    quick = draws.idle_kind < facts.of_demand("leave_within_5_min_share")[kind]
    late_s = -np.log1p(-draws.idle_time) * facts.of_demand("idle_mean_min")[kind] * 60
    if any(facts.fitted):
        stay_s = fitted_stay_s(facts, draws)
        quick &= stay_s == 0
        late_s = np.where(stay_s > 0, np.maximum(stay_s - charging_s, 0), late_s)
    response = facts.of_demand("idle_fee_response")[kind]
    if response.any():
        late_s = late_s / (1 + response * parking_fees_of(facts)[draws.site])
    return np.where(quick, draws.idle_time * QUICK_LEAVE_S, late_s).astype(np.int64)


def parking_fees_of(facts: SiteFacts) -> NDArray[np.float64]:
    """The highest parking fee an hour of each site, in the operator's currency, without VAT.

    Raises:
        InvalidValueError: No rate from the currency of a tariff to the operator's.
    """
    fees = {
        tariff.tariff_id: rate_to_operator(facts.scenario, tariff.currency)
        * max(
            (
                float(one.price)
                for element in tariff.elements
                for one in element.price_components
                if one.type is TariffDimension.PARKING_TIME
            ),
            default=0.0,
        )
        for tariff in tariffs_of(facts.scenario)
    }
    return np.array([fees[part.tariff_id] for part in facts.scenario.location], dtype=np.float64)


def patience_s_of(facts: SiteFacts, draws: Draws) -> NDArray[np.int64]:
    """Lognormal around the median of the demand."""
    kind = facts.kind[draws.site]
    median_s = facts.of_demand("patience_median_min")[kind] * 60
    patience_s = median_s * np.exp(facts.of_demand("patience_sigma")[kind] * draws.patience)
    return patience_s.astype(np.int64)
