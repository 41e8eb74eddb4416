"""One message to many: told to each by itself, in the order in which it came.

The answer policy, in one sentence: the hub answers the sender at once with 1000 when the message is
in order, for a broadcast is addressed to the hub; what becomes of each copy is in the message log,
and nobody's refusal, slowness or absence is the sender's concern. A copy that cannot be delivered
within ``WAIT_S`` is dropped, as OCPI wants no queues: its receiver asks again by ``date_from``.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from core.gateway.forward import Errand, Forwarder
from core.gateway.json_log import FIELDS, LOGGER

LINES: Final = 4
"""Per receiver: what is told of one object keeps its order, other objects overtake it."""
LINE_MAX: Final = 256
"""Copies that wait in one line; what comes then is dropped."""
WAIT_S: Final = 30.0


@dataclass(slots=True)
class Broadcaster:
    """Delivers copies in the background."""

    forwarder: Forwarder
    dropped: int = 0
    """Copies that were never sent."""
    _lines: dict[tuple[str, int], deque[tuple[float, Errand]]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def tell(self, subject: str, errands: Iterable[Errand]) -> int:
        """Begin to deliver copies; return how many. ``subject`` is what they are about."""
        told = 0
        for errand in errands:
            told += self._queue(hash(subject) % LINES, errand)
        return told

    async def settled(self) -> None:
        """Wait until every copy is delivered or dropped."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def run(self) -> None:
        """Stay until cancelled, then take back what is under way."""
        try:
            await asyncio.Event().wait()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _queue(self, number: int, errand: Errand) -> bool:
        key = (f"{errand.platform.platform_id} {errand.receiver}", number)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = deque()
            self._start(key)
        if len(line) >= LINE_MAX:
            self.dropped += 1
            return False
        line.append((monotonic(), errand))
        return True

    def _start(self, key: tuple[str, int]) -> None:
        task = asyncio.create_task(self._drain(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, key: tuple[str, int]) -> None:
        """Deliver one after the other; the line ends when it is empty."""
        line = self._lines[key]
        try:
            while line:
                since, errand = line.popleft()
                if monotonic() - since > WAIT_S:
                    self.dropped += 1
                else:
                    await self._deliver(errand)
        finally:
            del self._lines[key]

    async def _deliver(self, errand: Errand) -> None:
        try:
            await self.forwarder.send(errand)
        except Exception:  # noqa: BLE001 (the boundary: what follows in the line is delivered)
            self.dropped += 1
            LOGGER.exception("a copy failed", extra={FIELDS: {"to": errand.receiver}})
