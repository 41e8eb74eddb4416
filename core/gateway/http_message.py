"""HTTP as the hub needs it of ASGI: headers by name, a body within limits, an answer at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from starlette.types import Receive, Scope, Send

from core.gateway.hub_request import HubAnswer

_ID_MAX: Final = 128
"""Characters of a peer's request and correlation ids; OCPI recommends 36."""


class BodyTooLargeError(Exception):
    """A request's body is larger than the hub takes."""


class PeerLeftError(Exception):
    """The peer closed the connection before its request was whole."""


@dataclass(frozen=True, slots=True)
class Headers:
    """Headers of a request; of two with one name the first counts."""

    by_name: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """The value of a header, by its name in lower case; None where it is absent or empty."""
        return self.by_name.get(name) or None

    def id_or(self, name: str, own: Callable[[], str]) -> str:
        """An id that a peer gave, or our own where it gave none that can be repeated."""
        found = self.by_name.get(name, "")
        fits = 1 <= len(found) <= _ID_MAX and found.isascii() and found.isprintable()
        return found if fits else own()

    def party(self, direction: str) -> str | None:
        """Party of ``ocpi-from`` or ``ocpi-to``, ``nl*AbC`` as written; None without both parts."""
        country = self.text(f"{direction}-country-code")
        party_id = self.text(f"{direction}-party-id")
        return None if country is None or party_id is None else f"{country}*{party_id}"


def headers_of(scope: Scope) -> Headers:
    """The headers of a request."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1"), value.decode("latin-1").strip())
    return Headers(found)


async def body_of(receive: Receive, headers: Headers, bytes_max: int) -> bytes:
    """The whole body of a request.

    Raises:
        BodyTooLargeError: It is larger, or says that it will be.
        PeerLeftError: The peer left before it was whole.
    """
    told = headers.by_name.get("content-length", "")
    if told.isdecimal() and int(told[:20]) > bytes_max:
        raise BodyTooLargeError
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise PeerLeftError
        part = message.get("body", b"")
        size += len(part)
        if size > bytes_max:
            raise BodyTooLargeError
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


async def send_answer(send: Send, answer: HubAnswer, ids: Iterable[tuple[str, str]]) -> None:
    """Send an answer with the ids of its request."""
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(answer.body)),
    ]
    headers += [
        (name.encode(), value.encode())
        for name, value in (*answer.headers, *ids)
        if value.isascii() and value.isprintable()  # a peer's may be anything
    ]
    status = {"type": "http.response.start", "status": answer.http_status, "headers": headers}
    await send(status)
    await send({"type": "http.response.body", "body": answer.body})
