"""What the network does where a partner, or an id, is not what one would like; over real HTTP."""

import asyncio
import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.cdr import Price
from core.domain.platform import ConnectionStatus
from core.ocpi.cdr_codec import cdr_to_json
from core.ocpi.wire import json_text
from core.service.open_books import open_books
from core.service.trace import trace
from core.store.authorisation_store import claimed_minor
from tests.books import now, open_network
from tests.builders import CPO, DP, START, a_cdr
from tests.kept_books import (
    LATER,
    a_wire_evse,
    a_wire_location,
    a_wire_tariff,
    a_wire_token,
)
from tests.loopback_peers import Answer, Peer, envelope, network
from tests.routed_parties import HUB, a_platform

PLACE = {"location_id": "L7", "evse_uids": ["E7"]}
ABROAD = "EMSP CH*ALP"
COST = Price(Decimal(10), Decimal("12.10"))


@pytest.fixture
def books():
    runtime = open_books("sqlite://", now)
    open_network(runtime)
    yield runtime
    runtime.database.close()


def claimed(runtime):
    with runtime.database.reading() as connection:
        return claimed_minor(connection, DP, "EUR", now())


def a_sent(cdr_id, hours=0, **changes):
    cdr = a_cdr(cdr_id, start=START + timedelta(hours=2 * hours), **changes)
    cdr = replace(cdr, total_cost=COST)
    return json_text(cdr_to_json(cdr, START)).encode()


async def told_place(net, cpo):
    path = "receiver/locations/NL/ABC/L7"
    assert (await net.ask(cpo, "PUT", path, to=HUB, body=a_wire_location())).code == 1000


def test_nobody_lets_drivers_charge_at_the_cost_of_another_party(books):
    allowed = {"allowed": "ALLOWED", "token": a_wire_token("FFFF")}
    cpo, stranger = Peer(f"CPO {CPO}"), Peer("EMSP DE*EMP", answers=Answer(envelope(allowed)))
    partner = Peer(f"EMSP {DP}", answers=Answer(envelope(status_code=2004), 404))

    async def check():
        async with network(books, cpo, stranger, partner, acts=True) as net:
            await told_place(net, cpo)
            for number, to in enumerate((None, HUB, "DE*EMP")):
                path, named = "sender/tokens/FFFF/authorize", {"X-Request-ID": f"r{number}"}
                reply = await net.ask(cpo, "POST", path, to=to, body=PLACE, headers=named)
                assert reply.json.get("data", {}).get("allowed") != "ALLOWED", reply.body
            assert claimed(books) == 0
            partner.answers = Answer(envelope(allowed), after_s=0.2)
            path, named = "sender/tokens/FFFF/authorize", {"X-Request-ID": "r9"}
            reply = await net.ask(cpo, "POST", path, to=HUB, body=PLACE, headers=named)
            assert reply.json["data"]["allowed"] == "ALLOWED"
            assert reply.routing == (DP, CPO)

    asyncio.run(check())


def test_what_a_partner_answers_wrongly_is_not_the_fault_of_who_asked(books):
    said = Answer(envelope({"allowed": "MAYBE"}))
    cpo, partner = Peer(f"CPO {CPO}"), Peer(f"EMSP {DP}", answers=said)

    async def check():
        async with network(books, cpo, partner, acts=True) as net:
            await told_place(net, cpo)
            path = "sender/tokens/FFFF/authorize"
            reply = await net.ask(cpo, "POST", path, to=DP, body=PLACE)
            assert reply.code == 4000

    asyncio.run(check())


def test_a_request_id_that_is_always_the_same_opens_no_other_place(books):
    cpo, partner = Peer(f"CPO {CPO}"), Peer(f"EMSP {DP}")

    async def check():
        async with network(books, cpo, partner, acts=True) as net:
            await told_place(net, cpo)
            path = "receiver/tokens/NL/XYZ/04A2B3"
            await net.ask(partner, "PUT", path, to=HUB, body=a_wire_token())
            path = "sender/tokens/04A2B3/authorize"
            here = await net.ask(cpo, "POST", path, to=HUB, body=PLACE)
            assert here.json["data"]["allowed"] == "ALLOWED"
            there = await net.ask(cpo, "POST", path, to=HUB, body={"location_id": "L99"})
            assert there.json["data"]["allowed"] == "NOT_ALLOWED"

    asyncio.run(check())


