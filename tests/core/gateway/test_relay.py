"""What the receiver actually got, over real HTTP: every mode of routing."""

import asyncio
import base64
import json

import pytest

from core.domain.platform import ConnectionStatus
from core.gateway.peer_client import PeerLimits
from core.ocpi.ocpi_version import OcpiVersion
from tests.books import now
from tests.loopback_peers import Answer, Peer, envelope, network
from tests.made_books import books_in
from tests.routed_parties import HUB, a_platform

LOCATION = (
    b'{ "country_code":"NL", "party_id":"ABC","id": "LOC1","price":1.10, "x_own":{"a":[1e2,null]},'
    b' "last_updated":"2026-02-01T00:00:00Z" }'
)


@pytest.fixture(scope="module")
def books():
    """Empty books for all of these tests: what they keep never meets."""
    runtime = books_in("sqlite://", now)
    yield runtime
    runtime.database.close()


def run(check):
    """A test's coroutine, in a loop of its own."""
    return asyncio.run(check)


def test_a_direct_message_arrives_as_it_was_sent(books):
    cpo, dp = Peer("CPO NL*ABC"), Peer("EMSP de*Emp", answers=Answer(envelope({"b": 1}), 201))

    async def check():
        async with network(books, cpo, dp) as net:
            path = "receiver/locations/NL/ABC/LOC1?b=2&a=%20x"
            reply = await net.ask(cpo, "PUT", path, to="DE*EMP", body=LOCATION)
            (got,) = dp.got
            assert got.body == LOCATION
            assert (got.method, got.path) == ("PUT", "/ocpi/2.2.1/receiver/locations/NL/ABC/LOC1")
            assert got.query == "b=2&a=+x"
            assert got.routing == ("NL*ABC", "de*Emp")
            token = base64.b64encode(b"hub-at-deemp").decode()
            assert got.headers["authorization"] == f"Token {token}"
            assert got.headers["x-correlation-id"] == "correlation-1"
            assert got.headers["x-request-id"] not in {"", "request-1"}
            assert (reply.status, reply.body) == (201, dp.answers.body)
            assert reply.routing == ("de*Emp", "NL*ABC")
            assert reply.headers["X-Request-ID"] == "request-1"
            assert reply.headers["X-Correlation-ID"] == "correlation-1"

    run(check())


def test_ids_of_requests_are_new_each_time(books):
    cpo, dp = Peer("CPO NL*ABC"), Peer("EMSP DE*EMP")

    async def check():
        async with network(books, cpo, dp) as net:
            for number in range(3):
                path = f"receiver/locations/NL/ABC/L{number}"
                await net.ask(cpo, "PUT", path, to="DE*EMP", body=b"{}")
            assert len({got.headers["x-request-id"] for got in dp.got}) == 3

    run(check())


@pytest.mark.parametrize("version", list(OcpiVersion))
def test_a_broadcast_is_in_the_hubs_name_and_reaches_opposites_only(books, version):
    cpo = Peer("CPO NL*ABC", version=version)
    dps = [Peer(f"EMSP DE*E{n}X", version=version) for n in range(3)]
    refusing = Peer("NSP BE*NAV", version=version, answers=Answer(envelope(None, 2001)))
    other_cpo = Peer("CPO NL*BRA", version=version)

    async def check():
        async with network(books, cpo, *dps, refusing, other_cpo) as net:
            path = "receiver/locations/NL/ABC/LOC1"
            reply = await net.ask(cpo, "PUT", path, to=HUB, body=LOCATION)
            assert (reply.status, reply.code) == (200, 1000)
            assert reply.routing == (HUB, "NL*ABC")
            await net.relay.broadcaster.settled()
            for one in (*dps, refusing):
                (got,) = one.got
                assert got.routing == (HUB, one.party)
                assert got.path.endswith("/receiver/locations/NL/ABC/LOC1")
                assert got.body == LOCATION
                assert got.headers["x-correlation-id"] == "correlation-1"
            assert other_cpo.got == cpo.got == []

    run(check())


def test_an_open_push_is_in_the_senders_name(books):
    dp = Peer("EMSP DE*EMP")
    cpos = [Peer("CPO NL*ABC"), Peer("CPO NL*BRA")]

    async def check():
        async with network(books, dp, *cpos) as net:
            reply = await net.ask(dp, "PUT", "receiver/tokens/DE/EMP/T1", body=b'{"uid":"T1"}')
            assert reply.code == 1000
            await net.relay.broadcaster.settled()
            assert [one.got[0].routing for one in cpos] == [
                ("DE*EMP", "NL*ABC"),
                ("DE*EMP", "NL*BRA"),
            ]

    run(check())


