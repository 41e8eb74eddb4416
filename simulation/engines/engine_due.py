"""What is certain to happen in the reference engine, and in which order at one second.

Cheaper than a process that waits for a timeout: SimPy calls one function, and that is all.
"""

from collections.abc import Callable
from typing import Final

from simpy import Environment, Event

FAIL: Final = 1
"""Order within a second; SimPy's own end of a run is 0."""
CHARGED: Final = 2
LEAVE: Final = 3
"""And the number of the EVSE."""
MOVE: Final = 10_000
RENEGE: Final = 10_001
ARRIVE: Final = 10_002


class Due(Event):
    """Something that is certain to happen; cheaper than a process that waits for a timeout."""

    def __init__(
        self, env: Environment, delay_s: int, order: int, act: Callable[["Due"], None], visit: int
    ) -> None:
        self.env = env
        self.callbacks = [act]
        self._value = None
        self._ok = True
        self.visit = visit
        env.schedule(self, order, delay_s)  # type: ignore[arg-type]  # any order will do
