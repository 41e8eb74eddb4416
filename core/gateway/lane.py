"""The way to one party: how many calls are under way, how many wait, and its circuit breaker.

Each party has its own, so that whoever is slow fills its own lane and nobody else's.
"""

from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from core.gateway.circuit import Circuit

IN_FLIGHT_MAX: Final = 32
WAITING_MAX: Final = 64


@dataclass(slots=True)
class Lane:
    """Of one platform."""

    in_flight_max: int = IN_FLIGHT_MAX
    waiting_max: int = WAITING_MAX
    circuit: Circuit = field(default_factory=Circuit)
    taken: int = 0
    """Calls under way and waiting."""
    _places: Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = Semaphore(self.in_flight_max)

    @property
    def is_full(self) -> bool:
        """Whether not even a place to wait is free."""
        return self.taken >= self.in_flight_max + self.waiting_max

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """One of the places; whoever finds none free waits for one."""
        self.taken += 1
        try:
            async with self._places:
                yield
        finally:
            self.taken -= 1
