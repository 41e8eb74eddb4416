"""A peer that runs: its server listens, its calls go out, and a hub is registered at.

async with running(OwnPeer(settings)) as peer:
    await peer.register("http://127.0.0.1:8020/ocpi/versions", token_a)
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final, TypeVar

import uvicorn
from starlette.types import ASGIApp

from core.domain.errors import SourceError
from core.ocpi.modules import ModuleId
from simulation.peers.peer_caller import Answer, PeerCaller
from simulation.peers.peer_handshake import register
from simulation.peers.peer_server import PeerServer
from simulation.peers.peer_settings import PeerSettings
from simulation.peers.peer_state import HubLink, PeerState
from simulation.peers.shelf import Object

_BACKLOG: Final = 256
_STOP_S: Final = 2


class OwnPeer:
    """One peer: what it knows, and what it can be asked to do. A CPO or a DP is made of it."""

    def __init__(self, settings: PeerSettings) -> None:
        self.state = PeerState(settings=settings)
        self._caller: PeerCaller | None = None

    @property
    def caller(self) -> PeerCaller:
        """Its calls, while it runs."""
        assert self._caller is not None, "wanted a peer that runs"
        return self._caller

    @property
    def versions_url(self) -> str:
        """Where a hub begins to register here."""
        return f"{self.state.base_url}/versions"

    async def register(self, url: str, token_a: str) -> HubLink:
        """Register at a hub.

        Raises:
            SourceError: The hub refused, or is none.
            WireError: It answered what OCPI does not allow.
        """
        return await register(self.state, self.caller.session, url, token_a)

    async def connected(self) -> None:
        """Wait until a hub has registered here."""
        await self.state.registered.wait()

    async def share(self, module: ModuleId, key: str, value: Object, to: str | None = None) -> None:
        """Keep an object as our own and push it.

        Raises:
            SourceError: The hub did not take it.
        """
        self.state.own[module].put((key,), value)
        expect_success(await self.caller.push(module, (key,), value, to))

    def start_calls(self) -> None:
        """Be ready to call; an event loop runs."""
        self._caller = PeerCaller(self.state)

    async def stop_calls(self) -> None:
        """Close the connections."""
        await self.caller.close()
        self._caller = None


def expect_success(answer: Answer) -> Answer:
    """The answer, if it is one of success.

    Raises:
        SourceError: It is not.
    """
    envelope = answer.envelope
    if not envelope.is_success or answer.http_status >= 400:
        said = f"{envelope.status_code} {envelope.status_message or ''}"
        raise SourceError("hub", f"wanted success, found HTTP {answer.http_status}, {said}")
    return answer


PeerT = TypeVar("PeerT", bound=OwnPeer)


@asynccontextmanager
async def running(peer: PeerT) -> AsyncIterator[PeerT]:
    """The peer while it listens; afterwards its port is free.

    Raises:
        SourceError: It cannot listen there.
    """
    settings = peer.state.settings
    with listening(settings.host, settings.port) as listener:
        port = listener.getsockname()[1]
        peer.state.base_url = f"http://{settings.host}:{port}/ocpi"
        server = _Listening(PeerServer(peer.state))
        serving = asyncio.create_task(server.serve([listener]))
        peer.start_calls()
        try:
            await server.ready.wait()
            yield peer
        finally:
            await peer.stop_calls()
            server.should_exit = True
            await serving


class _Listening(uvicorn.Server):
    """A server beside others in one process: signals are the process's, not one peer's."""

    def __init__(self, application: ASGIApp) -> None:
        config = uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=_STOP_S,
        )
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        self.ready.set()


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; 0 lets the system choose the port.

    Raises:
        SourceError: It cannot be had.
    """
    # With its protocol named, asyncio sends small answers at once; else they wait 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise SourceError(f"{host}:{port}", f"cannot listen: {error.strerror}") from error
    return listener
