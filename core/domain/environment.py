"""Whose money a record is about, so that nobody takes a played session for a real one."""

from enum import StrEnum
from typing import Final

SIMULATED: Final = "simulation"
"""Source of every CDR that the simulator issues."""
REPLAYED: Final = "replay of "
"""What the source of every replayed CDR begins with; the name of the file follows."""


class Environment(StrEnum):
    """The three worlds that books can be of."""

    LIVE = "LIVE"
    """Somebody's money."""
    REPLAY = "REPLAY"
    """Sessions that happened, under tariffs and terms that somebody tries out."""
    SIMULATION = "SIMULATION"
    """Nothing happened at all."""


def environment_of(source: str) -> Environment:
    """The world that a CDR of this source belongs to."""
    if source == SIMULATED:
        return Environment.SIMULATION
    return Environment.REPLAY if source.startswith(REPLAYED) else Environment.LIVE
