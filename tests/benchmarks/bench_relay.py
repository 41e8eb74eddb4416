"""Relaying through the hub: throughput, added latency, and what a thousand parties change.

Hub, peer and client are three processes on loopback, the hub's log of messages is on. The baseline
of throughput is the same hub answering by itself, in the same run.
"""

import asyncio
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.loopback_load import (
    Running,
    latencies_ms,
    process,
    request_bytes,
    serve_hub,
    serve_peer,
    throughput,
)

SECONDS = 6.0
PASSES = 8
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
            figures = asyncio.run(_of_one(hub, peer, seconds))
            with process(serve_hub, peer.port, PARTIES, many) as crowded:
                figures += asyncio.run(_of_many(hub, crowded, seconds))
    return figures


async def _of_one(hub: Running, peer: Running, seconds: float) -> list[Figure]:
    await throughput(hub.port, RELAYED, wires=4, seconds=0.5)  # connections, caches, first writes
    own, relayed, ratio = await _in_turns((hub.port, OWN), (hub.port, RELAYED), seconds)
    own_us, relayed_us = await _cpu_us(hub, OWN), await _cpu_us(hub, RELAYED)
    asked = ((hub.port, RELAYED), (peer.port, RELAYED))
    through, direct = await _slices(asked, seconds)
    added = [_percentile(through, at) - _percentile(direct, at) for at in (50, 99)]
    return [
        _figure("hub answers by itself", own, "req/s"),
        _figure("direct relay", relayed, "req/s", ITSELF, ratio),
        _figure("hub's processor, answering by itself", own_us, "us/req"),
        _figure("hub's processor, relaying", relayed_us, "us/req", ITSELF, own_us / relayed_us),
        _figure("peer without a hub, p50 at 100/s", _percentile(direct, 50), "ms"),
        _figure("added by the relay, p50 at 100/s", added[0], "ms"),
        _figure("peer without a hub, p99 at 100/s", _percentile(direct, 99), "ms"),
        _figure("added by the relay, p99 at 100/s", added[1], "ms"),
    ]


async def _of_many(hub: Running, crowded: Running, seconds: float) -> list[Figure]:
    await throughput(crowded.port, RELAYED, wires=4, seconds=0.5)
    asked = ((hub.port, RELAYED), (crowded.port, RELAYED))
    _, relayed, ratio = await _in_turns(*asked, seconds)
    few, many = await _slices(asked, seconds)
    told = "a hub with two parties"
    slope = _percentile(many, 50) / _percentile(few, 50)
    name = f"{PARTIES:,} parties registered"
    return [
        _figure(f"direct relay, {name}", relayed, "req/s", told, ratio),
        _figure(f"relay p50 at 100/s, {name}", _percentile(many, 50), "ms", told, slope),
    ]


async def _in_turns(
    one: tuple[int, bytes], other: tuple[int, bytes], seconds: float
) -> tuple[float, float, float]:
    """The medians of both, and of other / one in neighbouring slices.

    What else the machine does meets neighbours alike; the best slice of each would not be fair.
    """
    pairs = []
    for _ in range(PASSES):
        found = [
            await throughput(port, request, wires=WIRES, seconds=seconds / PASSES)
            for port, request in (one, other)
        ]
        pairs.append((found[0], found[1]))
    firsts, seconds_ = zip(*pairs, strict=True)
    return median(firsts), median(seconds_), median(after / before for before, after in pairs)


async def _cpu_us(hub: Running, request: bytes) -> float:
    """Processor time of the hub for one answer, whatever else the machine does."""
    before = hub.cpu_s()
    rate = await throughput(hub.port, request, wires=WIRES, seconds=2.0)
    return (hub.cpu_s() - before) / (rate * 2.0) * 1e6


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
