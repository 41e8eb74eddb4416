"""All locations of a network through the hub, page by page, while its memory stays what it was.

The baseline of a page by cursor is the first page: the thousandth must cost no more. A page by
offset is what peers ask for that do not follow links.
"""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from core.ocpi.link_header import next_url
from core.service.open_books import open_books
from core.store.bulk import insert_rows
from core.store.kept_schema import kept_object
from core.store.rows import us_of
from tests.benchmarks.loopback_load import (
    OBJECT,
    process,
    request_bytes,
    serve_keeping_hub,
    wire_to,
)
from tests.books import now
from tests.routed_parties import HUB

LOCATIONS = 100_000
LIMIT = 500
PATH = "/ocpi/2.2.1/sender/locations"
Figure = dict[str, Any]


def run(locations: int = LOCATIONS) -> list[Figure]:
    """Objects a second, milliseconds a page, megabytes."""
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'books.sqlite'}"
        _fill(database, locations)
        with process(serve_keeping_hub, database) as hub:
            asyncio.run(_walk(hub.port))  # fills what the database caches, which is bounded
            before = hub.memory_mb()
            began = perf_counter()
            seen, pages_ms = asyncio.run(_walk(hub.port))
            took = perf_counter() - began
            grown = hub.memory_mb() - before
            offset_ms = asyncio.run(
                _page_ms(hub.port, f"{PATH}?limit={LIMIT}&offset={locations // 2}")
            )
    assert seen == locations
    first, last = sorted(pages_ms[:20])[10], sorted(pages_ms[-20:])[10]
    return [
        _figure(f"GET-all of {locations:,} locations", seen / took, "locations/s"),
        _figure(f"first pages of {LIMIT}", first, "ms"),
        _figure(f"last pages of {LIMIT}", last, "ms", "first pages", last / first),
        _figure(
            f"a page of {LIMIT} by offset, half way",
            offset_ms,
            "ms",
            "first pages",
            offset_ms / first,
        ),
        _figure("memory that a second walk of all adds", grown, "MB"),
    ]


async def _walk(port: int) -> tuple[int, list[float]]:
    """Follow the links; objects that were seen, and how long each page took."""
    wire = await wire_to(port)
    path, seen, took = f"{PATH}?limit={LIMIT}", 0, []
    while path:
        began = perf_counter()
        head, body = await wire.ask_all(request_bytes(path, routed=True, to=HUB))
        took.append((perf_counter() - began) * 1000)
        seen += body.count(b'"id":')
        links = [
            line[5:] for line in head.decode().split("\r\n") if line.lower().startswith("link:")
        ]
        following = next_url(links[0]) if links else None
        path = "" if following is None else "/" + following.split("/", 3)[3]
    wire.writer.close()
    return seen, took


async def _page_ms(port: int, path: str) -> float:
    wire = await wire_to(port)
    began = perf_counter()
    await wire.ask(request_bytes(path, routed=True, to=HUB))
    wire.writer.close()
    return (perf_counter() - began) * 1000


def _fill(database: str, locations: int) -> None:
    runtime = open_books(database, now)
    at = us_of(now())
    with runtime.database, runtime.database.transaction() as connection:
        insert_rows(connection, kept_object, (_row(number, at) for number in range(locations)))


def _row(number: int, at: int) -> tuple[str | int | None, ...]:
    name = f"loc{number:06}"
    body = json.dumps(OBJECT | {"id": name, "name": "x" * 300})
    values = {
        "module": "locations",
        "owner": "NL*ABC",
        "object_key": name,
        "object_id": name,
        "version": "2.2.1",
        "body": body,
        "updated_us": at + number,
        "kept_us": at,
    }
    return tuple(values.get(column.name) for column in kept_object.columns)


def _figure(
    name: str, value: float, unit: str, baseline: str | None = None, ratio: float | None = None
) -> Figure:
    return {"name": name, "value": value, "unit": unit, "baseline": baseline, "ratio": ratio}
