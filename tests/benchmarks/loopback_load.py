"""Load over loopback, for benchmarks: a hub and a peer in processes of their own, and a client.

The client writes fixed bytes on kept connections and reads by Content-Length, so that it costs a
small part of what it measures.
"""

import asyncio
import json
import multiprocessing
import os
import socket
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

import uvicorn

from core.domain.hub_view import HubView, TokenKind, known_token
from core.gateway.hub import Hub
from core.gateway.hub_settings import HubIdentity, HubSettings
from core.gateway.peer_client import PeerLimits
from core.gateway.plug_acts import plug_acts
from core.gateway.plug_relay import plug_relay
from core.gateway.registry import Registry
from core.gateway.relay import Relay
from core.gateway.server import application
from core.ocpi.credentials_token import header_of_token
from core.service.open_books import open_books
from core.service.sealed_box import HubKey, sealed
from tests.books import now
from tests.routed_parties import HUB, a_platform

TOKEN = "benchmark-token-of-dp-0123456789"  # noqa: S105 (of nobody)
OBJECT = {
    "country_code": "NL",
    "party_id": "ABC",
    "id": "LOC1",
    "name": "x" * 1_200,
    "coordinates": {"latitude": "52.1", "longitude": "4.3"},
    "last_updated": "2026-02-01T00:00:00Z",
}
ANSWER = json.dumps(
    {"data": OBJECT, "status_code": 1000, "timestamp": "2026-03-01T12:00:00Z"}
).encode()


@dataclass(frozen=True)
class Running:
    """A server in a process of its own."""

    port: int
    pid: int

    def memory_mb(self) -> float:
        """What it has in memory; 0 where the system does not say."""
        status = Path(f"/proc/{self.pid}/status")
        lines = status.read_text().splitlines() if status.exists() else []
        found = [line.split()[1] for line in lines if line.startswith("VmRSS")]
        return int(found[0]) / 1024 if found else 0.0

    def cpu_s(self) -> float:
        """Processor time it used; 0 where the system does not say."""
        stat = Path(f"/proc/{self.pid}/stat")
        ticks = stat.read_text().split()[13:15] if stat.exists() else ("0", "0")
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def process(target, *arguments):
    """A process that says its port; it is ended with the block."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    started = context.Process(target=target, args=(there, *arguments), daemon=True)
    started.start()
    try:
        yield Running(here.recv(), started.pid)
    finally:
        started.terminate()
        started.join(10)


def serve_peer(pipe: Connection) -> None:
    """A party that answers every request with one location."""

    async def answer(scope, receive, send):
        if scope["type"] != "http":
            return
        more = True
        while more:
            more = (await receive()).get("more_body", False)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(ANSWER))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": ANSWER})

    serve_app(pipe, answer)


def serve_hub(pipe: Connection, peer_port: int, parties: int, database: str) -> None:
    """A hub that relays and does nothing by itself."""
    serve_app(pipe, application(_relaying(peer_port, parties, database)[0]))


def serve_keeping_hub(pipe: Connection, database: str) -> None:
    """A hub that answers out of what it keeps, and has nobody to relay to."""
    hub, relay = _relaying(9, 0, database)
    plug_acts(hub, relay)
    serve_app(pipe, application(hub))


def _relaying(peer_port: int, parties: int, database: str) -> tuple[Hub, Relay]:
    """A hub that knows one DP, one CPO at a port, and some more parties."""
    key = HubKey.made()
    registry = Registry(HUB, key)
    cpo = a_platform("cpo", "CPO NL*ABC", base=f"http://127.0.0.1:{peer_port}/ocpi")
    dp = a_platform("dp", "EMSP DE*EMP", base=f"http://127.0.0.1:{peer_port}/dp")
    more = [a_platform(f"p{n}", f"EMSP {_party(n)}") for n in range(parties)]
    tokens = [known_token(TOKEN, TokenKind.LASTING, "dp")]
    tokens += [
        known_token(f"{n:08}-token-of-nobody", TokenKind.LASTING, f"p{n}") for n in range(parties)
    ]
    platforms = (cpo, dp, *more)
    box = sealed(key.public, "token-for-cpo-0123456789", "cpo")
    registry.show(HubView(1, platforms, tuple(tokens), (("cpo", box),)))
    settings = HubSettings(
        identity=HubIdentity(party=HUB), allow_private=True, rate_per_s=1e6, burst=1_000_000
    )
    hub = Hub(runtime=open_books(database, now), settings=settings, registry=registry)
    return hub, plug_relay(hub, PeerLimits(in_flight_max=256, waiting_max=256))


def request_bytes(path: str, *, routed: bool, to: str = "NL*ABC") -> bytes:
    """A GET of the DP's, to a party if it is routed."""
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: hub",
        f"Authorization: {header_of_token(TOKEN)}",
        "X-Request-ID: 11111111-2222-3333-4444-555555555555",
        "X-Correlation-ID: 11111111-2222-3333-4444-555555555556",
    ]
    if routed:
        lines += [
            "OCPI-from-country-code: DE",
            "OCPI-from-party-id: EMP",
            f"OCPI-to-country-code: {to[:2]}",
            f"OCPI-to-party-id: {to[3:]}",
        ]
    return "\r\n".join((*lines, "", "")).encode()


@dataclass
class Wire:
    """One kept connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, request: bytes) -> bytes:
        """The body of an answer."""
        return (await self.ask_all(request))[1]

    async def ask_all(self, request: bytes) -> tuple[bytes, bytes]:
        """Head and body of an answer."""
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 20"), head
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        return head, await self.reader.readexactly(length)


async def throughput(port: int, request: bytes, *, wires: int, seconds: float) -> float:
    """Answers a second, closed loop."""
    open_wires = [await wire_to(port) for _ in range(wires)]
    counts = [0] * wires
    until = perf_counter() + seconds

    async def keep_asking(index: int) -> None:
        while perf_counter() < until:
            await open_wires[index].ask(request)
            counts[index] += 1

    began = perf_counter()
    await asyncio.gather(*(keep_asking(index) for index in range(wires)))
    took = perf_counter() - began
    for one in open_wires:
        one.writer.close()
    return sum(counts) / took


async def latencies_ms(port: int, request: bytes, *, rate: float, seconds: float) -> list[float]:
    """How long answers take when questions come at a rate, sorted; waiting for a wire included."""
    idle = [await wire_to(port) for _ in range(16)]
    found: list[float] = []

    async def ask_at(due: float) -> None:
        one = idle.pop() if idle else await wire_to(port)
        await one.ask(request)
        found.append((perf_counter() - due) * 1000)
        idle.append(one)

    began, tasks = perf_counter(), []
    for number in range(int(rate * seconds)):
        due = began + number / rate
        await asyncio.sleep(max(0, due - perf_counter()))
        tasks.append(asyncio.create_task(ask_at(due)))
    await asyncio.gather(*tasks)
    for one in idle:
        one.writer.close()
    return sorted(found)


async def wire_to(port: int) -> Wire:
    return Wire(*await asyncio.open_connection("127.0.0.1", port))


def serve_app(pipe: Connection, app) -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    pipe.send(listener.getsockname()[1])
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_keep_alive=600
    )
    uvicorn.Server(config).run(sockets=[listener])


def _party(number: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    first, rest = divmod(number, 1_000)
    return f"X{letters[first]}*{rest:03}"
