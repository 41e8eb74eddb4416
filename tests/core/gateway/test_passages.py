"""No peer ever sees a URL of a third party, and what it sees leads where it should."""

import asyncio
from datetime import timedelta

import pytest

from core.domain.passage import LIFE, PassageKind
from core.ocpi.ocpi_version import OcpiVersion
from core.service.keep_messages import last_messages
from core.service.keep_passages import (
    find_passage,
    open_passages,
    take_result,
    tidy_passages,
)
from core.service.runtime import Runtime
from core.store.message_store import WantedMessages
from tests.books import now
from tests.loopback_peers import Answer, Peer, envelope, network
from tests.made_books import books_in

ACCEPTED = Answer(envelope({"result": "ACCEPTED", "timeout": 30}))
RESULT = b'{ "result": "ACCEPTED", "x_own": 1.10 }'


@pytest.fixture(scope="module")
def books():
    runtime = books_in("sqlite://", now)
    yield runtime
    runtime.database.close()


def command(url):
    return b'{"x": 1.10, "response_url": "%s", "session_id": "S1"}' % url.encode()


@pytest.mark.parametrize("version", list(OcpiVersion))
def test_the_result_of_a_command_finds_back_whatever_either_side_speaks(books, version):
    dp = Peer("EMSP DE*EMP")
    cpo = Peer("CPO nl*Abc", version=version, answers=ACCEPTED)

    async def check():
        async with network(books, dp, cpo) as net:
            wanted = f"{dp.url}/commands/STOP_SESSION/4711?a=b"
            path = "receiver/commands/STOP_SESSION"
            reply = await net.ask(dp, "POST", path, to="NL*ABC", body=command(wanted))
            assert reply.json["data"] == {"result": "ACCEPTED", "timeout": 30}
            given = cpo.got[0].json["response_url"]
            assert given.startswith(f"{net.url}/ocpi/{version}/passage/")
            assert len(given) <= 255
            assert b'"x":1.10' in cpo.got[0].body
            dp.answers = Answer(envelope())
            answered = await net.ask(cpo, "POST", given, to="DE*EMP", body=RESULT)
            assert (answered.status, answered.code) == (200, 1000)
            assert answered.routing == ("DE*EMP", "nl*Abc")
            (result,) = dp.got
            assert b"1.10" in result.body
            assert version is not dp.version or result.body == RESULT
            assert (result.path, result.query) == ("/ocpi/commands/STOP_SESSION/4711", "a=b")
            assert result.routing == ("nl*Abc", "DE*EMP")

    asyncio.run(check())


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
def test_a_charging_profile_has_its_url_in_the_body_or_in_the_query(books, method):
    dp, cpo = Peer("EMSP DE*EMP"), Peer("CPO NL*ABC", answers=ACCEPTED)

    async def check():
        async with network(books, dp, cpo) as net:
            wanted = f"{dp.url}/profiles/1"
            path = "receiver/chargingprofiles/S1"
            if method == "PUT":
                reply = await net.ask(dp, method, path, to="NL*ABC", body=command(wanted))
                given = cpo.got[0].json["response_url"]
            else:
                asked = f"{path}?duration=900&response_url={wanted}"
                reply = await net.ask(dp, method, asked, to="NL*ABC")
                duration, _, given = cpo.got[0].query.partition("&response_url=")
                assert duration == "duration=900"
                given = given.replace("%3A", ":").replace("%2F", "/")
            assert reply.code == 1000
            await net.ask(cpo, "POST", given, body=RESULT)
            assert [got.path for got in dp.got] == ["/ocpi/profiles/1"]

    asyncio.run(check())


def test_a_second_result_is_answered_and_goes_nowhere(books):
    dp, cpo = Peer("EMSP DE*EMP"), Peer("CPO NL*ABC", answers=ACCEPTED)

    async def check():
        async with network(books, dp, cpo) as net:
            given = await _commanded(net, dp, cpo)
            for _ in range(3):
                assert (await net.ask(cpo, "POST", given, body=RESULT)).code == 1000
            assert len(dp.got) == 1

    asyncio.run(check())


def test_a_result_that_did_not_arrive_may_be_sent_again(books):
    dp, cpo = Peer("EMSP DE*EMP"), Peer("CPO NL*ABC", answers=ACCEPTED)

    async def check():
        async with network(books, dp, cpo) as net:
            given = await _commanded(net, dp, cpo)
            dp.answers = Answer(b"down", 500)
            assert (await net.ask(cpo, "POST", given, body=RESULT)).code == 4000
            dp.answers = Answer()
            assert (await net.ask(cpo, "POST", given, body=RESULT)).code == 1000
            assert len(dp.got) == 2

    asyncio.run(check())