def test_a_cdr_of_any_id_is_read_again_where_the_hub_says(books):
    cpo = Peer(f"CPO {CPO}")
    gone = a_platform("nlxyz", f"EMSP {DP}", status=ConnectionStatus.OFFLINE)

    async def check():
        async with network(books, cpo, gone=(gone,), acts=True) as net:
            cdr_id = "NL:7/8 ?%2f#1"
            reply = await net.ask(cpo, "POST", "receiver/cdrs", to=DP, body=a_sent(cdr_id))
            found = await net.ask(cpo, "GET", reply.headers["location"], to=HUB)
            assert found.json["data"]["id"] == cdr_id

    asyncio.run(check())


def test_lists_show_what_the_other_side_has_and_of_the_own_side_only_what_is_ones_own(books):
    cpo, rival = Peer(f"CPO {CPO}"), Peer("CPO DE*CPX")
    partner, other = Peer(f"EMSP {DP}"), Peer("EMSP DE*EMP")
    readers = {
        "tokens": {cpo: 1, rival: 1, partner: 1, other: 0},
        "locations": {cpo: 1, rival: 0, partner: 1, other: 1},
        "tariffs": {cpo: 1, rival: 0, partner: 1, other: 1},
    }

    async def check():
        async with network(books, cpo, rival, partner, other, acts=True) as net:
            await told_place(net, cpo)
            path, tariff = "receiver/tariffs/NL/ABC/T7", a_wire_tariff()
            assert (await net.ask(cpo, "PUT", path, to=HUB, body=tariff)).code == 1000
            path, token = "receiver/tokens/NL/XYZ/04A2B3", a_wire_token()
            assert (await net.ask(partner, "PUT", path, to=HUB, body=token)).code == 1000
            for module, counts in readers.items():
                for reader, count in counts.items():
                    reply = await net.ask(reader, "GET", f"sender/{module}", to=HUB)
                    assert len(reply.json["data"]) == count, (module, reader.role)
                    assert reply.headers["X-Total-Count"] == str(count)

    asyncio.run(check())


def test_a_nul_which_not_every_database_takes_is_refused_and_costs_nobody_else(books):
    cpo, partner = Peer(f"CPO {CPO}"), Peer(f"EMSP {DP}")

    async def check():
        async with network(books, cpo, partner, acts=True) as net:
            bad = a_sent("ZZ").replace(b'"ZZ"', rb'"\\\u0000"')
            reply = await net.ask(cpo, "POST", "receiver/cdrs", to=DP, body=bad)
            assert (reply.status, reply.code) == (400, 2001)
            reply = await net.ask(cpo, "GET", "sender/tokens?type=%00", to=HUB)
            assert reply.code == 2001
            fine = a_sent("ZZ").replace(b'"ZZ"', rb'"\\u0000"')
            reply = await net.ask(cpo, "POST", "receiver/cdrs", to=DP, body=fine)
            assert (reply.status, reply.code) == (200, 1000), reply.body

    asyncio.run(check())


def test_a_token_that_another_party_has_blocked_blocks_nobody_elses_driver(books):
    cpo, partner, other = Peer(f"CPO {CPO}"), Peer(f"EMSP {DP}"), Peer("EMSP DE*EMP")
    theirs = {"country_code": "DE", "party_id": "EMP", "valid": False, "last_updated": LATER}

    async def check():
        async with network(books, cpo, partner, other, acts=True) as net:
            await told_place(net, cpo)
            for peer, token in ((partner, a_wire_token()), (other, a_wire_token(**theirs))):
                path = f"receiver/tokens/{token['country_code']}/{token['party_id']}/04A2B3"
                assert (await net.ask(peer, "PUT", path, to=HUB, body=token)).code == 1000
            path = "sender/tokens/04A2B3/authorize"
            reply = await net.ask(cpo, "POST", path, to=HUB, body=PLACE)
            assert reply.json["data"]["allowed"] == "ALLOWED"

    asyncio.run(check())


