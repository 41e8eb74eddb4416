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
    """In the queue when the run ended."""
    CONNECTED = 2
    """At an EVSE when the run ended."""
    SERVED = 3
    AUTH_REJECTED = 4
    START_FAILED = 5
    BALKED = 6
    """Saw the queue and drove on."""
    RENEGED = 7
    """Queued, and left when patience ran out."""


AT_AN_EVSE: Final = (
    Outcome.CONNECTED,
    Outcome.SERVED,
    Outcome.AUTH_REJECTED,
    Outcome.START_FAILED,
)
"""Outcomes of visits that got an EVSE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """Arrays of shape (visit,), in the order of arrival over all sites."""

    site: NDArray[np.int32]
    """Index of the location in the scenario."""
    arrived_s: NDArray[np.int64]
    outcome: NDArray[np.uint8]
    evse: NDArray[np.int32]
    """Index of the EVSE at its site."""
    plugged_s: NDArray[np.int64]
    """When the driver got an EVSE."""
    left_s: NDArray[np.int64]
    """When the driver left the site, served or not."""
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
        got = np.isin(self.outcome, AT_AN_EVSE)
        waits: NDArray[np.int64] = self.plugged_s[got] - self.arrived_s[got]
        return waits
