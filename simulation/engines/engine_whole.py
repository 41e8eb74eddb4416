"""What the fast engine finds of every visit, to its end; and how it looks at some second before."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.engines.engine_course import Courses
from simulation.engines.engine_energy import PartEnergy
from simulation.engines.engine_eventful_lane import Placed
from simulation.engines.engine_lane_loop import BALKED
from simulation.engines.engine_turns import Ints
from simulation.observations import Observations, Outcome, Stop
from simulation.visit_plan import VisitPlan

_NOWHERE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """The fields of ``Placed``; arrays of shape (visit,)."""

    evse: NDArray[np.int32]
    line_s: Ints
    plugged_s: Ints
    began_s: Ints
    left_s: Ints
    outcome: NDArray[np.uint8]
    charged_s: Ints
    attempts: NDArray[np.uint8]
    stop: NDArray[np.uint8]

    @classmethod
    def empty(cls, visits: int) -> "_Columns":
        longs = {
            name: np.zeros(visits, dtype=np.int64)
            for name in ("line_s", "plugged_s", "began_s", "left_s", "charged_s")
        }
        return cls(
            evse=np.zeros(visits, dtype=np.int32),
            outcome=np.zeros(visits, dtype=np.uint8),
            attempts=np.zeros(visits, dtype=np.uint8),
            stop=np.zeros(visits, dtype=np.uint8),
            **longs,
        )


class Whole:
    """What becomes of all visits of a plan."""

    def __init__(self, plan: VisitPlan, courses: Courses, part_energy: PartEnergy) -> None:
        """Begin with nothing known."""
        self._part_energy = part_energy
        self._plan = plan
        self.courses = courses
        self._columns = _Columns.empty(len(plan.number))

    def put(
        self, rows: NDArray[np.intp], evse: NDArray[np.int32], begin_s: Ints, end_s: Ints
    ) -> None:
        """Visits that get that EVSE then, until then; or give up."""
        plan, course = self._plan, self.courses.columns
        outcome = course.outcome[rows]
        got, charges = evse >= 0, outcome == Outcome.SERVED
        charging_s = plan.charging_s[rows, 0]
        began_s = begin_s + course.over_s[rows]
        stay_s = course.over_s[rows] + charges * (charging_s + plan.idle_s[rows])
        broken = end_s < begin_s + stay_s
        charged_s = np.minimum(end_s - began_s, charging_s)
        served = got & charges & (charged_s > 0)
        outcome = np.where(broken & ~served, np.uint8(Outcome.START_FAILED), outcome)
        given_up = np.where(evse == BALKED, Outcome.BALKED, Outcome.RENEGED)
        mine = self._columns
        mine.evse[rows] = evse
        mine.line_s[rows] = begin_s
        mine.plugged_s[rows] = begin_s
        mine.began_s[rows] = np.where(got & charges, began_s, _NOWHERE)
        mine.left_s[rows] = np.where(got, end_s, begin_s)
        mine.outcome[rows] = np.where(got, outcome, given_up)
        mine.charged_s[rows] = np.where(served, charged_s, 0)
        mine.attempts[rows] = course.attempts[rows] * got
        mine.stop[rows] = (served & (charged_s < charging_s)) * np.uint8(Stop.OUT_OF_ORDER)

    def put_placed(self, placed: dict[int, Placed]) -> None:
        """Visits by their row."""
        if not placed:
            return
        rows = np.fromiter(placed, dtype=np.intp, count=len(placed))
        columns = zip(*placed.values(), strict=True)
        for name, values in zip(Placed._fields, columns, strict=True):
            getattr(self._columns, name)[rows] = values

    def observations(self, until_s: int) -> Observations:
        """How the whole looks at a second: what is later has not been seen."""
        plan, whole = self._plan, self._columns
        came = plan.arrived_s < until_s
        in_line = came & (whole.line_s >= until_s)
        got = came & ~in_line
        plugged = got & (whole.evse >= 0)
        gone = got & (whole.left_s < until_s)
        outcome = np.where(gone, whole.outcome, np.uint8(Outcome.CONNECTED))
        outcome[in_line] = Outcome.WAITING
        outcome[~came] = Outcome.NOT_ARRIVED
        served = outcome == Outcome.SERVED
        # One that breaks down before it begins has not begun.
        began = served | ((outcome == Outcome.CONNECTED) & (whole.began_s < until_s))
        return Observations(
            site=plan.site,
            arrived_s=plan.arrived_s,
            outcome=outcome,
            evse=np.where(plugged, whole.evse, np.int32(_NOWHERE)),
            plugged_s=np.where(plugged, whole.plugged_s, _NOWHERE),
            began_s=np.where(began, whole.began_s, _NOWHERE),
            left_s=np.where(gone, whole.left_s, _NOWHERE),
            charged_s=whole.charged_s * served,
            energy_wh=self._energy_wh() * served,
            waited_s=(whole.line_s - plan.arrived_s) * got,
            attempts=np.where(plugged, whole.attempts, np.uint8(0)),
            stop=np.where(served, self._stop(), np.uint8(0)),
            now_s=until_s,
        )

    def _energy_wh(self) -> Ints:
        """What was charged; where charging broke off, as ``PartEnergy`` says."""
        energy_wh, charging_s = self._plan.energy_wh, self._plan.charging_s[:, 0]
        broken = np.flatnonzero(self._columns.stop == Stop.OUT_OF_ORDER)
        if not len(broken):
            return energy_wh
        energy_wh = energy_wh.copy()
        done_s = self._columns.charged_s[broken].astype(np.float64)
        energy_wh[broken] = self._part_energy.energy_wh(
            broken, self._plan.site[broken], done_s, charging_s[broken]
        )
        return energy_wh

    def _stop(self) -> NDArray[np.uint8]:
        by_itself = np.where(self._plan.early_stop < 1, np.uint8(Stop.BY_ITSELF), np.uint8(0))
        stop: NDArray[np.uint8] = np.where(self._columns.stop > 0, self._columns.stop, by_itself)
        return stop
