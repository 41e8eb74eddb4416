"""A slow or dead party costs itself its messages, and nobody else a moment."""

import asyncio
import socket
import threading
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.gateway.circuit import Circuit
from core.gateway.lane import Lane
from core.gateway.peer_client import (
    PeerAnswer,
    PeerCall,
    PeerClient,
    PeerFailure,
    PeerLimits,
    url_as_written,
)
from core.gateway.url_policy import UrlPolicy
from tests.loopback_peers import Answer, Peer, served


def call(url, method="GET", body=b""):
    return PeerCall(method, url, {}, body)


async def until(holds):
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 (it happens on the other side of a socket)
            await asyncio.sleep(0.01)


def run(check, peer, **limits):
    """``check(client, url)`` with one peer."""

    async def inside():
        client = PeerClient(PeerLimits(**limits))
        try:
            async with served(peer) as url:
                return await check(client, url)
        finally:
            await client.close()

    return asyncio.run(inside())


def test_a_stuck_party_fills_its_own_lane_and_the_others_are_served_at_once():
    stuck = Peer("EMSP DE*STU", answers=Answer(after_s=30))
    quick = Peer("EMSP DE*QUI")

    async def check(client, url):
        async with served(quick) as other:
            calls = [asyncio.create_task(client.send("stuck", call(url))) for _ in range(6)]
            await until(lambda: stuck.waiting == 4)
            assert stuck.waiting == 4, "no more than the lane takes are under way"
            busy = await client.send("stuck", call(url))
            assert (busy.status_code, "busy" in busy.problem) == (4000, True)
            answers = [await client.send("quick", call(other)) for _ in range(50)]
            assert {one.http_status for one in answers} == {200}
            assert not any(one.done() for one in calls), "all of that while it was stuck"
            for one in calls:
                one.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
            assert client.lanes["stuck"].taken == 0

    run(check, stuck, in_flight_max=4, waiting_max=2, total_s=20.0)


def test_a_party_that_never_answers_is_not_asked_any_more_and_asked_again_later():
    silent = Peer("EMSP DE*SIL", answers=Answer(after_s=30))

    async def check(client, url):
        for _ in range(5):
            assert (await client.send("silent", call(url))).status_code == 4002
        reached = len(silent.got)
        began = monotonic()
        held = await client.send("silent", call(url))
        assert (held.status_code, monotonic() - began < 0.04) == (4003, True)
        assert len(silent.got) == reached
        silent.answers = Answer()
        client.lanes["silent"].circuit.opened_at = monotonic() - 60
        assert isinstance(await client.send("silent", call(url)), PeerAnswer)
        assert not client.lanes["silent"].circuit.is_open

    run(check, silent, total_s=0.05)


