"""The fast engine: the same plan and the same observations as the reference, in whole columns.

The wait of a driver in a first-come queue is known on arrival: the EVSE that is left first by
those before, less whoever will not wait so long. So visits are taken in the order of arrival, one
of each lane (``engine_lanes``) at a time; no clock is needed. Who is where when a run ends is cut
out of the whole afterwards. Where drivers try another EVSE visits are walked one by one
(``engine_eventful_lane``).

What happens at one second, and first, is told by the reference; both agree on every visit.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.domain.errors import RuleError
from simulation.engines.engine_course import Courses
from simulation.engines.engine_energy import PartEnergy
from simulation.engines.engine_eventful_lane import EventfulLane, LaneVisit, Placed
from simulation.engines.engine_lanes import Lanes
from simulation.engines.engine_outage_table import OutageTable
from simulation.engines.engine_outages import outages_of
from simulation.engines.engine_stretches import Stretches
from simulation.engines.engine_turns import Turns
from simulation.engines.engine_walk import walk
from simulation.engines.engine_whole import Whole
from simulation.observations import Observations
from simulation.visit_plan import VisitPlan


def observe(
    plan: VisitPlan,
    evse_counts: Sequence[int],
    until_s: int,
    *,
    waiting_places: Sequence[int] | None = None,
    part_energy: PartEnergy | None = None,
) -> Observations:
    """What a run sees until that second.

    Args:
        plan: The visits, ascending by arrival.
        evse_counts: EVSEs at each site, by the index that the plan uses.
        until_s: What happens in that second is not in it.
        waiting_places: Drivers who may wait at each site; None: as many as want to.
        part_energy: Of sessions that break off; None: power is constant.

    Raises:
        RuleError: Drivers choose where to go.
    """
    if plan.has_choice:
        raise RuleError("choice: the numpy engine cannot play drivers who choose; use simpy")
    courses = Courses(plan)
    turns = Turns.of(plan, courses.stay_s(plan), evse_counts, waiting_places)
    whole = Whole(plan, courses, part_energy or PartEnergy(plan))
    stretches = Stretches.of(plan, courses, turns)
    table = OutageTable.of(plan.world, evse_counts)
    for lanes in Lanes.of(stretches, turns, plan):
        whole.put(lanes.visit, *walk(lanes, table))
    whole.put_placed(_walk_eventful(stretches.eventful_rows(), turns, plan, courses, until_s))
    return whole.observations(until_s)


def _walk_eventful(
    rows: NDArray[np.intp], turns: Turns, plan: VisitPlan, courses: Courses, until_s: int
) -> dict[int, Placed]:
    """The visits of eventful stretches, one by one."""
    courses.prepare(rows)
    outages = outages_of(plan.world, plan.site[rows])
    placed: dict[int, Placed] = {}
    first = np.flatnonzero(np.diff(plan.site[rows], prepend=-1))
    for of_site in np.split(rows, first[1:]) if len(rows) else ():
        site = int(plan.site[of_site[0]])
        lane = EventfulLane(
            courses, outages.get(site, {}), int(turns.evse_count[site]), until_s, placed
        )
        turn_s, places = float(turns.turn_s[site]), int(turns.waiting_places[site])
        columns = (
            of_site,
            plan.arrived_s[of_site],
            plan.patience_s[of_site],
            plan.charging_s[of_site, 0],
            plan.idle_s[of_site],
        )
        for one in map(LaneVisit, *(column.tolist() for column in columns)):
            lane.place(one, turn_s, places)
        lane.finish()
    return placed
