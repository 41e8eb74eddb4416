"""Energy of a session that breaks off: what the vehicle's curve gives in the time that it had.

Without vehicles power is constant. At a site that shares its power the time is that which the
session would have needed alone.
"""

import numpy as np
from numpy.typing import NDArray

from simulation.model.charge_curve import ChargeCurves
from simulation.visit_plan import VisitPlan


class PartEnergy:
    """Energy of parts of the sessions of a plan."""

    def __init__(
        self,
        plan: VisitPlan,
        curves: ChargeCurves | None = None,
        plug_of_site: NDArray[np.int64] | None = None,
    ) -> None:
        """Take in the curves.

        Args:
            plan: Whose sessions.
            curves: Of the vehicles at each kind of plug; None: power is constant.
            plug_of_site: Which kind of plug each site has; wanted with curves.
        """
        assert curves is None or plug_of_site is not None
        self._plan = plan
        self._curves = curves
        self._plug_of_site = plug_of_site

    def energy_wh(
        self,
        visit: NDArray[np.intp],
        site: NDArray[np.int32],
        done_s: NDArray[np.float64],
        charging_s: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Energy after ``done_s`` of ``charging_s``, down to the Wh; arrays of shape (session,)."""
        plan = self._plan
        whole_wh = plan.energy_wh[visit]
        even_wh = (whole_wh * np.minimum(done_s / charging_s, 1.0)).astype(np.int64)
        if self._curves is None or self._plug_of_site is None:
            return even_wh
        vehicle = plan.vehicle[visit].astype(np.int64)
        along_wh = self._curves.energy_wh_after(
            self._plug_of_site[site],
            np.maximum(vehicle, 0),
            plan.soc_arrival[visit].astype(np.float64),
            done_s,
        )
        along: NDArray[np.int64] = np.minimum(along_wh, whole_wh).astype(np.int64)
        return np.where(vehicle >= 0, along, even_wh)

    def one_wh(self, visit: int, site: int, done_s: float, charging_s: int) -> int:
        """As ``energy_wh``, of one session."""
        found = self.energy_wh(
            np.array([visit]),
            np.array([site], dtype=np.int32),
            np.array([done_s]),
            np.array([charging_s]),
        )
        return int(found[0])
