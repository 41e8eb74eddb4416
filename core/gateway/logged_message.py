"""A message of the hub as its log keeps it: masked, cut, in texts that every database takes."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final
from urllib.parse import urlencode

from core.domain.hub_message import HubMessage, MessageWay
from core.domain.passage import Passage
from core.gateway.forward import Sent
from core.gateway.hub_request import HubAnswer, HubRequest
from core.ocpi.mask_message import LONGEST, Mask, driver_in_path
from core.ocpi.message_objects import carried
from core.ocpi.message_violations import violations_told
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.status_code import StatusCode

US: Final = timedelta(microseconds=1)
_STATUS: Final = re.compile(rb'"status_code":([0-9]{4})')
_TAIL: Final = 2_000
"""Bytes of an answer of ours in which its status stands, behind the data."""


@dataclass(frozen=True, slots=True)
class Look:
    """How closely messages are looked at."""

    mask: Mask
    examines: bool
    """Whether the objects that they carry are compared with OCPI's tables."""

    def violations(
        self, carried_object: str | None, version: OcpiVersion, method: str, body: bytes
    ) -> str:
        """What an object breaks, and nothing of what stands there; what was cut is not examined."""
        if not self.examines or len(body) > LONGEST:
            return ""
        return violations_told(version, carried_object, body, partial=method == "PATCH")


def message_sent(sent: Sent, look: Look) -> HubMessage:
    """A message that left the hub, and what came back."""
    errand, reply = sent.errand, sent.reply
    losses = "; ".join(str(loss) for loss in reply.losses)
    told = " ".join(one for one in (reply.problem, losses) if one)
    broken = look.violations(errand.carried.request, errand.version, errand.method, errand.body)
    return HubMessage(
        message_id=sent.request_id,
        at=sent.at,
        way=MessageWay.OUT,
        correlation_id=errand.correlation_id,
        sender=errand.sender,
        receiver=errand.receiver,
        module=errand.module.value,
        interface=errand.interface.value,
        method=errand.method,
        path=_plain(look.mask.url(errand.module, errand.url, errand.driver)),
        version=errand.version.value,
        status_code=reply.status_code,
        http_status=reply.http_status,
        latency_us=round(reply.latency_s * 1e6),
        request=look.mask.body(errand.module, errand.body),
        answer=look.mask.body(errand.module, reply.body),
        problem=_plain("; ".join(filter(None, (told, broken)))),
    )


def message_answered(
    request: HubRequest, answer: HubAnswer, latency_us: int, look: Look
) -> HubMessage:
    """A request that came, and what the hub answered by itself."""
    query = f"?{urlencode(request.query)}" if request.query else ""
    path = "/".join(("", request.module, *request.rest)) + query
    driver = driver_in_path(request.module, request.interface, request.rest)
    status = _STATUS.findall(answer.body[-_TAIL:])
    kind = carried(request.module, request.interface, request.method, request.rest).request
    return HubMessage(
        message_id=f"{request.platform.platform_id}:{request.request_id}:{monotonic()}",
        at=request.received_at,
        way=MessageWay.IN,
        correlation_id=request.correlation_id,
        sender=request.from_party or ", ".join(request.platform.parties),
        receiver=request.to_party or "",
        module=request.module.value,
        interface=request.interface.value,
        method=request.method,
        path=_plain(look.mask.path(request.module, path, driver)),
        version=request.version.value,
        status_code=int(status[-1]) if status else 0,
        http_status=answer.http_status,
        latency_us=latency_us,
        request=look.mask.body(request.module, request.body),
        answer=look.mask.body(request.module, answer.body),
        problem=_plain(look.violations(kind, request.version, request.method, request.body)),
    )


def result_missing(passage: Passage, now: datetime, look: Look) -> HubMessage:
    """The result of a command that was promised, and did not come in time."""
    return HubMessage(
        message_id=f"missing:{passage.passage_id}",
        at=now,
        way=MessageWay.IN,
        correlation_id="",
        sender=passage.caller,
        receiver=passage.owner,
        module=passage.module,
        interface=passage.interface,
        method="POST",
        path=_plain(look.mask.url(ModuleId(passage.module), passage.url)),
        version="",
        status_code=StatusCode.TIMEOUT,
        http_status=0,
        latency_us=(now - passage.opened_at) // US,
        request="",
        answer="",
        problem="the result was promised and has not come",
    )


def _plain(text: str) -> str:
    """A text that every database takes: peers write NUL and halves of characters, too."""
    text = text.replace("\x00", "")
    return text if text.isascii() else text.encode(errors="replace").decode()
