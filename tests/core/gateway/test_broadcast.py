"""Copies are bounded in number and in age, keep their order, and one that fails holds up nobody."""

import asyncio

import pytest

from core.gateway import broadcast
from core.gateway.broadcast import Broadcaster
from core.gateway.grouped import Grouped
from core.gateway.onward import onward_url, routing_headers
from tests.loopback_peers import any_errand
from tests.routed_parties import a_platform


def an_errand(number, platform=None):
    return any_errand(platform, url=f"https://dp.example/{number}")


class Sender:
    """Sends when it is let."""

    def __init__(self, breaks_at=()):
        self.sent = []
        self.breaks_at = breaks_at
        self.open = asyncio.Event()

    async def send(self, errand):
        await self.open.wait()
        number = int(errand.url.rpartition("/")[2])
        if number in self.breaks_at:
            raise RuntimeError("our own bug")
        self.sent.append((errand.receiver, number))


def test_a_line_takes_so_many_and_drops_what_comes_then():
    async def check():
        sender = Sender()
        told = Broadcaster(sender)
        taken = sum(told.tell("L1", [an_errand(n)]) for n in range(broadcast.LINE_MAX + 10))
        assert (taken, told.dropped) == (broadcast.LINE_MAX, 10)
        sender.open.set()
        await told.settled()
        assert [number for _, number in sender.sent] == list(range(broadcast.LINE_MAX))

    asyncio.run(check())


def test_a_full_line_is_one_partys_own():
    other = a_platform("other", "EMSP DE*OTH")

    async def check():
        sender = Sender()
        told = Broadcaster(sender)
        for number in range(broadcast.LINE_MAX + 1):
            told.tell("L1", [an_errand(number)])
        assert told.tell("L1", [an_errand(1, other)]) == 1
        sender.open.set()
        await told.settled()
        assert sender.sent.count(("DE*OTH", 1)) == 1

    asyncio.run(check())


def test_what_waited_too_long_is_dropped(monkeypatch):
    async def check():
        sender = Sender()
        told = Broadcaster(sender)
        told.tell("L1", [an_errand(1), an_errand(2)])
        await asyncio.sleep(0)  # the first is under way, the second waits
        monkeypatch.setattr(broadcast, "WAIT_S", -1.0)
        sender.open.set()
        await told.settled()
        assert (sender.sent, told.dropped) == ([("DE*EMP", 1)], 1)

    asyncio.run(check())


def test_a_copy_that_breaks_holds_up_nobody(caplog):
    async def check():
        sender = Sender(breaks_at={1})
        sender.open.set()
        told = Broadcaster(sender)
        told.tell("L1", [an_errand(n) for n in range(3)])
        await told.settled()
        assert [number for _, number in sender.sent] == [0, 2]
        assert told.dropped == 1

    asyncio.run(check())
    assert "a copy failed" in caplog.text


def test_copies_under_way_are_taken_back_when_the_hub_stops():
    async def check():
        sender = Sender()
        told = Broadcaster(sender)
        running = asyncio.create_task(told.run())
        told.tell("L1", [an_errand(1)])
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert sender.sent == []

    asyncio.run(check())


def test_what_comes_while_a_group_is_written_is_the_next_group():
    async def check():
        groups, writing = [], asyncio.Event()

        async def write(items):
            groups.append(list(items))
            await writing.wait()

        grouped = Grouped(write)
        first = asyncio.create_task(grouped.put(0))
        await asyncio.sleep(0.01)
        others = [asyncio.create_task(grouped.put(number)) for number in range(1, 6)]
        await asyncio.sleep(0.01)
        assert not first.done()
        writing.set()
        await asyncio.gather(first, *others)
        assert groups == [[0], [1, 2, 3, 4, 5]]

    asyncio.run(check())


def test_whoever_is_in_a_group_that_cannot_be_written_is_told():
    async def check():
        async def write(items):
            if 2 in items:
                raise OSError("disk full")

        grouped = Grouped(write)
        told = await asyncio.gather(
            *(grouped.put(number) for number in (1, 2)), return_exceptions=True
        )
        assert [type(one) for one in told] == [OSError, OSError]
        await grouped.put(3)

    asyncio.run(check())


@pytest.mark.parametrize(
    ("endpoint", "rest", "query", "url"),
    [
        ("https://a.example/l", ("L/1", "é"), {}, "https://a.example/l/L%2F1/%C3%A9"),
        ("https://a.example/l/", ("L1",), {}, "https://a.example/l/L1"),
        ("https://a.example/l/", (), {"a": "b c"}, "https://a.example/l/?a=b+c"),
        ("https://a.example/l", (), {}, "https://a.example/l"),
    ],
)
def test_an_endpoint_keeps_its_form_and_ids_are_one_part_each(endpoint, rest, query, url):
    assert onward_url(endpoint, rest, query) == url


def test_routing_headers_keep_the_case_of_ids():
    assert routing_headers("nl*aBc", "DE*emp") == {
        "OCPI-from-country-code": "nl",
        "OCPI-from-party-id": "aBc",
        "OCPI-to-country-code": "DE",
        "OCPI-to-party-id": "emp",
    }
