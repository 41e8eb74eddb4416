"""Keeps a process's view of the platforms fresh: looks for changes now and then, and when asked.

One number tells whether anything changed, so N processes over one PostgreSQL cost it little. A
token that nobody knows may have been made a moment ago by another process: then it is looked for
before it is refused, but not more often than every ``MISS_S``, so that guesses cost little.
"""

from typing import Final

from anyio import Lock, current_time, sleep

from core.domain.errors import StoreError
from core.gateway.hub import Hub
from core.gateway.json_log import FIELDS, LOGGER
from core.service.view_platforms import view_hub

MISS_S: Final = 0.1
_WAITING_MAX: Final = 32
"""Unknown tokens that wait at once; who guesses cannot keep out those who know."""


class RegistryRefresh:
    """Reads what changed into the registry of one process."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._lock = Lock()
        self._looked_s = 0.0
        self._waiting = 0

    async def run(self) -> None:
        """Look as long as the hub lives; what fails is tried again."""
        while True:
            try:
                await self.look()
                self._hub.is_ready = True
            except StoreError as error:
                self._hub.is_ready = False
                LOGGER.warning("platforms unread", extra={FIELDS: {"problem": str(error)}})
            await sleep(self._hub.settings.refresh_s)

    async def look(self) -> None:
        """Read what changed, if anything did.

        Raises:
            StoreError: The books cannot be read.
        """
        async with self._lock:
            await self._look()

    async def look_for_token(self) -> None:
        """Look because of a token that is not known; of many who wait, one looks for all.

        Raises:
            StoreError: The books cannot be read.
        """
        if self._waiting >= _WAITING_MAX:
            return
        asked_s, self._waiting = current_time(), self._waiting + 1
        try:
            async with self._lock:
                if self._looked_s < asked_s:
                    await sleep(max(0.0, self._looked_s + MISS_S - current_time()))
                    await self._look()
        finally:
            self._waiting -= 1

    async def _look(self) -> None:
        looked_s = current_time()
        await self._hub.use(self._read)
        self._looked_s = looked_s

    def _read(self) -> None:
        """In a thread: a thousand platforms take as long as some requests."""
        view = view_hub(self._hub.runtime, self._hub.registry.view)
        if view is not None:
            self._hub.registry.show(view)
