import asyncio
import threading

import pytest

from core.domain.errors import RuleError, StoreError
from core.gateway.gathered import Gathered, Pace


class Server:
    """Serves numbers, and remembers the groups that came."""

    def __init__(self, *, opened=True):
        self.groups = []
        self.rests = 0
        self.begun, self.gate = threading.Event(), threading.Event()
        if opened:
            self.gate.set()

    def serve(self, group):
        self.begun.set()
        self.gate.wait(20)
        self.groups.append(list(group))
        if "poison" in group:
            raise ZeroDivisionError("a bug of one")
        if "disk" in group:
            raise StoreError("the disk is full")
        return [RuleError(f"{one} is wrong") if one == "wrong" else f"{one}!" for one in group]

    def rest(self):
        self.rests += 1


def run(check):
    return asyncio.run(check)


async def told(gathered, *asked):
    found = await asyncio.gather(*map(gathered.ask, asked), return_exceptions=True)
    return [one if isinstance(one, str) else type(one) for one in found]


def test_who_comes_together_is_served_together_and_each_has_an_answer_of_its_own():
    server = Server()

    async def check():
        gathered = Gathered("test", server.serve, server.rest)
        assert await told(gathered, "a", "wrong", "b") == ["a!", RuleError, "b!"]
        await gathered.close()

    run(check())
    assert server.groups == [["a", "wrong", "b"]]
    assert server.rests == 1


def test_who_comes_while_a_group_is_served_is_in_the_next():
    server = Server(opened=False)

    async def check():
        gathered = Gathered("test", server.serve, pace=Pace(wait_s=0, together_max=2))
        first = asyncio.create_task(told(gathered, "a"))
        await asyncio.to_thread(server.begun.wait, 20)
        rest = [asyncio.create_task(gathered.ask(one)) for one in "bcd"]
        await asyncio.sleep(0)
        server.gate.set()
        assert await first == ["a!"]
        assert await asyncio.gather(*rest) == ["b!", "c!", "d!"]
        await gathered.close()

    run(check())
    assert server.groups == [["a"], ["b", "c"], ["d"]]


def test_a_bug_that_one_brings_is_that_ones_alone():
    server = Server()

    async def check():
        gathered = Gathered("test", server.serve)
        assert await told(gathered, "a", "poison", "b") == ["a!", ZeroDivisionError, "b!"]
        await gathered.close()

    run(check())


def test_a_fault_of_the_books_is_everybodys_and_nothing_is_tried_again():
    server = Server()

    async def check():
        gathered = Gathered("test", server.serve)
        assert await told(gathered, "a", "disk") == [StoreError, StoreError]
        await gathered.close()

    run(check())
    assert server.groups == [["a", "disk"]]


def test_too_many_are_told_to_come_again_and_after_the_end_everybody_is():
    server = Server(opened=False)

    async def check():
        gathered = Gathered("test", server.serve, pace=Pace(wait_s=0, waiting_max=2))
        waiting = [asyncio.create_task(gathered.ask(one)) for one in "ab"]
        await asyncio.sleep(0)
        with pytest.raises(StoreError, match="2 others wait already"):
            await gathered.ask("c")
        server.gate.set()
        assert await asyncio.gather(*waiting) == ["a!", "b!"]
        await gathered.close()
        with pytest.raises(StoreError, match="is closing"):
            await gathered.ask("d")

    run(check())


def test_who_goes_away_before_the_answer_disturbs_nobody():
    server = Server(opened=False)

    async def check():
        gathered = Gathered("test", server.serve, pace=Pace(wait_s=0))
        gone = asyncio.create_task(gathered.ask("gone"))
        stays = asyncio.create_task(gathered.ask("stays"))
        await asyncio.sleep(0)
        gone.cancel()
        server.gate.set()
        assert await stays == "stays!"
        await gathered.close()

    run(check())
