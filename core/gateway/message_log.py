"""What passes through the hub goes to the log of messages, in the background.

Nobody waits for the log: what comes faster than it can be written is dropped and counted. Bodies
are cut before they wait and masked before they are written.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from secrets import token_bytes
from time import monotonic
from typing import Final
from urllib.parse import urlencode

from anyio import CancelScope, sleep

from core.domain.errors import RoamingError
from core.domain.hub_message import HubMessage, MessageWay
from core.domain.passage import Passage
from core.gateway.forward import Sent
from core.gateway.hub_request import HubAnswer, HubRequest
from core.gateway.json_log import FIELDS, LOGGER
from core.gateway.use import Use
from core.ocpi.mask_message import LONGEST, Mask, driver_in_path
from core.ocpi.message_objects import carried
from core.ocpi.message_violations import violations_told
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.status_code import StatusCode
from core.service.keep_messages import drop_old_messages, keep_messages
from core.service.runtime import Runtime

WAITING_MAX: Final = 4_000
AT_ONCE: Final = 500
EXAMINED_MAX: Final = 50
"""Objects of those at once that are compared with OCPI's tables: it must not slow the hub."""
FLUSH_S: Final = 0.25
CLEAN_S: Final = 60.0
_STATUS: Final = re.compile(rb'"status_code":([0-9]{4})')
_TAIL: Final = 2_000
_US: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Noted:
    """One message as it waits."""

    message: HubMessage
    """Without bodies and with a path that may name a driver."""
    module: ModuleId
    driver: str | None
    request: bytes
    answer: bytes
    carried: str | None = None
    """The object that the request carries."""


@dataclass(slots=True, kw_only=True)
class MessageLog:
    """Of one process."""

    runtime: Runtime
    use: Use
    mask: Mask = field(default_factory=lambda: Mask(token_bytes(32)))
    dropped: int = 0
    _waiting: deque[_Noted] = field(default_factory=deque)
    _cleaned_s: float = field(default_factory=monotonic)

    def note_sent(self, sent: Sent) -> None:
        """A message left the hub, and this came back."""
        errand, reply = sent.errand, sent.reply
        losses = "; ".join(str(loss) for loss in reply.losses)
        message = HubMessage(
            message_id=sent.request_id,
            at=sent.at,
            way=MessageWay.OUT,
            correlation_id=errand.correlation_id,
            sender=errand.sender,
            receiver=errand.receiver,
            module=errand.module,
            interface=errand.interface,
            method=errand.method,
            path=errand.url,
            version=errand.version,
            status_code=reply.status_code,
            http_status=reply.http_status,
            latency_us=round(reply.latency_s * 1e6),
            request="",
            answer="",
            problem=" ".join(one for one in (reply.problem, losses) if one),
        )
        names = (errand.driver, errand.carried.request)
        self._put(message, names, errand.body, reply.body)

    def note_own(self, request: HubRequest, answer: HubAnswer) -> None:
        """A request came, and the hub answered it by itself."""
        status_code = _status_of(answer)
        query = f"?{urlencode(request.query)}" if request.query else ""
        message = HubMessage(
            message_id=f"{request.platform.platform_id}:{request.request_id}:{monotonic()}",
            at=request.received_at,
            way=MessageWay.IN,
            correlation_id=request.correlation_id,
            sender=request.from_party or ", ".join(request.platform.parties),
            receiver=request.to_party or "",
            module=request.module,
            interface=request.interface,
            method=request.method,
            path="/".join(("", request.module, *request.rest)) + query,
            version=request.version,
            status_code=status_code,
            http_status=answer.http_status,
            latency_us=(self.runtime.now() - request.received_at) // _US,
            request="",
            answer="",
            problem="",
        )
        half, rest = (request.module, request.interface), request.rest
        names = driver_in_path(*half, rest), carried(*half, request.method, rest).request
        self._put(message, names, request.body, answer.body)

    def note_missing(self, passage: Passage, now: datetime) -> None:
        """The result of a command was promised, and did not come in time."""
        message = HubMessage(
            message_id=f"missing:{passage.passage_id}",
            at=now,
            way=MessageWay.IN,
            correlation_id="",
            sender=passage.caller,
            receiver=passage.owner,
            module=passage.module,
            interface=passage.interface,
            method="POST",
            path=passage.url,
            version="",
            status_code=StatusCode.TIMEOUT,
            http_status=0,
            latency_us=(now - passage.opened_at) // _US,
            request="",
            answer="",
            problem="the result was promised and has not come",
        )
        self._put(message, (None, None), b"", b"")

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

    async def flush(self) -> None:
        """Write what waits.

        Raises:
            RoamingError: The books cannot be written; what was taken is lost.
        """
        while self._waiting:
            taken = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            await self.use(self._write, taken)

    def _put(
        self,
        message: HubMessage,
        names: tuple[str | None, str | None],
        request: bytes,
        answer: bytes,
    ) -> None:
        """Let a message wait; ``names`` are the driver in its path and the object it carries."""
        if len(self._waiting) >= WAITING_MAX:
            self.dropped += 1
            return
        # One byte more than is kept says that there was more.
        module = ModuleId(message.module)
        cut = LONGEST + 1
        driver, kind = names
        self._waiting.append(_Noted(message, module, driver, request[:cut], answer[:cut], kind))

    def _write(self, taken: list[_Noted]) -> None:
        keep_messages(self.runtime, list(self._masked(taken)))

    def _masked(self, taken: list[_Noted]) -> Iterator[HubMessage]:
        for number, one in enumerate(taken):
            problem = one.message.problem
            if number < EXAMINED_MAX:
                problem = "; ".join(filter(None, (problem, _violations(one))))
            yield replace(
                one.message,
                path=_plain(self.mask.url(one.module, one.message.path, one.driver)),
                problem=_plain(problem),
                request=self.mask.body(one.module, one.request),
                answer=self.mask.body(one.module, one.answer),
            )


def _violations(one: _Noted) -> str:
    """What the sender's object breaks; what was cut is not looked at."""
    if not one.message.version or len(one.request) > LONGEST:
        return ""
    version, is_patch = OcpiVersion(one.message.version), one.message.method == "PATCH"
    return violations_told(version, one.carried, one.request, partial=is_patch)


def _plain(text: str) -> str:
    """A text that every database takes: peers write NUL and halves of characters, too."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def _status_of(answer: HubAnswer) -> int:
    """OCPI's status of an answer of ours: it stands behind the data."""
    found = _STATUS.findall(answer.body[-_TAIL:])
    return int(found[-1]) if found else 0
