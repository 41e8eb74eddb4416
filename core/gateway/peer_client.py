"""Calls to peers over HTTP: bounded in number, in time and in size, and each party by itself.

A failure is a value, for a network is expected to fail. Only what changes nothing (GET) is sent a
second time, and only where the connection broke: OCPI's messages are not queued, whoever missed
some asks by ``date_from``. The client is aiohttp's, by measurement the one fast enough to relay.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from secrets import randbelow
from time import monotonic
from typing import Final
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDictProxy
from yarl import URL

from core.domain.errors import RoamingError
from core.gateway.lane import Lane
from core.ocpi.status_code import StatusCode

_REDIRECTS: Final = frozenset({307, 308})
"""Those that keep method and body."""
_RETRY_MS: Final = (20, 120)
"""How long before the second try, at random between these: many peers do not come back at once."""
_LOOKUPS_MAX: Final = 64
_NAMES_S: Final = 60
"""How long the address of a name is kept."""
_CHUNK: Final = 1 << 16
_IDLE_S: Final = 4
"""How long a connection is kept for the next call; many servers close theirs after 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerLimits:
    """What one call to a peer may take."""

    connect_s: float = 3.0
    total_s: float = 10.0
    """Waiting for a place in its lane included."""
    answer_bytes_max: int = 16_000_000
    in_flight_max: int = 32
    waiting_max: int = 64


@dataclass(frozen=True, slots=True)
class PeerCall:
    """One request as it is sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What came back; any HTTP status."""

    http_status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    latency_s: float


@dataclass(frozen=True, slots=True)
class PeerFailure:
    """Nothing came back, or nothing that can be read."""

    status_code: StatusCode
    """4002 for time, 4003 for the connection, 4000 for what the hub itself held back."""
    problem: str
    latency_s: float = 0.0


