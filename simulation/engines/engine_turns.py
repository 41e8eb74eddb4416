"""How long visits and turns take at a site, which decides who joins a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulation.visit_plan import VisitPlan

Ints = NDArray[np.int64]

UNLIMITED: Final = 1 << 40
"""Places in a line that nothing bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Arrays of shape (site,) unless said."""

    evse_count: Ints
    """Array of shape (site,)."""
    stay_s: Ints
    """Array of shape (visit,)."""
    turn_s: NDArray[np.float64]
    """Mean stay over EVSEs; array of shape (site,)."""
    waiting_places: Ints
    """Array of shape (site,)."""

    @classmethod
    def of(
        cls,
        plan: VisitPlan,
        stay_s: Ints,
        evse_counts: Sequence[int],
        waiting_places: Sequence[int] | None,
    ) -> Self:
        """Turns of a plan's sites; stays as the courses have them."""
        counts = np.asarray(evse_counts, dtype=np.int64)
        return cls(
            evse_count=counts,
            stay_s=stay_s,
            turn_s=mean_stays_s(plan, len(counts)) / counts,
            waiting_places=np.full(len(counts), UNLIMITED)
            if waiting_places is None
            else np.asarray(waiting_places, dtype=np.int64),
        )


def mean_stays_s(plan: VisitPlan, sites: int) -> NDArray[np.float64]:
    """Mean stay of the visits that begin at each site, in seconds: what a regular would know.

    That of all visits where none begins.
    """
    stay_s = plan.stay_s
    visits = np.bincount(plan.site, minlength=sites)
    totals_s = np.bincount(plan.site, stay_s, minlength=sites)
    everywhere_s = float(stay_s.mean()) if len(stay_s) else 0.0
    return np.where(visits > 0, totals_s / np.maximum(visits, 1), everywhere_s)
