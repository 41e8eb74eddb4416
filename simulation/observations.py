"""What the run saw of every visit, in columns; statistics come afterwards.

A visit is one row from its arrival on, whatever became of it; those that the end of the run cut
off are rows too. Times are whole seconds since the scenario's start, -1 where there was none.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray


class Outcome(IntEnum):
    """What became of a visit."""

    NOT_ARRIVED = 0
    """The run was stopped before the driver came."""
    WAITING = 1
    """In the queue, or between two sites, when the run ended."""
    CONNECTED = 2
    """At an EVSE when the run ended."""
    SERVED = 3
    """Charged, in full or until something stopped it."""
    AUTH_REJECTED = 4
    """The last attempt was refused; ``VisitPlan.reject_reason`` says why."""
    START_FAILED = 5
    """The last attempt did not start, or its EVSE broke down before it did."""
    BALKED = 6
    """Saw the queue and drove on."""
    RENEGED = 7
    """Queued, and left when patience ran out."""
    AUTH_TIMEOUT = 8
    """The last attempt got no answer: the hub was out."""
    NOT_ATTRACTED = 9
    """No site in reach was worth going to."""


class Stop(IntEnum):
    """What ended the charging of a session before its time."""

    NONE = 0
    BY_ITSELF = 1
    """An early stop that the plan had drawn."""
    OUT_OF_ORDER = 2
    """The EVSE broke down."""


AT_AN_EVSE: Final = (
    Outcome.CONNECTED,
    Outcome.SERVED,
    Outcome.AUTH_REJECTED,
    Outcome.START_FAILED,
    Outcome.AUTH_TIMEOUT,
)
"""Outcomes of visits that got an EVSE."""
FAILED: Final = (Outcome.AUTH_REJECTED, Outcome.START_FAILED, Outcome.AUTH_TIMEOUT)
"""Outcomes of visits that got an EVSE and no energy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """Arrays of shape (visit,), in the order of arrival over all sites."""

    site: NDArray[np.int32]
    """Index of the location in the scenario that the driver went to last."""
    arrived_s: NDArray[np.int64]
    """At the first site."""
    outcome: NDArray[np.uint8]
    evse: NDArray[np.int32]
    """Index of the EVSE at its site, the last one that was tried."""
    plugged_s: NDArray[np.int64]
    """When the driver got that EVSE."""
    began_s: NDArray[np.int64]
    """When charging began: where the session, and its CDR, begin."""
    left_s: NDArray[np.int64]
    """When the driver left the site, served or not."""
    charged_s: NDArray[np.int64]
    """Seconds of charging of a session that was served; 0 for all others."""
    energy_wh: NDArray[np.int64]
    """Energy of a session that was served; 0 for all others."""
    waited_s: NDArray[np.int64]
    """Seconds in lines, of the waits that are over."""
    attempts: NDArray[np.uint8]
    """At EVSEs, those that are certain to follow included; 0 for who got none."""
    stop: NDArray[np.uint8]
    """A ``Stop``."""
    now_s: int
    """How far the run came; half-open: what happens at this second is not in it."""

    def count(self, outcome: Outcome) -> int:
        """How many visits came to that."""
        return int(np.count_nonzero(self.outcome == outcome))

    @property
    def arrived(self) -> int:
        """How many drivers came."""
        return len(self.outcome) - self.count(Outcome.NOT_ARRIVED)

    def waits_s(self) -> NDArray[np.int64]:
        """Waiting times of the visits that got an EVSE, in seconds."""
        waits: NDArray[np.int64] = self.waited_s[np.isin(self.outcome, AT_AN_EVSE)]
        return waits

    def after(self, first: int) -> "Observations":
        """Without the first visits."""
        columns = {name: getattr(self, name) for name in self.__slots__ if name != "now_s"}
        return Observations(
            now_s=self.now_s, **{name: column[first:] for name, column in columns.items()}
        )
