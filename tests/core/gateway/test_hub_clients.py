"""Who is connected is known, listed, and told once to everybody who wants to know."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import aiohttp
import pytest

from core.domain.platform import ConnectionStatus, Endpoint, PlatformRole
from core.domain.platform_change import ChangeKind
from core.gateway.hub import Hub
from core.gateway.hub_clients import HubClients
from core.gateway.hub_settings import HubSettings
from core.gateway.life_signs import LifeLimits
from core.gateway.peer_client import PeerLimits
from core.gateway.plug_clients import plug_clients
from core.gateway.plug_relay import plug_relay
from core.gateway.registry import Registry
from core.gateway.registry_refresh import RegistryRefresh
from core.gateway.server import application
from core.ocpi.credentials_token import header_of_token
from core.service.agree_credentials import register
from core.service.register_platform import add_platform, resume_platform, suspend_platform
from core.service.runtime import Runtime
from core.service.tell_clients import (
    LEASE,
    LEASE_LIFE,
    News,
    note_connection,
    stop_telling,
    take_news,
)
from core.service.view_platforms import view_platform_changes, view_platforms
from core.store.lease_store import lease_of
from tests.books import now
from tests.hub_books import KEY, agreed, with_key
from tests.loopback_peers import Answer, Peer, envelope, served
from tests.routed_parties import HUB

OFFLINE, CONNECTED = ConnectionStatus.OFFLINE, ConnectionStatus.CONNECTED


@dataclass
class Kept:
    """A hub over books, whose rounds a test makes itself."""

    hub: Hub
    clients: HubClients
    url: str
    session: aiohttp.ClientSession
    clock: list

    async def turn(self, after_s=0.0):
        self.clock[0] += after_s
        await self.clients.turn()
        await self.clients.broadcaster.settled()

    async def ask(self, peer, path, method="GET"):
        headers = {"Authorization": header_of_token(peer.our_token)}
        version = peer.version
        url = path if path.startswith("http") else f"{self.url}/ocpi/{version}/{path}"
        async with self.session.request(method, url, headers=headers) as response:
            return response.status, response.headers.copy(), await response.json()

    def status(self, peer):
        return self.hub.registry.platform(peer.platform_id).status


@asynccontextmanager
async def kept(runtime, *peers, settings=None):
    """Peers that did their handshake, and a hub that knows them from its books."""
    with_key(runtime)
    async with _registered(runtime, list(peers)):
        registry = Registry(HUB, KEY)
        hub = Hub(
            runtime=runtime,
            settings=settings or HubSettings(allow_private=True),
            registry=registry,
        )
        hub.looks = RegistryRefresh(hub)
        relay = plug_relay(hub, PeerLimits(total_s=0.3))
        clients = plug_clients(hub, relay, LifeLimits(silent_s=300, again_s=20))
        hub.background.remove(clients.run)
        clock = [1_000.0]
        clients.life.clock = lambda: clock[0]
        await hub.look()
        async with served(application(hub)) as url, aiohttp.ClientSession() as session:
            hub.settings = HubSettings(allow_private=True, public_url=url)
            yield Kept(hub, clients, url, session, clock)


@asynccontextmanager
async def _registered(runtime, peers):
    if not peers:
        yield
        return
    peer, *others = peers
    async with served(peer) as url:
        role, party = peer.role.split()
        invitation = add_platform(runtime, (PlatformRole(role, party.upper(), party),), party)
        told = agreed(
            invitation,
            version=peer.version.value,
            endpoints=[
                Endpoint("hubclientinfo", "RECEIVER", f"{url}/clients"),
                Endpoint("locations", "RECEIVER", f"{url}/locations"),
            ],
        )
        platform = register(runtime, with_versions(told, f"{url}/versions"))
        peer.platform_id, peer.our_token = platform.platform_id, told.our_token
        async with _registered(runtime, others):
            yield


def with_versions(told, url):
    return replace(told, credentials=replace(told.credentials, versions_url=url))


def pushed(peer):
    return [got for got in peer.got if got.method == "PUT"]


def test_the_list_shows_all_others_page_by_page(runtime):
    peers = [Peer(f"EMSP DE*E{number}A") for number in range(3)]
    cpo = Peer("CPO nl*Abc")

    async def check():
        async with kept(runtime, cpo, *peers) as net:
            status, headers, body = await net.ask(peers[0], "hubclientinfo")
            assert (status, headers["X-Total-Count"]) == (200, "3")
            one = body["data"][0]
            assert (one["country_code"], one["party_id"], one["role"]) == ("nl", "Abc", "CPO")
            assert (one["status"], one["last_updated"][-1]) == ("CONNECTED", "Z")
            seen, path = [], "hubclientinfo?limit=2&date_from=2020-01-01T00:00:00Z"
            while path:
                _, headers, body = await net.ask(cpo, path)
                seen += [one["party_id"] for one in body["data"]]
                path = headers.get("Link", "")[1:].partition(">")[0]
                assert not path or "date_from=2020" in path
            assert seen == ["E0A", "E1A", "E2A"]
            late = "hubclientinfo?date_from=2030-01-01T00:00:00Z"
            assert (await net.ask(cpo, late))[2]["data"] == []
            assert (await net.ask(cpo, "hubclientinfo?limit=x"))[2]["status_code"] == 2001
            assert (await net.ask(cpo, "hubclientinfo/NL/ABC"))[0] == 404
            assert (await net.ask(cpo, "hubclientinfo", "PUT"))[0] == 405

    asyncio.run(check())


def test_a_change_is_told_to_every_other_party_once_and_without_routing_headers(runtime):
    cpo, dp, other = Peer("CPO NL*ABC"), Peer("EMSP DE*EMP"), Peer("EMSP DE*OTH")

    async def check():
        async with kept(runtime, cpo, dp, other) as net:
            await net.turn()
            assert pushed(dp) == [], "nobody is told of what was before the hub began"
            suspend_platform(runtime, cpo.platform_id)
            for _ in range(3):
                await net.turn()
            for one in (dp, other):
                (got,) = pushed(one)
                assert got.path == "/clients/NL/ABC"
                assert (got.json["status"], got.json["role"]) == ("SUSPENDED", "CPO")
                assert not any(name.startswith("ocpi-") for name in got.headers)
            assert pushed(cpo) == []
            resume_platform(runtime, cpo.platform_id)
            await net.turn()
            assert [got.json["status"] for got in pushed(dp)] == ["SUSPENDED", "CONNECTED"]

    asyncio.run(check())


def test_of_two_processes_one_tells_and_the_other_takes_over(runtime):
    clock = [now()]
    waiting = Runtime(runtime.database, lambda: clock[0])
    assert take_news(waiting, "one") == News((), 0)
    add_platform(waiting, (PlatformRole("CPO", "NL*ABC"),))
    assert take_news(waiting, "two") is None
    assert take_news(waiting, "one").changed == (), "what was there at the first start is no news"
    add_platform(waiting, (PlatformRole("CPO", "NL*BRA"),))
    clock[0] += LEASE_LIFE - timedelta(seconds=1)
    assert take_news(waiting, "two") is None
    clock[0] += timedelta(seconds=1)
    told = take_news(waiting, "two")
    assert [platform.parties for platform, _ in told.changed] == [("NL*BRA",)]
    assert take_news(waiting, "one") is None
    stop_telling(waiting, "two")
    assert take_news(waiting, "one") == News((), told.number)


def test_as_long_as_there_is_no_news_nothing_is_written(runtime):
    clock = [now()]
    waiting = Runtime(runtime.database, lambda: clock[0])
    take_news(waiting, "one")
    with runtime.database.reading() as connection:
        before = lease_of(connection, LEASE)
    clock[0] += timedelta(seconds=5)
    take_news(waiting, "one")
    take_news(waiting, "two")
    with runtime.database.reading() as connection:
        assert lease_of(connection, LEASE) == before
    clock[0] += timedelta(seconds=5)
    take_news(waiting, "one")
    with runtime.database.reading() as connection:
        assert lease_of(connection, LEASE).until == clock[0] + LEASE_LIFE


def test_who_was_silent_too_long_is_asked_for_its_versions(runtime):
    cpo, dp = Peer("CPO NL*ABC"), Peer("EMSP DE*EMP")

    async def check():
        async with kept(runtime, cpo, dp) as net:
            await net.turn()
            await net.turn(after_s=299)
            assert cpo.got == dp.got == []
            await net.ask(dp, "receiver/locations")  # a sign of life, whatever comes of it
            await net.turn(after_s=2)
            assert [(got.method, got.path) for got in cpo.got] == [("GET", "/versions")]
            assert dp.got == []

    asyncio.run(check())


def test_who_does_not_answer_twice_is_offline_and_who_answers_again_is_back(runtime):
    cpo, dp = Peer("CPO NL*ABC"), Peer("EMSP DE*EMP")

    async def check():
        async with kept(runtime, cpo, dp) as net:
            await net.turn()
            cpo.answers = Answer(after_s=5)
            dp.answers = Answer(envelope([]))
            await net.turn(after_s=301)
            assert net.status(cpo) is CONNECTED
            await net.turn(after_s=21)
            assert (net.status(cpo), net.status(dp)) == (OFFLINE, CONNECTED)
            await net.turn(after_s=1)
            assert [got.json["status"] for got in pushed(dp)] == ["OFFLINE"]
            cpo.answers = Answer(envelope([]))
            await net.turn(after_s=1)
            assert net.status(cpo) is OFFLINE, "not asked again so soon"
            await net.turn(after_s=21)
            assert net.status(cpo) is CONNECTED
            await net.turn(after_s=1)
            assert [got.json["status"] for got in pushed(dp)] == ["OFFLINE", "CONNECTED"]
            kinds = [one.kind for one in view_platform_changes(runtime, cpo.platform_id)]
            assert kinds[-2:] == [ChangeKind.WENT_OFFLINE, ChangeKind.CAME_BACK]

    asyncio.run(check())


def test_who_is_offline_and_sends_anything_is_back_at_once(runtime):
    cpo = Peer("CPO NL*ABC")

    async def check():
        async with kept(runtime, cpo) as net:
            note_connection(runtime, cpo.platform_id, OFFLINE, "a test")
            await net.hub.look()
            await net.ask(cpo, "receiver/locations")
            assert net.status(cpo) is CONNECTED

    asyncio.run(check())


@pytest.mark.parametrize("status", [OFFLINE, CONNECTED])
def test_what_a_person_suspended_stays_so(runtime, status):
    invitation = add_platform(runtime, (PlatformRole("CPO", "NL*ABC"),))
    suspend_platform(runtime, invitation.platform.platform_id)
    assert not note_connection(runtime, invitation.platform.platform_id, status, "a test")
    assert [one.status for one in view_platforms(runtime)] == [ConnectionStatus.SUSPENDED]
