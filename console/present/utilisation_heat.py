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

    @property
    def maximum(self) -> float:
        """The top of the scale: 1 in percent at most, never 0."""
        top = float(self.values.max(initial=0.0))
        return top if top > 0 else 1.0

    def cell_text(self, site: int, hour: int) -> str:
        """``NL-001, 07:00 to 08:00: 41.2 % connected``."""
        value = float(self.values[site, hour])
        figure = f"{value:.1%}".replace("%", " %") if self.unit == "%" else f"{value:,.2f} h"
        return f"{self.sites[site]}, {hour:02d}:00 to {hour + 1:02d}:00: {figure} connected"

    def scale_text(self) -> str:
        """The top of the scale with its unit."""
        return (
            f"{self.maximum:.0%}".replace("%", " %")
            if self.unit == "%"
            else (f"{self.maximum:,.1f} h")
        )


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
