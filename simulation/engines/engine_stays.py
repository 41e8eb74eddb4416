"""What the reference engine draws from for each visit, and what it notes of it as it goes on."""

from typing import NamedTuple

import numpy as np

from simulation.observations import Observations, Outcome, Stop
from simulation.visit_plan import VisitPlan


class Charging(NamedTuple):
    """A session that was served."""

    site: int
    evse: int
    began_s: int
    charged_s: int
    left_s: int
    energy_wh: int


class Draws:
    """Columns of the plan as lists of shape (visit,), which are quicker to take one by one."""

    def __init__(self, plan: VisitPlan) -> None:
        self.arrived_s: list[int] = plan.arrived_s.tolist()
        self.patience_s: list[int] = plan.patience_s.tolist()
        self._options = int(plan.option_site.shape[1])
        self._charging_s: list[int] = plan.charging_s.ravel().tolist()
        self._option_site: list[int] = plan.option_site.ravel().tolist()
        self.idle_s: list[int] = plan.idle_s.tolist()
        self.energy_wh: list[int] = plan.energy_wh.tolist()
        self.stop: list[int] = np.where(plan.early_stop < 1, Stop.BY_ITSELF, Stop.NONE).tolist()
        """How charging ends if nothing else ends it."""

    def charging_s(self, visit: int, option: int) -> int:
        """How long a visit charges at an option."""
        seconds: int = self._charging_s[visit * self._options + option]
        return seconds

    def option_site(self, visit: int, option: int) -> int:
        """Where an option is."""
        site: int = self._option_site[visit * self._options + option]
        return site


class Stays:
    """Lists of shape (visit,), as the fields of ``Observations``."""

    def __init__(self, plan: VisitPlan) -> None:
        count = len(plan.number)
        self._plan = plan
        self.site: list[int] = plan.site.tolist()
        self.option = bytearray(count)
        """Index into the options of the plan."""
        self.came_s: list[int] = plan.arrived_s.tolist()
        """At the site where the driver is, or is going."""
        self.outcome = bytearray(count)
        self.evse = [-1] * count
        self.plugged_s = [-1] * count
        self.began_s = [-1] * count
        """May be later than now."""
        self.left_s = [-1] * count
        """As far as it is certain; may be later than now."""
        self.charged_s = [0] * count
        self.energy_wh = [0] * count
        self.waited_s = [0] * count
        self.attempts = bytearray(count)
        self.stop = bytearray(count)

    def charging_of(self, visit: int) -> Charging:
        """The session of a visit that was served."""
        assert self.outcome[visit] == Outcome.SERVED
        return Charging(
            self.site[visit],
            self.evse[visit],
            self.began_s[visit],
            self.charged_s[visit],
            self.left_s[visit],
            self.energy_wh[visit],
        )

    def observations(self, now_s: int) -> Observations:
        """What was seen so far; a copy."""
        outcome = np.frombuffer(bytes(self.outcome), dtype=np.uint8)
        began_s = np.array(self.began_s, dtype=np.int64)
        left_s = np.array(self.left_s, dtype=np.int64)
        return Observations(
            site=np.array(self.site, dtype=np.int32),
            arrived_s=self._plan.arrived_s,
            outcome=outcome,
            evse=np.array(self.evse, dtype=np.int32),
            plugged_s=np.array(self.plugged_s, dtype=np.int64),
            began_s=np.where(began_s < now_s, began_s, -1),
            left_s=np.where(outcome > Outcome.CONNECTED, left_s, -1),
            charged_s=np.where(outcome == Outcome.SERVED, np.array(self.charged_s), 0),
            energy_wh=np.array(self.energy_wh, dtype=np.int64),
            waited_s=np.array(self.waited_s, dtype=np.int64),
            attempts=np.frombuffer(bytes(self.attempts), dtype=np.uint8),
            stop=np.frombuffer(bytes(self.stop), dtype=np.uint8),
            now_s=now_s,
        )