def test_of_a_broadcast_each_receiver_is_told_in_the_order_of_the_sender(books):
    slow = Peer("EMSP DE*EMP", answers=Answer(after_s=0.02))
    cpo = Peer("CPO NL*ABC")

    async def check():
        async with network(books, cpo, slow) as net:
            for number in range(8):
                body = b'{"name":"%d"}' % number
                await net.ask(cpo, "PATCH", "receiver/locations/NL/ABC/L1", to=HUB, body=body)
            await net.relay.broadcaster.settled()
            assert [got.json["name"] for got in slow.got] == [str(one) for one in range(8)]

    run(check())


def test_a_cdr_finds_whose_driver_charged(books):
    cpo, dp = Peer("CPO NL*ABC"), Peer("EMSP DE*EMP", answers=Answer(envelope(), 201))
    other = Peer("EMSP DE*OTH")
    cdr = {"country_code": "NL", "party_id": "ABC", "id": "C1"}
    cdr["cdr_token"] = {"country_code": "DE", "party_id": "EMP", "uid": "1"}

    async def check():
        async with network(books, cpo, dp, other) as net:
            for to in (None, HUB):
                reply = await net.ask(cpo, "POST", "receiver/cdrs", to=to, body=cdr)
                assert (reply.status, reply.routing) == (201, ("DE*EMP", "NL*ABC"))
            assert [got.routing for got in dp.got] == [("NL*ABC", "DE*EMP")] * 2
            assert other.got == []

    run(check())


def test_who_knows_a_token_is_found_among_many(books):
    def says(allowed, party_id):
        token = {"country_code": "DE", "party_id": party_id, "whitelist": "ALLOWED"}
        return Answer(envelope({"allowed": allowed, "token": token}))

    cpo = Peer("CPO NL*ABC")
    knows = Peer("EMSP DE*YES", answers=says("ALLOWED", "YES"))
    blocked = Peer("EMSP DE*BLK", answers=says("BLOCKED", "BLK"))
    unknown = Peer("EMSP DE*NON", answers=Answer(envelope(None, 2004), 404))

    async def check():
        async with network(books, cpo, unknown, blocked, knows) as net:
            reply = await net.ask(cpo, "POST", "sender/tokens/T1/authorize?type=RFID", body=b"{}")
            assert reply.json["data"]["allowed"] == "ALLOWED"
            assert reply.routing == ("DE*YES", "NL*ABC")
            assert knows.got[0].path.endswith("/sender/tokens/T1/authorize")
        async with network(books, cpo, unknown, blocked) as net:
            reply = await net.ask(cpo, "POST", "sender/tokens/T1/authorize", body=b"{}")
            assert reply.json["data"]["allowed"] == "BLOCKED"
        async with network(books, cpo, unknown) as net:
            reply = await net.ask(cpo, "POST", "sender/tokens/T1/authorize", body=b"{}")
            assert (reply.status, reply.code) == (404, 2004)

    run(check())


@pytest.mark.parametrize(
    ("theirs", "http_status", "code"),
    [
        (Answer(envelope(None, 2003)), 200, 2003),
        (Answer(envelope(None, 3001)), 200, 3001),
        (Answer(envelope(None, 2001), 422), 200, 2001),
        (Answer(envelope(None, 2000), 404), 404, 2000),
        (Answer(b"<html>", 404), 404, 2000),
        (Answer(b"<html>", 500), 200, 4000),
        (Answer(b'{"detail": []}', 422), 200, 4000),
        (Answer(b"<html>", 401), 200, 4003),
        (Answer(b"", 200), 200, 4000),
        (Answer(envelope(), 503), 200, 4000),
    ],
)
def test_an_answer_is_passed_on_if_it_is_ocpi_and_else_is_the_hubs(
    books, theirs, http_status, code
):
    cpo, dp = Peer("CPO NL*ABC"), Peer("EMSP DE*EMP", answers=theirs)

    async def check():
        async with network(books, cpo, dp) as net:
            path = "receiver/locations/NL/ABC/LOC1"
            reply = await net.ask(cpo, "PUT", path, to="DE*EMP", body=LOCATION)
            assert (reply.status, reply.code) == (http_status, code)
            is_theirs = code < 4000 and theirs.body.startswith(b'{"status')
            assert reply.routing == ("DE*EMP" if is_theirs else HUB, "NL*ABC")

    run(check())


def test_who_cannot_be_reached_is_4003_4002_or_4001(books):
    cpo = Peer("CPO NL*ABC")
    slow = Peer("EMSP DE*SLO", answers=Answer(after_s=5))
    refused = a_platform("refused", "EMSP DE*REF", base="http://127.0.0.1:9/ocpi")
    offline = a_platform("off", "EMSP DE*OFF", status=ConnectionStatus.OFFLINE)

    async def check():
        limits = PeerLimits(total_s=0.2)
        async with network(books, cpo, slow, gone=(refused, offline), limits=limits) as net:
            for to, code in (
                ("DE*SLO", 4002),
                ("DE*REF", 4003),
                ("DE*OFF", 4003),
                ("DE*NIX", 4001),
            ):
                reply = await net.ask(cpo, "PUT", "receiver/locations/NL/ABC/L", to=to, body=b"{}")
                assert (reply.status, reply.code) == (200, code)

    run(check())


