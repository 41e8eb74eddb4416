"""Outcomes as plain numbers: Python 3.11 looks members of an enumeration up slowly."""

from typing import Final

from simulation.observations import Outcome, Stop

WAITING: Final = int(Outcome.WAITING)
CONNECTED: Final = int(Outcome.CONNECTED)
SERVED: Final = int(Outcome.SERVED)
START_FAILED: Final = int(Outcome.START_FAILED)
BALKED: Final = int(Outcome.BALKED)
RENEGED: Final = int(Outcome.RENEGED)
AUTH_TIMEOUT: Final = int(Outcome.AUTH_TIMEOUT)
NOT_ATTRACTED: Final = int(Outcome.NOT_ATTRACTED)
BY_ITSELF: Final = int(Stop.BY_ITSELF)
BROKEN: Final = int(Stop.OUT_OF_ORDER)
