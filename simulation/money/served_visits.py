"""The visits of a run that were charged, as columns: all that their money depends on."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.observations import Observations, Outcome
from simulation.visit_plan import VisitPlan

Ints = NDArray[np.int64]
NEVER: Final = 1 << 40
"""Seconds since the start at which nothing happens any more."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ServedVisits:
    """Arrays of shape (session,); each is one CDR, which may have been lost."""

    number: Ints
    """Of the visit in the plan, from 1."""
    site: Ints
    """Index of the location in the scenario."""
    evse: Ints
    """Index of the EVSE at its site."""
    demand_partner: Ints
    """Index of the Demand Partner in the scenario."""
    driver: Ints
    plugged_s: Ints
    """When charging began, in seconds since the scenario's start."""
    charging_s: Ints
    idle_s: Ints
    energy_wh: Ints
    received_s: Ints
    """When the CDR reached the network; the end of the session, unless it was late. NEVER where
    it was lost, or had not arrived when the run ended: nobody bills the session."""

    def __len__(self) -> int:
        return len(self.number)

    @property
    def is_billed(self) -> NDArray[np.bool_]:
        """Whether its CDR reached the network."""
        return self.received_s < NEVER

    @property
    def left_s(self) -> Ints:
        """When the session ended."""
        return self.plugged_s + self.charging_s + self.idle_s

    @property
    def energy_e4(self) -> Ints:
        """In ten-thousandths of a kWh."""
        return self.energy_wh * 10

    def taken(self, rows: Ints) -> "ServedVisits":
        """Those rows, in their order."""
        return ServedVisits(**{name: getattr(self, name)[rows] for name in self.__slots__})


def served_visits(plan: VisitPlan, seen: Observations) -> ServedVisits:
    """The visits that had been charged when the run ended, in the order of arrival.

    Of a duplicate the second copy is known already: it is one.
    """
    rows = np.flatnonzero(seen.outcome == Outcome.SERVED)
    delay_s = plan.cdr_delay_s[rows]
    received_s = seen.left_s[rows] + delay_s
    arrived = (plan.cdr_copies[rows] > 0) & ((received_s < seen.now_s) | (delay_s == 0))
    began_s, charged_s = seen.began_s[rows], seen.charged_s[rows]
    return ServedVisits(
        number=plan.number[rows].astype(np.int64),
        site=seen.site[rows].astype(np.int64),
        evse=seen.evse[rows].astype(np.int64),
        demand_partner=plan.demand_partner[rows].astype(np.int64),
        driver=plan.driver[rows].astype(np.int64),
        plugged_s=began_s,
        charging_s=charged_s,
        idle_s=seen.left_s[rows] - began_s - charged_s,
        energy_wh=seen.energy_wh[rows],
        received_s=np.where(arrived, received_s, NEVER),
    )
