"""What the network owns reaches the parties that have to know, over real HTTP, once."""

import asyncio
import json
from datetime import timedelta

import pytest

from core.gateway.outbox_desk import OutboxDesk
from core.gateway.peer_client import PeerLimits
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.service.announce_facts import announce_facts
from core.service.list_documents import take_legal_data
from core.service.open_books import open_books
from core.service.runtime import Runtime
from core.service.take_back import take_back
from core.service.tell_outbox import begin_telling, due_now
from core.store.outbox_store import OutboxOutcome, outcome_of, waiting_messages
from tests.books import DAY, now, open_network
from tests.builders import CPO, DP
from tests.core.service.test_take_cdrs import a_sent, arrived, arrived_credit, take
from tests.document_books import issue, legal_network
from tests.loopback_peers import OK, Answer, Peer, envelope, network
from tests.routed_parties import HUB

CREDIT = "cdrs:NL*ABC:1-C:NL*XYZ"


@pytest.fixture
def books():
    runtime = open_books("sqlite://", now)
    open_network(runtime)
    take(runtime, arrived(a_sent()))
    yield runtime
    runtime.database.close()


def run(check):
    return asyncio.run(check)


def a_desk(net, runtime):
    return OutboxDesk(
        runtime=runtime,
        use=net.hub.use,
        directory=lambda: net.hub.registry.directory,
        forwarder=net.relay.forwarder,
    )


def announce(desk):
    return announce_facts(desk.runtime, HUB, desk.takes)


def later(runtime, **by):
    return Runtime(runtime.database, lambda: now() + timedelta(**by))


def waiting(runtime):
    with runtime.database.reading() as connection:
        return waiting_messages(connection)


def test_a_credit_cdr_of_the_network_reaches_the_partner_once(books):
    dp = Peer(f"EMSP {DP}")
    take_back(books, "cdr:NL*ABC:1", "nobody charged")

    async def check():
        async with network(books, Peer(f"CPO {CPO}"), dp) as net:
            desk = a_desk(net, books)
            assert announce(desk) == 1
            assert announce(desk) == 0
            assert await desk.tell() == 1
            assert await desk.tell() == 0
            (got,) = dp.got
            told = json.loads(got.body)
            assert (told["id"], told["credit"], told["credit_reference_id"]) == ("1-C", True, "1")
            assert told["total_cost"] == {"excl_vat": -10, "incl_vat": -12.10}
            assert got.routing == (CPO, DP)
            listed = await net.ask(dp, "GET", "sender/cdrs", to=HUB)
            assert listed.code == 2000  # this hub does not act, so that it lists nothing

    run(check())
    assert waiting(books) == 0


def test_a_credit_cdr_that_its_cpo_posted_is_the_relays_to_tell(books):
    (taken,) = take(books, arrived_credit(a_sent()))
    assert taken.is_new

    async def check():
        async with network(books, Peer(f"EMSP {DP}")) as net:
            assert announce(a_desk(net, books)) == 0

    run(check())


def test_a_partner_out_of_reach_is_told_later_and_a_kill_loses_nothing(books):
    dp = Peer(f"EMSP {DP}", answers=Answer(b"busy", 503))
    take_back(books, "cdr:NL*ABC:1", "nobody charged")

    async def check():
        async with network(books, dp) as net:
            desk = a_desk(net, books)
            announce(desk)
            (due,) = due_now(books)
            begin_telling(books, due)  # and then the process is killed
            assert await desk.tell() == 0
            assert await a_desk(net, later(books, seconds=90)).tell() == 0
            assert waiting(books) == 1
            dp.answers = Answer(OK)
            assert await a_desk(net, later(books, seconds=100)).tell() == 0
            assert await a_desk(net, later(books, minutes=5)).tell() == 1
            assert len(dp.got) == 2

    run(check())
    assert waiting(books) == 0


@pytest.mark.parametrize(
    ("answer", "days", "outcome"),
    [
        (Answer(envelope(status_code=2001)), 0, OutboxOutcome.REFUSED),
        (Answer(b"busy", 503), 8, OutboxOutcome.GIVEN_UP),
    ],
)
def test_who_does_not_want_it_is_believed_and_who_is_gone_is_given_up(books, answer, days, outcome):
    dp = Peer(f"EMSP {DP}", answers=answer)
    take_back(books, "cdr:NL*ABC:1", "nobody charged")

    async def check():
        async with network(books, dp) as net:
            announce(a_desk(net, books))
            await a_desk(net, later(books, days=days)).tell()

    run(check())
    with books.database.reading() as connection:
        found, detail = outcome_of(connection, CREDIT)
    assert (found, bool(detail)) == (outcome, True)


def test_an_invoice_says_to_whom_it_goes_which_cdrs_it_is_of(books):
    dp = Peer(f"EMSP {DP}", version=OcpiVersion.V2_3_0)
    cpo = Peer(f"CPO {CPO}")
    take_legal_data(books, legal_network())
    issue(books)

    async def check():
        async with network(books, cpo, dp, acts=True, limits=PeerLimits()) as net:
            desk = a_desk(net, books)
            announce(desk)
            await desk.tell()
            told = [one for one in dp.got if "invoicereconciliation" in one.path]
            (record,) = [json.loads(one.body) for one in told]
            assert record["cdrs"] == ["1"]
            assert (record["country_code"], record["party_id"]) == ("NL", "HUB")
            assert record["invoice_id"]
            path = f"sender/{ModuleId.INVOICE_RECONCILIATION}"
            listed = await net.ask(dp, "GET", path, to=HUB)
            assert listed.json["data"] == [record]
            assert not [one for one in cpo.got if "invoice" in one.path]  # 2.2.1 has no such module

    run(check())


def test_what_is_older_than_a_look_back_is_history(books):
    take_back(books, "cdr:NL*ABC:1", "nobody charged")

    async def check():
        async with network(books, Peer(f"EMSP {DP}")) as net:
            desk = a_desk(net, Runtime(books.database, lambda: now() + 60 * DAY))
            assert announce(desk) == 0

    run(check())