def test_a_promised_result_that_does_not_come_is_noted_once_and_a_late_one_still_passes(books):
    dp, cpo = Peer("EMSP DE*EMP"), Peer("CPO NL*ABC", answers=ACCEPTED)
    clock = [now()]
    waiting = Runtime(books.database, lambda: clock[0])

    async def check():
        async with network(waiting, dp, cpo) as net:
            given = await _commanded(net, dp, cpo)
            for seconds, missing in ((0, 0), (29, 0), (31, 1), (60, 1)):
                clock[0] = now() + timedelta(seconds=seconds)
                await net.relay.passages.tidy()
                await net.relay.log.flush()
                found = last_messages(books, WantedMessages(only_failed=True))
                mine = [one for one in found if one.message_id.endswith(given.rpartition("/")[2])]
                assert len(mine) == missing
            assert (mine[0].sender, mine[0].receiver) == ("NL*ABC", "DE*EMP")
            assert "has not come" in mine[0].problem
            assert (await net.ask(cpo, "POST", given, body=RESULT)).code == 1000
            assert len(dp.got) == 1

    asyncio.run(check())


def test_nobody_else_finds_a_passage_and_it_takes_one_method_only(books):
    dp, cpo = Peer("EMSP DE*EMP"), Peer("CPO NL*ABC", answers=ACCEPTED)
    thief = Peer("CPO NL*BAD")

    async def check():
        async with network(books, dp, cpo, thief) as net:
            given = await _commanded(net, dp, cpo)
            for one in (thief, dp):
                assert (await net.ask(one, "POST", given, body=RESULT)).status == 404
            assert (await net.ask(cpo, "POST", f"{given}/more", body=RESULT)).status == 404
            assert (await net.ask(cpo, "POST", f"{given}x", body=RESULT)).status == 404
            got = await net.ask(cpo, "GET", given)
            assert (got.status, got.headers["Allow"]) == (405, "POST")
            assert dp.got == []

    asyncio.run(check())


def test_pages_are_walked_through_the_hub(books):
    def page(got):
        base = f"{cpo.url}/2.2.1/sender/locations"
        counts = {"X-Total-Count": "3", "X-Limit": "1"}
        pages = {"": "offset=1&limit=1", "offset=1&limit=1": "offset=2&limit=1"}
        following = pages.get(got.query)
        link = {"Link": f'<{base}?{following}>; rel="next"'} if following else {"Link": ""}
        return Answer(envelope([{"id": got.query}]), 200, counts | link)

    dp, cpo = Peer("EMSP DE*EMP"), Peer("CPO NL*ABC", answers=page)

    async def check():
        async with network(books, dp, cpo) as net:
            seen, path = [], "sender/locations"
            while path:
                reply = await net.ask(dp, "GET", path, to="NL*ABC")
                assert (reply.headers["X-Total-Count"], reply.headers["X-Limit"]) == ("3", "1")
                assert reply.routing == ("NL*ABC", "DE*EMP")
                seen += [one["id"] for one in reply.json["data"]]
                link = reply.headers.get("Link", "")
                assert cpo.url not in str(reply.headers)
                path = link[1:].partition(">")[0]
                assert not path or path.startswith(f"{net.url}/ocpi/2.2.1/passage/")
            assert seen == ["", "offset=1&limit=1", "offset=2&limit=1"]
            assert [got.routing for got in cpo.got] == [("DE*EMP", "NL*ABC")] * 3

    asyncio.run(check())


def test_where_a_cdr_is_can_be_asked_through_the_hub(books):
    def says(got):
        if got.method == "POST":
            return Answer(envelope(), 201, {"Location": "/ocpi/own/place/77"})
        return Answer(envelope({"id": "C1"}))

    cpo, dp = Peer("CPO NL*ABC"), Peer("EMSP DE*EMP", answers=says)

    async def check():
        async with network(books, cpo, dp) as net:
            reply = await net.ask(cpo, "POST", "receiver/cdrs", to="DE*EMP", body=b'{"id":"C1"}')
            place = reply.headers["Location"]
            assert place.startswith(f"{net.url}/ocpi/2.2.1/passage/")
            found = await net.ask(cpo, "GET", place)
            assert found.json["data"] == {"id": "C1"}
            assert dp.got[1].path == "/ocpi/own/place/77"
            assert (await net.ask(dp, "GET", place)).status == 404

    asyncio.run(check())


def test_expired_passages_are_found_no_more_and_are_dropped(books):
    dp, cpo = Peer("EMSP DE*EMP"), Peer("CPO NL*ABC", answers=ACCEPTED)

    async def check():
        async with network(books, dp, cpo) as net:
            return (await _commanded(net, dp, cpo)).rpartition("/")[2]

    passage_id = asyncio.run(check())
    found = find_passage(books, passage_id)
    open_passages(books, ())
    later = Runtime(books.database, lambda: now() + LIFE[PassageKind.RESPONSE])
    assert find_passage(later, passage_id) is None
    tidy_passages(later)
    assert find_passage(books, passage_id) is None
    open_passages(books, (found,))
    assert find_passage(books, passage_id) == found
    assert take_result(books, passage_id)
    assert not take_result(books, passage_id)


async def _commanded(net, dp, cpo):
    """The URL at which a CPO delivers the result of a command."""
    path = "receiver/commands/STOP_SESSION"
    await net.ask(dp, "POST", path, to=cpo.party, body=command(f"{dp.url}/result"))
    return cpo.got[-1].json["response_url"]