def test_get_is_sent_twice_where_the_connection_breaks_and_nothing_else_is():
    async def check():
        seen = []

        async def breaking(reader, writer):
            line = await reader.readline()
            seen.append(line.split()[0].decode())
            if len(seen) > 1 and seen[-1] == "GET":
                writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
                await writer.drain()
            writer.close()

        server = await asyncio.start_server(breaking, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        client = PeerClient()
        try:
            found = await client.send("breaking", call(url))
            assert (found.body, seen) == (b"{}", ["GET", "GET"])
            for method in ("POST", "PATCH"):
                failed = await client.send("breaking", call(url, method, b"{}"))
                assert failed.status_code == 4003
            assert seen[2:] == ["POST", "PATCH"]
        finally:
            await client.close()
            server.close()
            await server.wait_closed()

    asyncio.run(check())


def test_a_redirect_at_the_same_host_keeps_method_and_body_and_no_other_is_followed():
    def answers(got):
        if got.path.endswith("/"):
            return Answer(b'{"here":1}')
        target = "https://other.example/x" if "away" in got.path else f"{got.path}/"
        return Answer(b"", 307, {"Location": target})

    peer = Peer("CPO NL*ABC", answers=answers)

    async def check(client, url):
        found = await client.send("p", call(f"{url}/cdrs", "POST", b'{"id":1}'))
        assert (found.http_status, found.body) == (200, b'{"here":1}')
        assert [(got.method, got.path, got.body) for got in peer.got] == [
            ("POST", "/cdrs", b'{"id":1}'),
            ("POST", "/cdrs/", b'{"id":1}'),
        ]
        away = await client.send("p", call(f"{url}/away"))
        assert away.http_status == 307

    run(check, peer)


def test_an_answer_that_is_too_long_is_not_read():
    peer = Peer("CPO NL*ABC", answers=Answer(b"x" * 5_000))

    async def check(client, url):
        found = await client.send("p", call(url))
        assert isinstance(found, PeerFailure)
        assert (found.status_code, "longer than 4000" in found.problem) == (4000, True)

    run(check, peer, answer_bytes_max=4_000)


def test_a_url_that_may_not_be_called_is_not_called():
    async def check():
        policy = UrlPolicy()
        client = PeerClient(examine_url=policy.examine_call, resolver=policy.resolver)
        try:
            for url in ("http://127.0.0.1:1/", "http://localhost:1/", "ftp://x.example/"):
                found = await client.send("p", call(url))
                assert isinstance(found, PeerFailure)
                assert "public" in found.problem or "http" in found.problem
        finally:
            await client.close()

    asyncio.run(check())


def test_a_url_stays_as_its_owner_wrote_it():
    for text in ("https://a.example/x%2Fy?a=%20b%2B&c=+", "https://a.example/?cursor=a%3D%3D"):
        assert str(url_as_written(text)) == text
    assert str(url_as_written("https://a.example/a b")) == "https://a.example/a%20b"


def test_cancelled_calls_leave_no_trace_in_lane_or_circuit():
    slow = Peer("EMSP DE*SLO", answers=Answer(after_s=30))

    async def check(client, url):
        for _ in range(8):
            task = asyncio.create_task(client.send("slow", call(url)))
            await asyncio.sleep(0.02)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        lane = client.lanes["slow"]
        assert (lane.taken, lane.circuit.failures, lane.circuit.is_open) == (0, 0, False)

    run(check, slow)


def test_a_lane_that_waits_too_long_does_not_blame_the_party_for_it():
    slow = Peer("EMSP DE*SLO", answers=Answer(after_s=0.3))

    async def check(client, url):
        first = asyncio.create_task(client.send("slow", call(url)))
        await asyncio.sleep(0.05)
        client.limits = PeerLimits(in_flight_max=1, total_s=0.05)
        waited = await client.send("slow", call(url))
        assert waited.status_code == 4002
        assert client.lanes["slow"].circuit.failures == 0
        assert isinstance(await first, PeerAnswer)

    run(check, slow, in_flight_max=1, total_s=10.0)


def test_names_that_hang_keep_nobody_else_from_being_found(monkeypatch):
    found, hang = socket.getaddrinfo, threading.Event()
    hanging = []

    def look_up(host, *more, **named):
        if str(host).startswith("hangs"):
            hanging.append(host)
            hang.wait(20)
        return found("127.0.0.1", *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    peer = Peer("CPO NL*ABC")

    async def check(client, url):
        staying = asyncio.create_task(client.keep_open())
        await asyncio.sleep(0)
        port = url.rpartition(":")[2]
        calls = [
            asyncio.create_task(client.send(f"h{n}", call(f"http://hangs{n}.example:{port}/")))
            for n in range(30)
        ]
        await until(lambda: len(hanging) == 30)
        answer = await client.send("quick", call(f"http://quick.example:{port}/"))
        assert isinstance(answer, PeerAnswer)
        assert not any(one.done() for one in calls)
        hang.set()
        await asyncio.gather(*calls)
        staying.cancel()
        await asyncio.gather(staying, return_exceptions=True)

    run(check, peer, connect_s=15.0, total_s=20.0)


def test_a_circuit_opens_probes_once_and_waits_longer_each_time():
    circuit = Circuit(failures_max=2, pause_s=1.0, pause_s_max=3.0)
    for _ in range(2):
        assert circuit.lets(0.0)
        circuit.failed(0.0)
    assert [circuit.lets(0.9), circuit.lets(1.0), circuit.lets(1.0)] == [False, True, False]
    circuit.failed(1.0)
    assert [circuit.lets(2.9), circuit.lets(3.0)] == [False, True]
    circuit.failed(3.0)
    assert [circuit.lets(5.9), circuit.lets(6.0)] == [False, True]
    circuit.gave_up()
    assert circuit.lets(6.0)
    circuit.succeeded()
    assert [circuit.lets(6.0), circuit.lets(6.0), circuit.failures] == [True, True, 0]


@given(st.lists(st.sampled_from(["ok", "fail", "gave_up", "wait"]), max_size=60))
def test_an_open_circuit_lets_one_through_at_a_time(steps):
    circuit, now = Circuit(failures_max=3, pause_s=1.0), 0.0
    for step in steps:
        now += 0.4
        if step == "wait":
            now += 70
        elif circuit.lets(now):
            if circuit.is_open:
                assert not circuit.lets(now)
            {
                "ok": circuit.succeeded,
                "fail": lambda at=now: circuit.failed(at),
                "gave_up": circuit.gave_up,
            }[step]()
    now += 100
    assert circuit.lets(now)


def test_a_lane_is_full_only_when_nobody_can_even_wait():
    async def check():
        lane = Lane(1, 1)
        async with lane.place():
            assert not lane.is_full
            waiting = asyncio.create_task(_held(lane))
            await asyncio.sleep(0)
            assert lane.is_full
        await waiting
        assert lane.taken == 0

    async def _held(lane):
        async with lane.place():
            pass

    asyncio.run(check())


@pytest.mark.parametrize("parties", [1, 40])
def test_each_platform_has_its_own_lane(parties):
    peer = Peer("CPO NL*ABC")

    async def check(client, url):
        for number in range(parties):
            await client.send(f"p{number}", call(url))
        assert len(client.lanes) == parties

    run(check, peer)
