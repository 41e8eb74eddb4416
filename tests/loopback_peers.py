"""Small peers and a hub over real HTTP on loopback, all in one event loop, for tests.

A peer keeps what it got, word for word, and answers what a test says.
"""

import asyncio
import json
import socket
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import aiohttp
import uvicorn

from core.domain.hub_view import HubView, TokenKind, known_token
from core.gateway.forward import Errand
from core.gateway.hub import Hub
from core.gateway.hub_settings import HubIdentity, HubSettings
from core.gateway.peer_client import PeerLimits
from core.gateway.plug_acts import plug_acts
from core.gateway.plug_relay import plug_relay
from core.gateway.registry import Registry
from core.gateway.relay import Relay
from core.gateway.server import application
from core.ocpi.credentials_token import header_of_token
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.service.sealed_box import HubKey, sealed
from tests.routed_parties import HUB, a_platform

KEY = HubKey.made()
NOW_TEXT = "2026-03-01T12:00:00Z"
OK = b'{"status_code":1000,"timestamp":"2026-03-01T12:00:00Z"}'


def envelope(data=None, status_code=1000, **more):
    fields = {"status_code": status_code, "timestamp": NOW_TEXT, **more}
    return json.dumps(fields | ({} if data is None else {"data": data})).encode()


@dataclass
class Got:
    """One request as it arrived."""

    method: str
    path: str
    query: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def routing(self):
        """``(from, to)``."""
        return tuple(
            f"{self.headers[f'ocpi-{way}-country-code']}*{self.headers[f'ocpi-{way}-party-id']}"
            for way in ("from", "to")
        )


@dataclass
class Answer:
    body: bytes = OK
    status: int = 200
    headers: dict = field(default_factory=dict)
    after_s: float = 0.0


class LoopbackServer(uvicorn.Server):
    """A server that leaves signals to pytest."""

    @contextmanager
    def capture_signals(self):
        yield


@asynccontextmanager
async def served(app):
    """An ASGI application on a free port of loopback; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = LoopbackServer(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:  # noqa: ASYNC110 (uvicorn has no event for it)
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task
        listener.close()


class Peer:
    """A platform of one role; ``answers`` is a function of a request, or what it always says."""

    def __init__(self, role, *, version=OcpiVersion.V2_2_1, answers=None, **platform):
        self.role = role
        self.version = version
        self.answers = answers or Answer()
        self.got = []
        self.waiting = 0
        self.facts = platform
        self.platform = None
        self.url = None

    @property
    def party(self):
        return self.role.split()[1]

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        path = scope["raw_path"].decode()
        got = Got(scope["method"], path, scope["query_string"].decode(), headers, body)
        self.got.append(got)
        answer = self.answers(got) if callable(self.answers) else self.answers
        if answer.after_s:
            self.waiting += 1
            try:
                await asyncio.sleep(answer.after_s)
            finally:
                self.waiting -= 1
        named = {"content-type": "application/json", **answer.headers}
        pairs = [(name.lower().encode(), value.encode()) for name, value in named.items()]
        status = {"type": "http.response.start", "status": answer.status, "headers": pairs}
        await send(status)
        await send({"type": "http.response.body", "body": answer.body})

    def seated(self, url):
        """Its platform, once it has an address."""
        self.url = f"{url}/ocpi"
        name = self.party.replace("*", "").lower()
        self.platform = a_platform(
            name, self.role, version=self.version, **({"base": self.url} | self.facts)
        )
        return self.platform

    @property
    def token(self):
        return f"token-of-{self.platform.platform_id}-0123456789"


@dataclass
class RoutedHub:
    """A hub among peers, and somebody who calls it as one of them."""

    hub: Hub
    relay: Relay
    session: aiohttp.ClientSession
    url: str

    async def ask(self, peer, method, path, *, to=None, body=None, headers=(), version=None):
        """What the hub answers a peer; ``path`` is after the version, or a whole URL."""
        sent = {
            "Authorization": header_of_token(peer.token),
            "X-Request-ID": "request-1",
            "X-Correlation-ID": "correlation-1",
            **routed("from", peer.party),
            **(routed("to", to) if to else {}),
            **dict(headers),
        }
        url = (
            path if path.startswith("http") else f"{self.url}/ocpi/{version or peer.version}/{path}"
        )
        raw = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        async with self.session.request(method, url, data=raw, headers=sent) as response:
            return Replied(response.status, response.headers.copy(), await response.read())


@dataclass
class Replied:
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json["status_code"]

    @property
    def routing(self):
        named = {name.lower(): value for name, value in self.headers.items()}
        return Got("", "", "", named, b"").routing


def routed(way, party):
    country, party_id = party.split("*")
    return {f"OCPI-{way}-country-code": country, f"OCPI-{way}-party-id": party_id}


@asynccontextmanager
async def network(runtime, *peers, limits=None, gone=(), acts=False):
    """A hub and peers, each on its own port; ``gone`` are platforms that nobody serves.

    With ``acts`` the network does by itself what it does of messages, over the books of the test.
    """
    async with _seated(peers):
        hub = a_hub(runtime, peers, gone)
        relay = plug_relay(hub, limits or PeerLimits(total_s=2.0))
        if acts:
            plug_acts(hub, relay)
        async with served(application(hub)) as url, aiohttp.ClientSession() as session:
            hub.settings = HubSettings(
                identity=HubIdentity(party=HUB), public_url=url, allow_private=True
            )
            yield RoutedHub(hub, relay, session, url)


def a_hub(runtime, peers, gone=()):
    """A hub that knows peers, and platforms that nobody serves."""
    registry = Registry(HUB, KEY)
    settings = HubSettings(allow_private=True)
    hub = Hub(runtime=runtime, settings=settings, registry=registry)
    tokens = [known_token(one.token, TokenKind.LASTING, one.platform.platform_id) for one in peers]
    platforms = (*(one.platform for one in peers), *gone)
    boxes = [
        (one.platform_id, sealed(KEY.public, f"hub-at-{one.name}", one.platform_id))
        for one in platforms
    ]
    hub.registry.show(HubView(1, platforms, tuple(tokens), tuple(boxes)))
    return hub


@asynccontextmanager
async def _seated(peers):
    """Each peer at an address of its own."""
    if not peers:
        yield
        return
    first, *others = peers
    async with served(first) as url:
        first.seated(url)
        async with _seated(others):
            yield


def any_errand(platform=None, **changes):
    """One push of a location, from the hub to a Demand Partner."""
    platform = platform or a_platform("dp", "EMSP DE*EMP")
    given = {
        "platform": platform,
        "sender": HUB,
        "receiver": platform.parties[0],
        "module": ModuleId.LOCATIONS,
        "interface": InterfaceRole.RECEIVER,
        "method": "PUT",
        "url": "https://dp.example/1",
        "correlation_id": "c",
        "version": OcpiVersion.V2_2_1,
    }
    return Errand(**given | changes)