@pytest.mark.parametrize(
    "query",
    [
        "date_from=0001-01-01T00:00:00%2B14:00",
        "date_to=9999-12-31T23:59:59-14:00",
        f"after={urlsafe_b64encode(b'0001-01-01T00:00:00+14:00|a|b').decode()}",
        f"after={urlsafe_b64encode(b'2026-01-01T00:00:00+00:00' + bytes(1) + b'|a|b').decode()}",
    ],
)
def test_times_at_the_ends_of_the_calendar_and_forged_cursors_are_told_as_what_they_are(
    books, query
):
    cpo = Peer(f"CPO {CPO}")

    async def check():
        async with network(books, cpo, acts=True) as net:
            reply = await net.ask(cpo, "GET", f"sender/tokens?{query}", to=HUB)
            assert reply.code == 2001

    asyncio.run(check())


def test_a_price_that_was_told_a_moment_ago_is_what_a_cdr_costs(books):
    """The clock stands still, so that nothing is old enough to be read again for its age."""
    cpo, partner = Peer(f"CPO {CPO}"), Peer(f"EMSP {DP}")
    versions = {"2026-05-01T00:00:00Z": "0.40", "2026-05-02T00:00:00Z": "0.80"}

    async def check():
        async with network(books, cpo, partner, acts=True) as net:
            for number, (updated, price) in enumerate(versions.items()):
                path, tariff = "receiver/tariffs/NL/ABC/T7", a_wire_tariff(price=price)
                tariff["last_updated"] = updated
                assert (await net.ask(cpo, "PUT", path, to=HUB, body=tariff)).code == 1000
                if not number:
                    path, evse = "receiver/locations/NL/ABC/L7", a_wire_evse()
                    evse["connectors"][0]["tariff_ids"] = ["T7"]
                    place = a_wire_location(evses=[evse])
                    assert (await net.ask(cpo, "PUT", path, to=HUB, body=place)).code == 1000
                cdr = a_sent(str(number), hours=number, location_id="L7", evse_uid="E7")
                assert (await net.ask(cpo, "POST", "receiver/cdrs", to=DP, body=cdr)).code == 1000
                priced = trace(books, f"cdr:{CPO}:{number}").priced
                assert priced.tariff_version == updated
                assert priced.lines[0].unit_price == Decimal(price)

    asyncio.run(check())


def test_a_change_of_what_nobody_told_of_is_no_success_where_the_hub_answers_for_all(books):
    cpo, partner, other = Peer(f"CPO {CPO}"), Peer(f"EMSP {DP}"), Peer("EMSP DE*EMP")
    change = {"city": "Delft", "last_updated": LATER}

    async def check():
        async with network(books, cpo, partner, other, acts=True) as net:
            path = "receiver/locations/NL/ABC/L7"
            for to in (HUB, None):
                reply = await net.ask(cpo, "PATCH", path, to=to, body=change)
                assert (reply.status, reply.code) == (404, 2003)
                assert reply.routing == (HUB, CPO)
            assert (await net.ask(cpo, "PATCH", path, to=DP, body=change)).code == 1000
            await told_place(net, cpo)
            assert (await net.ask(cpo, "PATCH", path, to=HUB, body=change)).code == 1000
            await net.relay.broadcaster.settled()
            assert len(partner.got) == 5
            shown = await net.ask(partner, "GET", "sender/locations", to=HUB)
            assert shown.json["data"][0]["city"] == "Delft"

    asyncio.run(check())


def test_a_credit_cdr_is_of_the_driver_whose_cdr_it_undoes(books):
    cpo, partner, other = Peer(f"CPO {CPO}"), Peer(f"EMSP {DP}"), Peer(ABROAD)

    async def check():
        async with network(books, cpo, partner, other, acts=True) as net:
            cdr = json.loads(a_sent("1"))
            assert (await net.ask(cpo, "POST", "receiver/cdrs", to=DP, body=cdr)).code == 1000
            cost = {"excl_vat": -10, "incl_vat": -12.10}
            undone = {"id": "1-C", "credit": True, "credit_reference_id": "1", "total_cost": cost}
            abroad = {"cdr_token": cdr["cdr_token"] | {"country_code": "CH", "party_id": "ALP"}}
            wrong, right = cdr | undone | abroad, cdr | undone
            reply = await net.ask(cpo, "POST", "receiver/cdrs", body=wrong)
            assert (reply.code, other.got) == (2000, [])
            assert (await net.ask(cpo, "POST", "receiver/cdrs", body=right)).code == 1000
            assert len(partner.got) == 2

    asyncio.run(check())
