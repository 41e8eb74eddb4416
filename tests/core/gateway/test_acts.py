"""What the network does of messages that pass, over real HTTP."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.cdr import Price
from core.domain.platform import ConnectionStatus
from core.ocpi.cdr_codec import cdr_to_json
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.wire import json_text
from core.service.open_books import open_books
from core.service.trace import trace
from core.service.verify_books import verify_books
from core.store.authorisation_store import claimed_minor
from core.store.journal_store import entries_where
from core.store.kept_store import Wanted, count_objects
from tests.books import now, open_network
from tests.builders import CPO, DP, START, a_cdr
from tests.kept_books import (
    LATER,
    a_wire_evse,
    a_wire_location,
    a_wire_session,
    a_wire_tariff,
    a_wire_token,
)
from tests.loopback_peers import Answer, Peer, envelope, network
from tests.routed_parties import HUB, a_platform

COST = Price(Decimal(10), Decimal("12.10"))
PLACE = {"location_id": "L7", "evse_uids": ["E7"]}
AUTHORIZE = "sender/tokens/04A2B3/authorize"


@pytest.fixture
def books():
    runtime = open_books("sqlite://", now)
    open_network(runtime)
    yield runtime
    runtime.database.close()


def run(check):
    return asyncio.run(check)


def a_cpo(**facts):
    return Peer(f"CPO {CPO}", **facts)


def a_dp(**facts):
    return Peer(f"EMSP {DP}", **facts)


def a_sent(cdr_id="1", hours=0, **changes):
    """The bytes of a CDR that 20 kWh at 0.50 cost."""
    cdr = a_cdr(cdr_id, start=START + timedelta(hours=2 * hours), **changes)
    return json_text(cdr_to_json(replace(cdr, total_cost=COST), START)).encode()


def posted(runtime):
    with runtime.database.reading() as connection:
        return [one.entry.entry_id for one in entries_where(connection)]


def claimed(runtime):
    with runtime.database.reading() as connection:
        return claimed_minor(connection, DP, "EUR", now())


async def told(net, cpo, dp):
    """A location and a token are pushed to everybody."""
    path = "receiver/locations/NL/ABC/L7"
    assert (await net.ask(cpo, "PUT", path, to=HUB, body=a_wire_location())).code == 1000
    token = a_wire_token()
    path = "receiver/tokens/NL/XYZ/04A2B3"
    assert (await net.ask(dp, "PUT", path, to=HUB, body=token)).code == 1000


def test_a_cdr_is_in_the_books_before_its_partner_is_told_of_it(books):
    cpo, dp = a_cpo(), a_dp(answers=Answer(envelope(), 201, {"Location": "http://dp/cdrs/1"}))

    async def check():
        async with network(books, cpo, dp, acts=True) as net:
            raw = a_sent()
            reply = await net.ask(cpo, "POST", "receiver/cdrs", to=DP, body=raw)
            assert (reply.code, reply.status) == (1000, 201)
            assert dp.got[0].body == raw
            assert posted(books) == ["cdr:NL*ABC:1"]
            again = await net.ask(cpo, "POST", "receiver/cdrs", to=DP, body=raw)
            assert again.code == 1000
            assert posted(books) == ["cdr:NL*ABC:1"]

    run(check())


def test_a_cdr_for_who_cannot_be_reached_is_taken_and_read_again_where_the_hub_says(books):
    cpo = a_cpo()
    gone = a_platform("nlxyz", f"EMSP {DP}", status=ConnectionStatus.OFFLINE)

    async def check():
        async with network(books, cpo, gone=(gone,), acts=True) as net:
            for to in (HUB, DP, None):
                reply = await net.ask(cpo, "POST", "receiver/cdrs", to=to, body=a_sent())
                assert reply.code == 1000, reply.body
            found = await net.ask(cpo, "GET", reply.headers["location"], to=HUB)
            assert found.json["data"] == json.loads(a_sent())
            assert posted(books) == ["cdr:NL*ABC:1"]

    run(check())


def test_many_cdrs_at_once_are_answered_each_by_itself(books):
    cpo = a_cpo()
    gone = a_platform("nlxyz", f"EMSP {DP}", status=ConnectionStatus.OFFLINE)

    async def check():
        async with network(books, cpo, gone=(gone,), acts=True) as net:
            bodies = [a_sent(str(number), number) for number in range(20)]
            bodies += [bodies[3], a_sent("4", 4, energy_kwh="21"), b'{"id": "77"}', b"{"]
            replies = await asyncio.gather(
                *(net.ask(cpo, "POST", "receiver/cdrs", to=HUB, body=body) for body in bodies)
            )
            codes = [one.code for one in replies]
            assert codes == [*[1000] * 21, 2000, 2001, 2001]
            assert replies[-1].status == 400
            pointers = [one["pointer"] for one in replies[-2].json["data"]]
            assert "/cdr_token" in pointers

    run(check())
    assert sorted(posted(books)) == sorted(f"cdr:NL*ABC:{number}" for number in range(20))
    assert verify_books(books).count == 0


def test_a_push_is_kept_and_sent_on_and_lists_show_what_whoever_asks_may_read(books):
    cpo, dp, other = a_cpo(), a_dp(), Peer("EMSP DE*EMP", version=OcpiVersion.V2_3_0)

    async def check():
        async with network(books, cpo, dp, other, acts=True) as net:
            await told(net, cpo, dp)
            session = a_wire_session()
            path = "receiver/sessions/NL/ABC/S7"
            assert (await net.ask(cpo, "PUT", path, to=DP, body=session)).code == 1000
            change = {"kwh": 3, "last_updated": LATER}
            assert (await net.ask(cpo, "PATCH", path, to=HUB, body=change)).code == 1000
            assert [one.json for one in dp.got if "sessions" in one.path] == [session, change]
            listed = await net.ask(dp, "GET", "sender/sessions", to=HUB)
            assert [one["kwh"] for one in listed.json["data"]] == [3]
            assert listed.headers["X-Total-Count"] == "1"
            assert listed.routing == (HUB, DP)
            assert (await net.ask(other, "GET", "sender/sessions", to=HUB)).json["data"] == []
            (location,) = (await net.ask(other, "GET", "sender/locations")).json["data"]
            assert location == a_wire_location()
            part = await net.ask(dp, "GET", "sender/locations/L7/E7", to=HUB)
            assert part.json["data"] == a_wire_evse()
            assert (await net.ask(cpo, "GET", "sender/tokens")).json["data"] == [a_wire_token()]

    run(check())


def test_pages_follow_their_links_to_the_end_and_keep_the_filters(books):
    cpo, dp = a_cpo(), a_dp()

    async def check():
        async with network(books, cpo, dp, acts=True) as net:
            for number in range(7):
                token = a_wire_token(f"T{number}", last_updated=f"2026-06-0{number + 1}T00:00:00Z")
                path = f"receiver/tokens/NL/XYZ/T{number}"
                await net.ask(dp, "PUT", path, to=HUB, body=token)
            url, seen = "sender/tokens?date_from=2026-06-02T00:00:00Z&limit=2", []
            while url:
                page = await net.ask(cpo, "GET", url, to=HUB)
                seen += [one["uid"] for one in page.json["data"]]
                assert page.headers["X-Total-Count"] == "6"
                link = page.headers.get("Link", "")
                url = link.partition("<")[2].partition(">")[0]
            assert seen == [f"T{number}" for number in range(1, 7)]
            counted = await net.ask(cpo, "GET", "sender/tokens?offset=6", to=HUB)
            assert [one["uid"] for one in counted.json["data"]] == ["T6"]
            for wrong in ("limit=x", "date_from=yesterday", "after=%21", "offset=-1"):
                reply = await net.ask(cpo, "GET", f"sender/tokens?{wrong}", to=HUB)
                assert reply.code == 2001, wrong

    run(check())


def test_a_push_that_contradicts_what_is_known_goes_nowhere(books):
    cpo, dp = a_cpo(), a_dp()

    async def check():
        async with network(books, cpo, dp, acts=True) as net:
            path = "receiver/tariffs/NL/ABC/T7"
            await net.ask(cpo, "PUT", path, to=DP, body=a_wire_tariff())
            other = await net.ask(cpo, "PUT", path, to=DP, body=a_wire_tariff(price="0.10"))
            assert other.code == 2000
            path = "receiver/locations/NL/ABC/L7"
            broken = a_wire_location(time_zone=7, city=None)
            reply = await net.ask(cpo, "PUT", path, to=DP, body=broken)
            assert reply.code == 2001
            assert [one["pointer"] for one in reply.json["data"]] == ["/city", "/time_zone"]
            assert len(dp.got) == 1

    run(check())


def test_one_token_charges_at_every_cpo_and_its_partner_need_not_be_asked(books):
    cpo, dp = a_cpo(), a_dp()

    async def check():
        async with network(books, cpo, dp, acts=True) as net:
            await told(net, cpo, dp)
            for to in (HUB, None):
                reply = await net.ask(cpo, "POST", AUTHORIZE, to=to, body=PLACE)
                found = reply.json["data"]
                assert (reply.code, found["allowed"]) == (1000, "ALLOWED")
                assert found["token"] == a_wire_token()
                assert found["location"] == PLACE
                assert len(found["authorization_reference"]) <= 36
                assert reply.routing == (HUB, CPO)
            assert not [one for one in dp.got if "authorize" in one.path]
            assert claimed(books) == 3000

    run(check())


def an_answer(allowed="ALLOWED", **changes):
    info = {"allowed": allowed, "token": a_wire_token(), "authorization_reference": "THEIRS"}
    return Answer(envelope(info | changes))


def test_a_partner_that_is_asked_by_name_has_the_last_word(books):
    cpo, dp = a_cpo(), a_dp()

    async def check():
        async with network(books, cpo, dp, acts=True) as net:
            await told(net, cpo, dp)
            dp.answers = an_answer("BLOCKED")
            reply = await net.ask(cpo, "POST", AUTHORIZE, to=DP, body=PLACE)
            assert reply.json["data"]["allowed"] == "BLOCKED"
            assert claimed(books) == 0
            dp.answers = an_answer()
            named = {"X-Request-ID": "request-2"}
            reply = await net.ask(cpo, "POST", AUTHORIZE, to=DP, body=PLACE, headers=named)
            assert reply.json["data"].get("authorization_reference") == "THEIRS", reply.body
            assert claimed(books) == 3000

    run(check())


def test_a_token_that_nobody_told_of_is_looked_for_at_every_partner(books):
    cpo, dp = a_cpo(), a_dp(answers=an_answer())

    async def check():
        async with network(books, cpo, dp, acts=True) as net:
            location = a_wire_location()
            await net.ask(cpo, "PUT", "receiver/locations/NL/ABC/L7", to=HUB, body=location)
            reply = await net.ask(cpo, "POST", AUTHORIZE, to=HUB, body=PLACE)
            assert reply.json["data"]["authorization_reference"] == "THEIRS"
            assert claimed(books) == 3000
            nowhere = {"location_id": "L99"}
            named = {"X-Request-ID": "request-2"}
            reply = await net.ask(cpo, "POST", AUTHORIZE, to=HUB, body=nowhere, headers=named)
            assert reply.json["data"]["allowed"] == "NOT_ALLOWED"
            dp.answers = Answer(envelope(status_code=2004), 404)
            reply = await net.ask(cpo, "POST", AUTHORIZE, to=HUB, body=PLACE)
            assert (reply.status, reply.code) == (404, 2004)

    run(check())


def test_what_the_network_refuses_asks_nobody_and_says_why(books):
    cpo, dp = a_cpo(), a_dp()

    async def check():
        async with network(books, cpo, dp, acts=True) as net:
            await told(net, cpo, dp)
            asked = len(dp.got)
            nowhere = {"location_id": "L99"}
            for to in (HUB, DP, None):
                reply = await net.ask(cpo, "POST", AUTHORIZE, to=to, body=nowhere)
                found = reply.json["data"]
                assert found["allowed"] == "NOT_ALLOWED"
                assert found["info"]["text"] == "nobody told of location L99 of NL*ABC"
            assert len(dp.got) == asked

    run(check())


def test_a_start_that_the_network_refuses_does_not_reach_the_charge_point(books):
    cpo, dp = a_cpo(answers=Answer(envelope({"result": "ACCEPTED", "timeout": 30}))), a_dp()

    async def check():
        async with network(books, cpo, dp, acts=True) as net:
            await told(net, cpo, dp)
            start = {
                "response_url": f"{dp.url}/results/1",
                "token": a_wire_token("APP-1", type="APP_USER"),
                "location_id": "L7",
                "evse_uid": "E7",
                "authorization_reference": "START-1",
            }
            path = "receiver/commands/START_SESSION"
            reply = await net.ask(dp, "POST", path, to=CPO, body=start)
            assert reply.json["data"]["result"] == "ACCEPTED", reply.body
            assert claimed(books) == 3000
            reached = len(cpo.got)
            cards = a_wire_evse(capabilities=["RFID_READER"], last_updated=LATER)
            location = a_wire_location(evses=[cards], last_updated=LATER)
            await net.ask(cpo, "PUT", "receiver/locations/NL/ABC/L7", to=HUB, body=location)
            named = {"X-Request-ID": "request-2"}
            reply = await net.ask(dp, "POST", path, to=CPO, body=start, headers=named)
            assert reply.json["data"]["result"] == "REJECTED"
            assert len(cpo.got) == reached

    run(check())


def test_books_show_nothing_of_a_party_to_another(books):
    cpo, dp = a_cpo(), a_dp()
    other = Peer("CPO NL*CPB")

    async def check():
        async with network(books, cpo, dp, other, acts=True) as net:
            place = (await net.ask(cpo, "POST", "receiver/cdrs", to=HUB, body=a_sent())).headers
            found = await net.ask(other, "GET", f"{net.url}/ocpi/2.2.1/receiver/cdrs/1", to=HUB)
            assert found.status == 404, place
            assert (await net.ask(other, "GET", "sender/cdrs", to=HUB)).json["data"] == []
            stolen = await net.ask(other, "POST", "receiver/cdrs", to=HUB, body=a_sent("2", 1))
            assert stolen.code == 2001
            assert posted(books) == ["cdr:NL*ABC:1"]

    run(check())
    with books.database.reading() as connection:
        assert count_objects(connection, Wanted(module="cdrs")) == 1


def test_a_partner_is_quoted_what_a_session_would_be_priced_at(books):
    dp = a_dp(version=OcpiVersion.V2_3_0)

    async def check():
        async with network(books, a_cpo(), dp, acts=True) as net:
            path = "sender/tariffs/NL/ABC/t1/quote?energy_kwh=20&power_kw=10&evse_uid=E1"
            reply = await net.ask(dp, "GET", path, to=HUB)
            told = reply.json["data"]
            assert (reply.code, told["currency"]) == (1000, "EUR")
            assert (told["before_taxes"], told["after_taxes"]) == (10, 12.1)
            assert told["charging_s"] == 7200
            assert [one["dimension"] for one in told["lines"]] == ["ENERGY"]
            for wrong, code in (
                ("t1/quote?energy_kwh=x&minutes=60", 2001),
                ("t1/quote?energy_kwh=5", 2001),
                ("t1/quote?energy_kwh=NaN&minutes=1", 2001),
                ("t1/quote?minutes=60&start=noon", 2001),
                ("t1/quote?minutes=60&evse_uid=E99", 2000),
                ("t9/quote?minutes=60", 2000),
            ):
                reply = await net.ask(dp, "GET", f"sender/tariffs/NL/ABC/{wrong}", to=HUB)
                assert reply.code == code, wrong

    run(check())


def test_a_record_of_an_invoice_is_kept_for_its_two_parties(books):
    cpo, dp = a_cpo(version=OcpiVersion.V2_3_0), a_dp(version=OcpiVersion.V2_3_0)
    other = Peer("EMSP DE*EMP", version=OcpiVersion.V2_3_0)
    record = {
        "country_code": "NL",
        "party_id": "ABC",
        "id": "IR-1",
        "invoice_id": "2026-17",
        "cdrs": ["1", "2"],
        "last_updated": LATER,
    }

    async def check():
        async with network(books, cpo, dp, other, acts=True) as net:
            module = "invoicereconciliation"
            path = f"receiver/{module}"
            assert (await net.ask(cpo, "POST", path, to=DP, body=record)).code == 1000
            assert dp.got[-1].json == record
            for reader, count in ((cpo, 1), (dp, 1), (other, 0)):
                listed = await net.ask(reader, "GET", f"sender/{module}", to=HUB)
                assert len(listed.json["data"]) == count
            empty = await net.ask(cpo, "POST", path, to=DP, body=record | {"cdrs": []})
            assert empty.code == 2001
            gone = await net.ask(cpo, "DELETE", f"{path}/NL/ABC/IR-1", to=DP)
            assert gone.code == 1000
            assert (await net.ask(dp, "GET", f"sender/{module}", to=HUB)).json["data"] == []

    run(check())


def test_a_trace_says_who_let_the_session_in(books):
    cpo, dp = a_cpo(), a_dp()

    async def check():
        async with network(books, cpo, dp, acts=True) as net:
            await told(net, cpo, dp)
            reply = await net.ask(cpo, "POST", AUTHORIZE, to=HUB, body=PLACE)
            reference = reply.json["data"]["authorization_reference"]
            await net.ask(cpo, "POST", "receiver/cdrs", to=HUB, body=late(reference))

    def late(reference):
        start = now() - timedelta(minutes=10)
        cdr = a_cdr(start=start, stay_s=600, authorization_reference=reference)
        return json_text(cdr_to_json(replace(cdr, total_cost=COST), now())).encode()

    run(check())
    assert claimed(books) == 0
    (answer,) = [one for one in trace(books, "1").answers if one.question == "Who authorised it?"]
    assert answer.answer.endswith("; allowed by NL*NWC on 2026-07-01 00:00 UTC")


def test_the_type_of_a_token_may_be_said_in_its_body_alone(books):
    cpo, dp = a_cpo(), a_dp()

    async def check():
        async with network(books, cpo, dp, acts=True) as net:
            await told(net, cpo, dp)
            token = a_wire_token("APP-1", type="APP_USER")
            await net.ask(dp, "PUT", "receiver/tokens/NL/XYZ/APP-1", to=HUB, body=token)
            path = "sender/tokens/APP-1/authorize?type=APP_USER"
            reply = await net.ask(cpo, "POST", path, to=HUB, body=PLACE)
            assert reply.json["data"]["token"] == token

    run(check())
