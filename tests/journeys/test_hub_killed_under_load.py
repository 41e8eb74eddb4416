"""kill -9 of the hub while CDRs come in: every CDR that was answered 1000 is in the books once."""

import asyncio
import json
import multiprocessing
from contextlib import contextmanager

import pytest

from core.service.carry_cdrs import carry_on
from core.service.open_books import open_books
from core.service.verify_books import verify_books
from core.store.cdr_store import shas_of
from core.store.journal_store import numbers_of
from core.store.kept_store import Wanted, count_objects
from tests.benchmarks.acting_hub import cdr_bodies, post_of, prepare, serve_acting_hub
from tests.benchmarks.loopback_load import wire_to
from tests.books import now
from tests.builders import CPO

CDRS, WIRES, KILLED_AT = 600, 16, (100, 320)
BROKEN = (asyncio.IncompleteReadError, ConnectionError, OSError)


@contextmanager
def hub(url):
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    started = context.Process(target=serve_acting_hub, args=(there, url), daemon=True)
    started.start()
    try:
        yield here.recv(), started
    finally:
        started.kill()
        started.join(20)


async def posted(port, left, stop):
    """Post what is left; return what was answered 1000. Ends when all is, or the hub is dead."""
    answered = []
    waiting = iter(left)

    async def keep_posting(wire):
        try:
            for key, body in waiting:
                answer = json.loads(await wire.ask(post_of(body)))
                assert answer["status_code"] == 1000, answer
                answered.append(key)
                stop(len(answered))
        except BROKEN:
            return
        finally:
            wire.writer.close()

    wires = [await wire_to(port) for _ in range(WIRES)]
    await asyncio.gather(*map(keep_posting, wires))
    return answered


def in_books(url, keys):
    with open_books(url, now).database as kept, kept.reading() as connection:
        return set(shas_of(connection, keys)), len(numbers_of(connection, keys))


@pytest.mark.parametrize("killed_at", KILLED_AT)
def test_every_cdr_that_was_answered_is_in_the_books_once(database_url, killed_at):
    prepare(database_url)
    bodies = {f"cdr:{CPO}:C{at:07}": one for at, one in enumerate(cdr_bodies(CDRS))}
    with hub(database_url) as (port, process):

        def kill(count):
            if count == killed_at:
                process.kill()

        answered = asyncio.run(posted(port, bodies.items(), kill))
    recorded, _ = in_books(database_url, bodies)
    assert killed_at <= len(answered) < CDRS
    assert set(answered) <= recorded
    with hub(database_url) as (port, _):
        again = asyncio.run(posted(port, bodies.items(), lambda _count: None))
    assert set(again) == set(bodies)
    assert in_books(database_url, bodies) == (set(bodies), CDRS)
    runtime = open_books(database_url, now)
    with runtime.database:
        carry_on(runtime)  # as the hub does when it starts: what was posted last is sealed
        found = verify_books(runtime)
        assert found.count == 0, {name: one for name, one in found.findings.items() if one}
        with runtime.database.reading() as connection:
            assert count_objects(connection, Wanted(module="cdrs")) == CDRS