@dataclass(slots=True)
class PeerClient:
    """Calls peers; of one process and one event loop."""

    limits: PeerLimits = field(default_factory=PeerLimits)
    resolver: Callable[[], AbstractResolver] | None = None
    """Finds addresses by name, and refuses those that may not be called."""
    examine_url: Callable[[str], object] = str
    """Raises a RoamingError at a URL that may not be called."""
    lanes: dict[str, Lane] = field(default_factory=dict)
    """By platform."""
    _session: aiohttp.ClientSession | None = None

    async def send(self, platform_id: str, call: PeerCall) -> PeerAnswer | PeerFailure:
        """Call a platform; what went wrong is told, never raised."""
        lane = self._lane(platform_id)
        began = monotonic()
        if lane.is_full:
            problem = f"the receiver is busy: {lane.taken} messages to it are under way"
            return PeerFailure(StatusCode.HUB_ERROR, problem)
        if not lane.circuit.lets(began):
            problem = f"the receiver did not answer {lane.circuit.failures} times in a row"
            return PeerFailure(StatusCode.CONNECTION_PROBLEM, problem)
        try:
            found = await self._within_time(lane, call, began)
        except BaseException:
            lane.circuit.gave_up()
            raise
        return found

    async def close(self) -> None:
        """Give back every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def keep_open(self) -> None:
        """Stay until cancelled, then give back every connection.

        Names are looked up by many threads meanwhile: a name server that hangs for a few parties
        would keep Python's handful busy, and nobody else would be found.
        """
        lookups = ThreadPoolExecutor(_LOOKUPS_MAX, thread_name_prefix="lookup")
        asyncio.get_running_loop().set_default_executor(lookups)
        try:
            await asyncio.Event().wait()
        finally:
            await self.close()

    async def _within_time(
        self, lane: Lane, call: PeerCall, began: float
    ) -> PeerAnswer | PeerFailure:
        has_begun = False
        try:
            async with asyncio.timeout(self.limits.total_s), lane.place():
                has_begun = True
                found = await self._try(call, began)
        except aiohttp.ConnectionTimeoutError:  # the message was not forwarded: it is no 4002
            problem = f"no connection within {self.limits.connect_s:g} s"
            found = PeerFailure(StatusCode.CONNECTION_PROBLEM, problem, monotonic() - began)
        except TimeoutError:
            if not has_begun:  # it waited for others' calls, which tell how the party is
                lane.circuit.gave_up()
                return _late(self.limits.total_s, monotonic() - began)
            found = _late(self.limits.total_s, monotonic() - began)
        except (aiohttp.ClientError, OSError, ValueError) as error:  # names may be no names at all
            problem = f"no connection: {_told(error)}"
            found = PeerFailure(StatusCode.CONNECTION_PROBLEM, problem, monotonic() - began)
        if isinstance(found, PeerFailure) and found.status_code != StatusCode.HUB_ERROR:
            lane.circuit.failed(monotonic())
        else:
            lane.circuit.succeeded()
        return found

    async def _try(self, call: PeerCall, began: float) -> PeerAnswer | PeerFailure:
        if call.method == "GET":
            with suppress(aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                return await self._once(call, began)
            await asyncio.sleep((_RETRY_MS[0] + randbelow(_RETRY_MS[1])) / 1000)
        return await self._once(call, began)

    async def _once(
        self, call: PeerCall, began: float, *, follows: bool = True
    ) -> PeerAnswer | PeerFailure:
        try:
            self.examine_url(call.url)
        except RoamingError as error:
            return PeerFailure(StatusCode.HUB_ERROR, str(error))
        async with self._open_session().request(
            call.method,
            url_as_written(call.url),
            data=call.body or None,
            headers=call.headers,
            allow_redirects=False,
        ) as response:
            if response.status in _REDIRECTS and follows:
                there = urljoin(call.url, response.headers.get("Location", ""))
                if urlsplit(there)[:2] == urlsplit(call.url)[:2]:  # never hand a token to others
                    return await self._once(replace(call, url=there), began, follows=False)
            body = await _body_of(response, self.limits.answer_bytes_max)
            took = monotonic() - began
            if body is None:
                problem = f"the answer is longer than {self.limits.answer_bytes_max} bytes"
                return PeerFailure(StatusCode.HUB_ERROR, problem, took)
            return PeerAnswer(response.status, response.headers, body, took)

    def _lane(self, platform_id: str) -> Lane:
        lane = self.lanes.get(platform_id)
        if lane is None:
            lane = Lane(self.limits.in_flight_max, self.limits.waiting_max)
            self.lanes[platform_id] = lane
        return lane

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,  # lanes bound what is under way
                    keepalive_timeout=_IDLE_S,
                    ttl_dns_cache=_NAMES_S,
                    resolver=None if self.resolver is None else self.resolver(),
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.limits.connect_s),
                skip_auto_headers=("User-Agent",),
                auto_decompress=True,
            )
        return self._session


def url_as_written(text: str) -> URL:
    """A URL that stays as its owner wrote it, where it can be sent like that."""
    return URL(text, encoded=text.isascii() and text.isprintable() and " " not in text)


async def _body_of(response: aiohttp.ClientResponse, longest: int) -> bytes | None:
    """The body; None if it is longer than that, without reading what is too much."""
    if (response.content_length or 0) > longest:
        return None
    parts, length = [], 0
    async for part in response.content.iter_chunked(_CHUNK):
        parts.append(part)
        length += len(part)
        if length > longest:
            return None
    return b"".join(parts)


def _late(total_s: float, latency_s: float) -> PeerFailure:
    problem = f"the receiver gave no answer within {total_s:g} s"
    return PeerFailure(StatusCode.TIMEOUT, problem, latency_s)


def _told(error: BaseException) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError) and error.__cause__ is not None:
        error = error.__cause__  # it knows the host, its cause knows what was wrong with it
    return str(error).partition("\n")[0][:200] or type(error).__name__
