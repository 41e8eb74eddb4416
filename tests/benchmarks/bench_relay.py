"""Relaying through the hub: throughput, added latency, and what a thousand parties change.

Hub, peer and client are three processes on loopback, the hub's log of messages is on. The baseline
of throughput is the same hub answering by itself, in the same run.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.loopback_load import (
    latencies_ms,
    process,
    request_bytes,
    serve_hub,
    serve_peer,
    throughput,
)

SECONDS = 6.0
PASSES = 4
WIRES = 32
RATE = 100.0
PARTIES = 1_000
RELAYED = request_bytes("/ocpi/2.2.1/sender/locations/LOC1", routed=True)
OWN = request_bytes("/ocpi/2.2.1", routed=False)
ITSELF = "the same hub answering by itself"
Figure = dict[str, Any]
Asked = tuple[tuple[int, bytes], ...]
"""Ports, and what is asked there."""


def run(seconds: float = SECONDS) -> list[Figure]:
    """Answers a second and milliseconds."""
    with TemporaryDirectory() as folder, process(serve_peer) as peer:
        few = f"sqlite:///{Path(folder) / 'few.sqlite'}"
        many = f"sqlite:///{Path(folder) / 'many.sqlite'}"
        with process(serve_hub, peer.port, 0, few) as hub:
            figures = asyncio.run(_of_one(hub.port, peer.port, seconds))
            with process(serve_hub, peer.port, PARTIES, many) as crowded:
                figures += asyncio.run(_of_many(hub.port, crowded.port, seconds))
    return figures


async def _of_one(hub: int, peer: int, seconds: float) -> list[Figure]:
    await throughput(hub, RELAYED, wires=4, seconds=0.5)  # connections, caches, first writes
    own, relayed = await _best(((hub, OWN), (hub, RELAYED)), seconds)
    through, direct = await _slices(((hub, RELAYED), (peer, RELAYED)), seconds)
    added = [_percentile(through, at) - _percentile(direct, at) for at in (50, 99)]
    return [
        _figure("hub answers by itself", own, "req/s"),
        _figure("direct relay", relayed, "req/s", ITSELF, relayed / own),
        _figure("peer without a hub, p50 at 100/s", _percentile(direct, 50), "ms"),
        _figure("added by the relay, p50 at 100/s", added[0], "ms"),
        _figure("peer without a hub, p99 at 100/s", _percentile(direct, 99), "ms"),
        _figure("added by the relay, p99 at 100/s", added[1], "ms"),
    ]


async def _of_many(hub: int, crowded: int, seconds: float) -> list[Figure]:
    await throughput(crowded, RELAYED, wires=4, seconds=0.5)
    base, relayed = await _best(((hub, RELAYED), (crowded, RELAYED)), seconds)
    few, many = await _slices(((hub, RELAYED), (crowded, RELAYED)), seconds)
    told = "a hub with two parties"
    slope = _percentile(many, 50) / _percentile(few, 50)
    name = f"{PARTIES:,} parties registered"
    return [
        _figure(f"direct relay, {name}", relayed, "req/s", told, relayed / base),
        _figure(f"relay p50 at 100/s, {name}", _percentile(many, 50), "ms", told, slope),
    ]


async def _best(asked: Asked, seconds: float) -> list[float]:
    """The best of some passes of each, in turns: what else the machine does meets them alike."""
    best = [0.0] * len(asked)
    for _ in range(PASSES):
        for index, (port, request) in enumerate(asked):
            found = await throughput(port, request, wires=WIRES, seconds=seconds / PASSES)
            best[index] = max(best[index], found)
    return best


async def _slices(asked: Asked, seconds: float) -> list[list[float]]:
    """Latencies of each, sorted, measured in turns."""
    found: list[list[float]] = [[] for _ in asked]
    for _ in range(PASSES):
        for index, (port, request) in enumerate(asked):
            found[index] += await latencies_ms(port, request, rate=RATE, seconds=seconds / PASSES)
    return [sorted(one) for one in found]


def _percentile(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _figure(
    name: str, value: float, unit: str, baseline: str | None = None, ratio: float | None = None
) -> Figure:
    return {"name": name, "value": value, "unit": unit, "baseline": baseline, "ratio": ratio}
