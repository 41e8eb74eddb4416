"""Commands that name a driver or a session of another party, over real HTTP."""

import asyncio

import pytest

from core.service.open_books import open_books
from tests.books import now, open_network
from tests.builders import CPO, DP
from tests.kept_books import a_wire_location, a_wire_session, a_wire_token
from tests.loopback_peers import Answer, Peer, envelope, network
from tests.routed_parties import HUB

ABROAD = "EMSP CH*ALP"


@pytest.fixture
def books():
    runtime = open_books("sqlite://", now)
    open_network(runtime)
    yield runtime
    runtime.database.close()


async def told_place(net, cpo):
    path = "receiver/locations/NL/ABC/L7"
    assert (await net.ask(cpo, "PUT", path, to=HUB, body=a_wire_location())).code == 1000


@pytest.mark.parametrize("command", ["START_SESSION", "RESERVE_NOW"])
def test_a_command_names_no_driver_of_another_party(books, command):
    accepted = Answer(envelope({"result": "ACCEPTED", "timeout": 30}))
    cpo, partner, other = Peer(f"CPO {CPO}", answers=accepted), Peer(f"EMSP {DP}"), Peer(ABROAD)
    path = f"receiver/commands/{command}"

    async def check():
        async with network(books, cpo, partner, other, acts=True) as net:
            await told_place(net, cpo)
            asked = {"token": a_wire_token(), "location_id": "L7"}
            for sender, code in ((other, 2001), (partner, 1000)):
                body = asked | {"response_url": f"{sender.url}/results/1"}
                for to in (CPO, None):
                    assert (await net.ask(sender, "POST", path, to=to, body=body)).code == code
            assert len([one for one in cpo.got if command in one.path]) == 2
            assert {one.routing[0] for one in cpo.got if command in one.path} == {DP}

    asyncio.run(check())


def test_nobody_stops_the_session_of_another_partys_driver(books):
    accepted = Answer(envelope({"result": "ACCEPTED", "timeout": 30}))
    cpo, partner, other = Peer(f"CPO {CPO}", answers=accepted), Peer(f"EMSP {DP}"), Peer(ABROAD)

    async def check():
        async with network(books, cpo, partner, other, acts=True) as net:
            path, session = "receiver/sessions/NL/ABC/S7", a_wire_session()
            assert (await net.ask(cpo, "PUT", path, to=DP, body=session)).code == 1000
            path, results = "receiver/commands/STOP_SESSION", []
            for sender, session_id in ((other, "S7"), (partner, "s7"), (other, "S8")):
                body = {"session_id": session_id, "response_url": f"{sender.url}/results/1"}
                reply = await net.ask(sender, "POST", path, to=CPO, body=body)
                results.append(reply.json["data"]["result"])
            assert results == ["UNKNOWN_SESSION", "ACCEPTED", "ACCEPTED"]

    asyncio.run(check())
