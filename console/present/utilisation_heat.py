"""Use of the sites by hour of the day as one grid, whatever it was measured in."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.service.snapshot import SiteHour
from simulation.feed import Utilisation

HOURS = 24


@dataclass(frozen=True, slots=True, eq=False)
class Heat:
    """A grid of figures with their names and unit."""

    sites: tuple[str, ...]
    values: NDArray[np.float64]
    """Array of shape (site, 24), by hour of the day, local time."""
    unit: str


def heat_of_run(utilisation: Utilisation) -> Heat:
    """The share of EVSE time in which a vehicle was connected."""
    return Heat(utilisation.sites, utilisation.connected, "%")


def heat_of_books(hours: Sequence[SiteHour]) -> Heat:
    """Hours connected of each location; the books do not say how many EVSEs could have been."""
    sites = tuple(sorted({hour.location_id for hour in hours}))
    rows = {site: index for index, site in enumerate(sites)}
    values = np.zeros((len(sites), HOURS))
    for hour in hours:
        values[rows[hour.location_id], hour.hour] += hour.connected_s / 3600
    return Heat(sites, values, "h")
