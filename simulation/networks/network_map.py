"""The sites of a scenario for a map: where, what, at which price, who reaches them, how used.

Prices are what drivers expect to pay for ``PRICED_KWH`` at the public tariff, with VAT, as a mean
over the hours of the week, a kWh, in the operator's currency.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.scenario import Scenario

PRICED_KWH: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMap:
    """A scenario, and what its sites cost."""

    scenario: Scenario
    price: NDArray[np.float64]
    """Array of shape (site,), in whole units of the currency a kWh."""
    currency: str
    imputed: str
    """What to write beside the prices; empty where all are published."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SiteRun:
    """What one run says of each site, in the order of the scenario."""

    utilisation: NDArray[np.float64]
    """Share of EVSE time connected, 0 to 1; array of shape (site,)."""
    free: NDArray[np.float64]
    """As ``free_share_by_hour``; array of shape (site, 24)."""
