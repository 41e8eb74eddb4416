"""The reference engine: SimPy walks through the drawn visits, second by second.

Lean on purpose, because the events are what costs: nothing is a process. One event walks the
arrivals, one the outages; attempts, charging and idling are one; who waits is a number in a line.

What happens at one second, in both engines: outages begin; EVSEs are left or mended, lowest number
first, and taken by who waits; drivers whose attempt failed try another EVSE; patience runs out;
drivers arrive, in the order of the plan. A driver takes the free EVSE of the lowest number.

An outage takes a free EVSE out of service. If the EVSE is OUT_OF_ORDER, the session that runs there
ends and the driver leaves with what is charged. While it is UNKNOWN a session goes on, and no other
begins there (``World.session_survives_unknown``). Where every EVSE is out, nobody queues.
"""

from collections.abc import Sequence
from heapq import heappush
from typing import Final

import numpy as np
from simpy import Environment

from simulation.engines.engine_choice import NOWHERE, Chooser
from simulation.engines.engine_codes import (
    BALKED,
    BROKEN,
    CONNECTED,
    NOT_ATTRACTED,
    RENEGED,
    SERVED,
    START_FAILED,
    WAITING,
)
from simulation.engines.engine_course import Course, Courses
from simulation.engines.engine_due import ARRIVE, FAIL, LEAVE, MOVE, RENEGE, Due
from simulation.engines.engine_energy import PartEnergy
from simulation.engines.engine_outages import edges_of
from simulation.engines.engine_shared_charging import SharedCharging
from simulation.engines.engine_site import NOBODY, Site, sites_of
from simulation.engines.engine_stays import Charging, Draws, Stays
from simulation.observations import Observations
from simulation.visit_plan import VisitPlan

DRIVE_ON_S: Final = 300
"""How long a driver who chooses takes from a site that is full to the next."""


