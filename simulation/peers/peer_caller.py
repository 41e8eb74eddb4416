"""A peer's calls to its hub: push, pull, ask; every answer is checked before it is believed."""

import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from core.domain.errors import SourceError
from core.ocpi.credentials_token import header_of_token
from core.ocpi.envelope import Envelope, read_envelope
from core.ocpi.json_bytes import json_of_value
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.wire import split_key
from simulation.peers.peer_state import Exchange, PeerState
from simulation.peers.quirks import as_written
from simulation.peers.shelf import Object

_TIMEOUT: Final = ClientTimeout(total=35)
_NEXT: Final = 'rel="next"'


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hub answered."""

    http_status: int
    envelope: Envelope
    headers: Mapping[str, str]
    """Names in lower case."""


class PeerCaller:
    """The calls of one peer; it owns the connections that it makes."""

    def __init__(self, peer: PeerState) -> None:
        self._peer = peer
        self.session = ClientSession(timeout=_TIMEOUT)

    async def close(self) -> None:
        """Close the connections."""
        await self.session.close()

    async def push(
        self, module: ModuleId, key: tuple[str, ...], value: object, to: str | None = None
    ) -> Answer:
        """PUT an object as it is now; ``key`` is its id and what is below."""
        return await self._own_object("PUT", module, key, value, to)

    async def patch(
        self, module: ModuleId, key: tuple[str, ...], fields: object, to: str | None = None
    ) -> Answer:
        """PATCH fields of an object."""
        return await self._own_object("PATCH", module, key, fields, to)

    async def post_cdr(self, cdr: Object, to: str | None = None) -> Answer:
        """POST a CDR."""
        return await self.call("POST", self._url(ModuleId.CDRS, InterfaceRole.RECEIVER), cdr, to)

    async def authorise(
        self, uid: str, kind: str, location: Object | None = None, to: str | None = None
    ) -> Answer:
        """Ask whether a token may charge."""
        url = self._url(ModuleId.TOKENS, InterfaceRole.SENDER, (uid, "authorize"))
        return await self.call("POST", f"{url}?type={kind}", location, to)

    async def command(self, kind: str, request: Object, to: str) -> Answer:
        """Ask another party's charge point to do something."""
        url = self._url(ModuleId.COMMANDS, InterfaceRole.RECEIVER, (kind,))
        return await self.call("POST", url, request, to)

    async def pull(
        self, module: ModuleId, query: str = "", to: str | None = None
    ) -> AsyncIterator[Object]:
        """Every object that the hub shows, page by page.

        Raises:
            SourceError: A page could not be had.
        """
        url: str | None = self._url(module, InterfaceRole.SENDER) + (f"?{query}" if query else "")
        while url is not None:
            answer = await self.call("GET", url, to=to)
            found = answer.envelope.value()
            if not answer.envelope.is_success or not isinstance(found, list):
                raise SourceError(url, f"wanted a page, found {answer.envelope.status_code}")
            for one in found:
                yield one
            url = _next_of(answer.headers.get("link", ""))

    async def call(
        self, method: str, url: str, body: object = None, to: str | None = None
    ) -> Answer:
        """One call to any URL of the hub.

        Raises:
            SourceError: There was no answer, or it was no OCPI.
        """
        written = as_written(body, self._peer.settings.quirks)
        content = None if body is None else json_of_value(written)
        headers = self._headers(to)
        try:
            async with self.session.request(method, url, headers=headers, data=content) as found:
                answer = await found.read()
        except (ClientError, TimeoutError) as error:
            raise SourceError(url, f"{method}: no answer: {error}") from error
        self._note(method, url, headers, content or b"", found, answer)
        lowered = {name.lower(): value for name, value in found.headers.items()}
        return Answer(found.status, read_envelope(answer, url), lowered)

    async def _own_object(
        self, method: str, module: ModuleId, key: tuple[str, ...], value: object, to: str | None
    ) -> Answer:
        owner = split_key(self._peer.settings.party)
        url = self._url(module, InterfaceRole.RECEIVER, (*owner, *key))
        return await self.call(method, url, value, to)

    def _url(self, module: ModuleId, interface: InterfaceRole, rest: tuple[str, ...] = ()) -> str:
        base = self._peer.linked().url_of(module, interface)
        if base is None:
            raise SourceError("hub", f"no endpoint for {interface} of {module}")
        return "/".join([base.rstrip("/"), *(quote(part, safe="*") for part in rest)])

    def _headers(self, to: str | None) -> dict[str, str]:
        peer, link = self._peer, self._peer.linked()
        quirks = peer.settings.quirks
        headers = {
            "authorization": header_of_token(link.token, raw=quirks.raw_token),
            "content-type": "application/json",
        }
        if quirks.bare_headers:
            return headers
        headers |= {
            "x-request-id": secrets.token_hex(16),
            "x-correlation-id": secrets.token_hex(16),
        }
        headers |= _routing("from", peer.settings.party)
        return headers | ({} if to is None else _routing("to", to))

    def _note(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        response: ClientResponse,
        answer: bytes,
    ) -> None:
        self._peer.exchanges.append(
            Exchange(
                at=self._peer.now(),
                sent=True,
                method=method,
                url=url,
                headers={k: v for k, v in headers.items() if k != "authorization"},
                body=body,
                http_status=response.status,
                answer=answer,
            )
        )


def _routing(direction: str, party: str) -> dict[str, str]:
    country_code, party_id = split_key(party)
    return {
        f"ocpi-{direction}-country-code": country_code,
        f"ocpi-{direction}-party-id": party_id,
    }


def _next_of(link: str) -> str | None:
    """The URL of the next page in a Link header; None on the last."""
    for one in link.split(","):
        url, _, relation = one.partition(";")
        if relation.strip() == _NEXT:
            return url.strip().removeprefix("<").removesuffix(">")
    return None