def test_what_is_no_json_is_400_and_what_contradicts_itself_is_2001(books):
    cpo, dp = Peer("CPO NL*ABC"), Peer("EMSP DE*EMP")

    async def check():
        async with network(books, cpo, dp) as net:
            path = "receiver/locations/NL/ABC/LOC1"
            reply = await net.ask(cpo, "PUT", path, to="DE*EMP", body=b"{")
            assert reply.status == 400
            for body in (b'{"id":"LOC2"}', b'{"id":1}', b'{"country_code":"DE","party_id":"X12"}'):
                reply = await net.ask(cpo, "PUT", path, to="DE*EMP", body=body)
                assert (reply.status, reply.code) == (200, 2001)
            reply = await net.ask(cpo, "POST", path, to="DE*EMP", body=b"{}")
            assert (reply.status, reply.headers["Allow"]) == (405, "GET, PUT, PATCH")
            assert dp.got == []

    run(check())


def test_between_versions_objects_are_converted_both_ways(books, shared_dir):
    old = (shared_dir / "vectors" / "ocpi_spec" / "2.2.1" / "cdr_example.json").read_bytes()
    cdr = json.loads(old)
    party = f"{cdr['country_code']}*{cdr['party_id']}"
    dp = Peer("EMSP DE*EMP", version=OcpiVersion.V2_3_0, answers=Answer(envelope(), 201))
    cpo = Peer(f"CPO {party}", answers=Answer(envelope([cdr])))

    async def check():
        async with network(books, cpo, dp) as net:
            reply = await net.ask(cpo, "POST", "receiver/cdrs", to="DE*EMP", body=old)
            assert (reply.status, reply.code) == (201, 1000)
            (got,) = dp.got
            assert got.path == "/ocpi/2.3.0/receiver/cdrs"
            assert "before_taxes" in got.json["total_cost"]
            assert got.json["last_updated"] == cdr["last_updated"]
            listed = await net.ask(dp, "GET", "sender/cdrs", to=party)
            assert "before_taxes" in listed.json["data"][0]["total_cost"]
            assert cpo.got[0].path == "/ocpi/2.2.1/sender/cdrs"

    run(check())


def test_every_answer_of_the_hubs_own_is_from_the_hub(books):
    cpo = Peer("CPO NL*ABC")

    async def check():
        async with network(books, cpo) as net:
            for method, path, to in (
                ("PUT", "receiver/locations/NL/ABC/L", "NL*NIX"),
                ("PUT", "receiver/locations/NL/BRA/L", HUB),
                ("PUT", "receiver/locations/NL/ABC", HUB),
                ("GET", "sender/locations", HUB),
            ):
                reply = await net.ask(cpo, method, path, to=to, body=b"{}")
                assert reply.routing == (HUB, "NL*ABC")

    run(check())


def test_a_peer_cannot_break_the_hub_by_what_it_answers(books):
    odd = {"X-Total-Count": "5\xe9", "Link": "<:\xe9>; rel=next", "Location": "http://[bad"}
    cpo = Peer("CPO NL*ABC", answers=Answer(envelope([]), 200, odd))
    dp = Peer("EMSP DE*EMP")

    async def check():
        async with network(books, dp, cpo) as net:
            reply = await net.ask(dp, "GET", "sender/locations", to="NL*ABC")
            assert (reply.status, reply.code) == (200, 1000)
            assert "X-Total-Count" not in reply.headers

    run(check())


def test_figures_tell_how_messages_ended_and_what_is_held_back(books):
    cpo = Peer("CPO NL*ABC")
    dp = Peer("EMSP DE*EMP", answers=Answer(envelope(None, 2003)))
    dead = a_platform("dead", "EMSP DE*DEA", base="http://127.0.0.1:9/ocpi")

    async def check():
        async with network(books, cpo, dp, gone=(dead,)) as net:
            path = "receiver/locations/NL/ABC/L"
            await net.ask(cpo, "PUT", path, to="DE*EMP", body=b"{}")
            dp.answers = Answer()
            await net.ask(cpo, "PUT", path, to="DE*EMP", body=b"{}")
            for _ in range(6):
                await net.ask(cpo, "PUT", path, to="DE*DEA", body=b"{}")
            async with net.session.get(f"{net.url}/metrics") as response:
                shown = await response.text()
        for line in (
            'networkcore_peer_calls_total{module="locations",outcome="refused"} 1.0',
            'networkcore_peer_calls_total{module="locations",outcome="done"} 1.0',
            'networkcore_peer_calls_total{module="locations",outcome="4003"} 6.0',
            "networkcore_circuits_open 1.0",
            "networkcore_peer_seconds_count 2.0",
        ):
            assert line in shown

    run(check())