class Engine:
    """One run of the reference engine; ``run_until`` may be called in as many steps as wanted."""

    def __init__(
        self,
        plan: VisitPlan,
        evse_counts: Sequence[int],
        *,
        waiting_places: Sequence[int] | None = None,
        power_limits_w: Sequence[float | None] | None = None,
        part_energy: PartEnergy | None = None,
    ) -> None:
        """Get ready to run.

        Args:
            plan: The visits, ascending by arrival.
            evse_counts: EVSEs at each site, by the index that the plan uses.
            waiting_places: Drivers who may wait at each site; None: as many as want to.
            power_limits_w: What each site may draw, above 0; None: as much as it can.
            part_energy: Of sessions that break off; None: power is constant.
        """
        self._sites = sites_of(plan, evse_counts, waiting_places, power_limits_w)
        self._seen = Stays(plan)
        self._part_energy = part_energy or PartEnergy(plan)
        self._courses = Courses(plan)
        self._courses.prepare(np.arange(len(plan.number)))
        self._course: list[Course | None] = [None] * len(plan.number)
        self._draws = Draws(plan)
        self._chooser = Chooser(plan, self._sites) if plan.has_choice else None
        self._edges = edges_of(plan.world)
        self.finished: list[int] = []
        """Indices of the visits that were served, in the order in which they left."""
        self._env = Environment()
        self._shared = SharedCharging(
            self._env, self._sites, self._draws, self._seen, self._leave_after
        )
        if len(plan.number):
            Due(self._env, self._draws.arrived_s[0], ARRIVE, self._arrive, 0)
        self._await_edge(0)

    @property
    def now_s(self) -> int:
        """How far the run is."""
        return int(self._env.now)

    def run_until(self, until_s: int) -> None:
        """Run on to that second; what happens in it is left to the next call."""
        self._env.run(until=until_s)

    def charging_of(self, visit: int) -> Charging:
        """The session of a visit that was served."""
        return self._seen.charging_of(visit)

    def observations(self) -> Observations:
        """What was seen so far; a copy."""
        return self._seen.observations(self.now_s)

    def _arrive(self, due: Due) -> None:
        """The drivers of this second come up to their sites, or choose where to go."""
        visit, now_s, arrived_s = due.visit, self.now_s, self._draws.arrived_s
        while visit < len(arrived_s):
            if arrived_s[visit] > now_s:
                Due(self._env, arrived_s[visit] - now_s, ARRIVE, self._arrive, visit)
                return
            if self._chooser is None:
                self._come(visit)
            elif (option := self._chooser.option_of(visit, now_s)) == NOWHERE:
                self._end(visit, NOT_ATTRACTED)
            else:
                self._head_for(visit, option)
                self._come(visit)
            visit += 1

    def _head_for(self, visit: int, option: int) -> None:
        self._seen.option[visit] = option
        self._seen.site[visit] = self._draws.option_site(visit, option)

    def _come(self, visit: int) -> None:
        """A driver comes up to a site: plugs in, queues, or drives on."""
        site, patience_s = self._sites[self._seen.site[visit]], self._draws.patience_s[visit]
        evse = site.take()
        if evse != NOBODY:
            self._plug_in(visit, site, evse, 0)
        elif site.is_joined(patience_s):
            self._seen.outcome[visit] = WAITING
            site.line[visit] = None
            site.note(self.now_s)
            Due(self._env, patience_s, RENEGE, self._renege, visit)
        else:
            self._drive_on(visit)

    def _drive_on(self, visit: int) -> None:
        """Who chooses goes to the next best site; the others give up."""
        seen, option = self._seen, NOWHERE
        if self._chooser is not None:
            option = self._chooser.next_option_of(visit, seen.option[visit], self.now_s)
        if option == NOWHERE:
            self._end(visit, BALKED)
            return
        self._head_for(visit, option)
        seen.outcome[visit] = WAITING
        seen.came_s[visit] = self.now_s + DRIVE_ON_S
        Due(self._env, DRIVE_ON_S, ARRIVE, lambda due: self._come(due.visit), visit)

    def _renege(self, due: Due) -> None:
        """Patience has run out, if its driver still waits."""
        visit = due.visit
        site = self._sites[self._seen.site[visit]]
        if visit in site.line:
            del site.line[visit]
            site.note(self.now_s)
            self._seen.waited_s[visit] = self.now_s - self._seen.came_s[visit]
            self._end(visit, RENEGED)

    def _plug_in(self, visit: int, site: Site, evse: int, behind: int) -> None:
        """All that follows is known to the second, but for outages and shared power."""
        seen, now_s = self._seen, self.now_s
        course = self._courses.course(visit, behind, now_s)
        self._course[visit] = course
        site.at[evse] = visit
        site.note(now_s)
        if not behind:
            seen.waited_s[visit] = now_s - seen.came_s[visit]
        seen.outcome[visit] = CONNECTED
        seen.evse[visit] = evse
        seen.plugged_s[visit] = now_s
        seen.attempts[visit] = course.attempts
        stay_s = course.over_s
        if course.outcome == SERVED:
            seen.began_s[visit] = now_s + stay_s
            if site.power is not None:
                Due(self._env, stay_s, LEAVE + evse, self._shared.begin, visit)
                return
            stay_s += self._draws.charging_s(visit, seen.option[visit]) + self._draws.idle_s[visit]
        self._leave_after(visit, stay_s)

    def _leave_after(self, visit: int, stay_s: int) -> None:
        # So that an outage at that very second finds the stay over.
        self._seen.left_s[visit] = self.now_s + stay_s
        Due(self._env, stay_s, LEAVE + self._seen.evse[visit], self._leave, visit)

    def _leave(self, due: Due) -> None:
        """The stay at an EVSE is over, unless an outage has ended it before."""
        visit, seen = due.visit, self._seen
        course = self._course[visit]
        if seen.outcome[visit] != CONNECTED:
            return
        assert course is not None
        site, evse = self._sites[seen.site[visit]], seen.evse[visit]
        site.at[evse] = NOBODY
        if course.moves:
            seen.outcome[visit] = WAITING
            Due(self._env, 0, MOVE, self._move, visit)
        elif course.outcome == SERVED:
            if site.power is None:
                seen.charged_s[visit] = self._draws.charging_s(visit, seen.option[visit])
            self._serve(visit, self._draws.energy_wh[visit], self._draws.stop[visit])
        else:
            self._end(visit, course.outcome)
        self._release(site, evse)

    def _move(self, due: Due) -> None:
        """A driver tries another EVSE of the site, if one is free."""
        visit = due.visit
        course, site = self._course[visit], self._sites[self._seen.site[visit]]
        assert course is not None
        evse = site.take(but=self._seen.evse[visit])
        if evse == NOBODY:
            self._end(visit, course.outcome)
        else:
            self._plug_in(visit, site, evse, course.attempts)

    def _release(self, site: Site, evse: int) -> None:
        """The EVSE goes to the first in line, or is free; not while it is out."""
        if site.out[evse]:
            return
        visit = site.next_in_line()
        if visit == NOBODY:
            heappush(site.free, evse)
            site.note(self.now_s)
        else:
            self._plug_in(visit, site, evse, 0)

    def _serve(self, visit: int, energy_wh: int, stop: int) -> None:
        self._seen.energy_wh[visit] = energy_wh
        self._seen.stop[visit] = stop
        self._end(visit, SERVED)
        self.finished.append(visit)

    def _end(self, visit: int, outcome: int) -> None:
        self._seen.outcome[visit] = outcome
        self._seen.left_s[visit] = self.now_s

    def _await_edge(self, number: int) -> None:
        if number < len(self._edges):
            edge = self._edges[number]
            order = LEAVE + edge.evse if edge.is_end else FAIL
            Due(self._env, edge.at_s - self.now_s, order, self._pass_edge, number)

    def _pass_edge(self, due: Due) -> None:
        """An outage begins or ends."""
        edge = self._edges[due.visit]
        self._await_edge(due.visit + 1)
        site = self._sites[edge.site]
        if edge.is_end:
            if site.mend(edge.evse):
                self._release(site, edge.evse)
            return
        there = site.fail(edge.evse)
        site.note(self.now_s)
        if there != NOBODY and edge.cuts and self._seen.left_s[there] != self.now_s:
            site.at[edge.evse] = NOBODY
            self._break_off(there, site)

    def _break_off(self, visit: int, site: Site) -> None:
        """The EVSE under a driver is out of order: what is charged is charged."""
        seen, course = self._seen, self._course[visit]
        assert course is not None
        charging_s = self._draws.charging_s(visit, seen.option[visit])
        done_s = self.now_s - seen.began_s[visit]
        if course.outcome != SERVED or done_s <= 0:
            seen.began_s[visit] = -1
            self._end(visit, START_FAILED)
            return
        if seen.charged_s[visit]:
            own_s = float(charging_s)  # Power was shared, and the driver idles.
        elif site.power is None:
            own_s = float(min(done_s, charging_s))
            seen.charged_s[visit] = int(own_s)
        else:
            own_s = charging_s * self._shared.break_off(visit, site)
        if own_s < charging_s:
            energy_wh = self._part_energy.one_wh(visit, seen.site[visit], own_s, charging_s)
            self._serve(visit, energy_wh, BROKEN)
        else:
            self._serve(visit, self._draws.energy_wh[visit], self._draws.stop[visit])
