"""A hundred parties at once, and two processes of one hub: each gets its own, once."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager

import aiohttp
import pytest

from core.gateway import first_answer
from core.gateway.hub import Hub
from core.gateway.hub_settings import HubIdentity, HubSettings
from core.gateway.peer_client import PeerLimits
from core.gateway.plug_relay import plug_relay
from core.gateway.server import application
from tests.books import now
from tests.loopback_peers import Answer, Peer, RoutedHub, envelope, network, served
from tests.made_books import books_in
from tests.routed_parties import HUB, a_platform

PARTIES = 100


@pytest.fixture(scope="module")
def books():
    runtime = books_in("sqlite://", now)
    yield runtime
    runtime.database.close()


def party(number):
    return f"DE*{number:03}"


class Crowd(Peer):
    """One server that is a hundred platforms; the party is in the path. One of them is stuck."""

    def platforms(self):
        return [
            a_platform(f"p{n}", f"EMSP {party(n)}", base=f"{self.url}/{n}") for n in range(PARTIES)
        ]


def test_a_hundred_parties_are_reached_at_once_though_one_is_stuck(books):
    def says(got):
        number = int(got.path.split("/")[2]) if got.path.split("/")[2].isdigit() else 0
        return Answer(envelope({"n": number}), after_s=30 if number == 13 else 0.01)

    cpo, crowd = Peer("CPO NL*ABC"), Crowd("NSP BE*CRO", answers=says)

    async def check():
        limits = PeerLimits(total_s=1.0)
        async with served(crowd) as url:
            crowd.seated(url)
            gone = crowd.platforms()
            async with network(books, cpo, limits=limits, gone=gone) as net:
                path = "receiver/locations/NL/ABC/L1"
                replies = await asyncio.gather(
                    *(
                        net.ask(cpo, "PUT", path, to=party(number), body=b"{}")
                        for number in range(PARTIES)
                    )
                )
                codes = {number: one.code for number, one in enumerate(replies)}
                assert codes.pop(13) == 4002
                assert set(codes.values()) == {1000}
                answered = [one.json["data"]["n"] for one in replies if "data" in one.json]
                assert answered == [n for n in range(PARTIES) if n != 13]
                crowd.got.clear()
                assert (await net.ask(cpo, "PUT", path, to=HUB, body=b"{}")).code == 1000
                await net.relay.broadcaster.settled()
                told = Counter(got.routing for got in crowd.got)
                assert told == Counter((HUB, party(number)) for number in range(PARTIES))

    asyncio.run(check())


def test_who_knows_is_found_behind_many_that_are_stuck(books, monkeypatch):
    def says(got):
        number = int(got.path.split("/")[2])
        knows = Answer(envelope({"id": "L1"}))
        return knows if number == PARTIES - 1 else Answer(after_s=30)

    monkeypatch.setattr(first_answer, "PATIENCE_S", 0.02)
    cpo, crowd = Peer("CPO NL*ABC"), Crowd("NSP BE*CRO", answers=says)

    async def check():
        limits = PeerLimits(total_s=20.0)
        async with served(crowd) as url:
            crowd.seated(url)
            gone = crowd.platforms()
            async with network(books, cpo, limits=limits, gone=gone) as net:
                reply = await net.ask(cpo, "GET", "receiver/locations/NL/ABC/L1")
                assert (reply.code, reply.routing[0]) == (1000, party(PARTIES - 1))

    asyncio.run(check())


def test_a_result_finds_back_through_another_process_and_passes_once(runtime):
    accepted = Answer(envelope({"result": "ACCEPTED", "timeout": 30}))
    dp, cpo = Peer("EMSP DE*EMP"), Peer("CPO NL*ABC", answers=accepted)

    async def check():
        async with network(runtime, dp, cpo) as first, beside(first, runtime) as second:
            body = b'{"response_url": "%s/result", "session_id": "S"}' % dp.url.encode()
            await first.ask(dp, "POST", "receiver/commands/STOP_SESSION", to="NL*ABC", body=body)
            given = cpo.got[0].json["response_url"].removeprefix(f"{first.url}/ocpi/2.2.1/")
            results = await asyncio.gather(
                *(hub.ask(cpo, "POST", given, body=b"{}") for hub in (first, second) * 4)
            )
            assert {one.code for one in results} == {1000}
            assert [got.path for got in dp.got] == ["/ocpi/result"]

    asyncio.run(check())


@asynccontextmanager
async def beside(first, runtime):
    """Another process of the same hub, as a test can have one: all they share is the books."""
    hub = Hub(
        runtime=runtime,
        settings=HubSettings(identity=HubIdentity(party=HUB), allow_private=True),
        registry=first.hub.registry,
    )
    relay = plug_relay(hub, PeerLimits(total_s=2.0))
    async with served(application(hub)) as url, aiohttp.ClientSession() as session:
        yield RoutedHub(hub, relay, session, url)
