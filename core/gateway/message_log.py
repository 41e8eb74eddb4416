"""What passes through the hub goes to the log of messages, in the background.

Nobody waits for the log: what comes faster than it can be written is dropped and counted. Messages
are made, cut and masked when they are written.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from secrets import token_bytes
from time import monotonic
from typing import Final

from anyio import CancelScope, sleep

from core.domain.errors import RoamingError
from core.domain.hub_message import HubMessage
from core.domain.passage import Passage
from core.gateway.forward import Sent
from core.gateway.hub_request import HubAnswer, HubRequest
from core.gateway.json_log import FIELDS, LOGGER
from core.gateway.logged_message import (
    US,
    Look,
    message_answered,
    message_sent,
    result_missing,
)
from core.gateway.use import Use
from core.ocpi.mask_message import Mask
from core.service.keep_messages import drop_old_messages, keep_messages
from core.service.runtime import Runtime

WAITING_MAX: Final = 4_000
WAITING_BYTES_MAX: Final = 64_000_000
"""Of bodies."""
AT_ONCE: Final = 500
EXAMINED_MAX: Final = 50
"""Objects of those at once that are compared with OCPI's tables: it must not slow the hub."""
FLUSH_S: Final = 0.25
CLEAN_S: Final = 60.0

Make = Callable[[Look], HubMessage]
"""A message of the log, when there is time to make it."""


@dataclass(slots=True, kw_only=True)
class MessageLog:
    """Of one process."""

    runtime: Runtime
    use: Use
    mask: Mask = field(default_factory=lambda: Mask(token_bytes(32)))
    dropped: int = 0
    _waiting: deque[tuple[int, Make]] = field(default_factory=deque)
    """Each with the length of its bodies."""
    _waiting_bytes: int = 0
    _cleaned_s: float = field(default_factory=monotonic)

    def note_sent(self, sent: Sent) -> None:
        """A message left the hub, and this came back."""
        self._put(len(sent.errand.body) + len(sent.reply.body), partial(message_sent, sent))

    def note_own(self, request: HubRequest, answer: HubAnswer) -> None:
        """A request came, and the hub answered it by itself."""
        latency_us = (self.runtime.now() - request.received_at) // US
        make = partial(message_answered, request, answer, latency_us)
        self._put(len(request.body) + len(answer.body), make)

    def note_missing(self, passage: Passage, now: datetime) -> None:
        """The result of a command was promised, and did not come in time."""
        self._put(0, partial(result_missing, passage, now))

    async def run(self) -> None:
        """Write what waits, and drop what is old, until cancelled."""
        try:
            while True:
                await sleep(FLUSH_S)
                await self._turn()
        finally:
            with CancelScope(shield=True):
                await self._turn()

    async def _turn(self) -> None:
        try:
            await self.flush()
            if monotonic() - self._cleaned_s > CLEAN_S:
                self._cleaned_s = monotonic()
                await self.use(drop_old_messages, self.runtime)
        except RoamingError as error:
            LOGGER.warning("messages unlogged", extra={FIELDS: {"problem": str(error)}})
        except Exception:  # noqa: BLE001 (the boundary: a line that cannot be made ends no hub)
            LOGGER.exception("messages unlogged")

    async def flush(self) -> None:
        """Write what waits.

        Raises:
            RoamingError: The books cannot be written; what was taken is lost.
        """
        while self._waiting:
            taken = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            self._waiting_bytes -= sum(length for length, _ in taken)
            await self.use(self._write, [make for _, make in taken])

    def _put(self, length: int, make: Make) -> None:
        is_full = len(self._waiting) >= WAITING_MAX
        if is_full or self._waiting_bytes + length > WAITING_BYTES_MAX:
            self.dropped += 1
            return
        self._waiting.append((length, make))
        self._waiting_bytes += length

    def _write(self, taken: list[Make]) -> None:
        looks = (Look(self.mask, examines=number < EXAMINED_MAX) for number in count())
        messages = [make(look) for make, look in zip(taken, looks, strict=False)]
        keep_messages(self.runtime, messages)
