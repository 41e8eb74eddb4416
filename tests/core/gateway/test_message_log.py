"""The log shows what passed, both ways, without anybody's token, and stays small."""

import asyncio
from datetime import timedelta

from core.domain.hub_message import HubMessage, MessageWay, WantedMessages
from core.gateway.forward import Reply, Sent
from core.gateway.logged_message import Look, message_sent
from core.ocpi.mask_message import Mask
from core.service.keep_messages import LIFE, drop_old_messages, keep_messages, last_messages
from core.service.runtime import Runtime
from tests.books import now
from tests.loopback_peers import Answer, Peer, any_errand, envelope, network
from tests.routed_parties import HUB

TOKEN = (
    b'{"country_code":"DE","party_id":"EMP","uid":"04A2B3","contract_id":"DE-EMP-77","type":"RFID",'
    b'"issuer":"EMP","valid":true,"whitelist":"NEVER","last_updated":"2026-03-01T12:00:00Z"}'
)


def test_what_passes_is_logged_with_both_bodies_and_no_driver(memory):
    dp = Peer("EMSP DE*EMP")
    cpo = Peer("CPO nl*Abc", answers=Answer(envelope(None, 2003, status_message="no such")))

    async def check():
        async with network(memory, dp, cpo) as net:
            path = "receiver/tokens/DE/EMP/04A2B3"
            await net.ask(dp, "PUT", path, to="NL*ABC", body=TOKEN)
            await net.ask(dp, "PUT", path, to="NL*NIX", body=TOKEN)
            await net.ask(dp, "PUT", path, to=HUB, body=TOKEN)
            await net.relay.broadcaster.settled()
            await net.relay.log.flush()

    asyncio.run(check())
    sent = last_messages(memory, WantedMessages(party="nl*abc"))
    assert [(one.sender, one.receiver) for one in sent] == [(HUB, "nl*Abc"), ("DE*EMP", "nl*Abc")]
    assert {one.way for one in sent} == {MessageWay.OUT}
    direct = sent[1]
    assert (direct.module, direct.interface, direct.method) == ("tokens", "RECEIVER", "PUT")
    assert (direct.status_code, direct.http_status, direct.problem) == (2003, 200, "no such")
    assert direct.latency_us > 0
    assert '"status_message": "no such"' in direct.answer
    everything = last_messages(memory, WantedMessages())
    assert len(everything) == 4
    assert all("04A2B3" not in f"{one.path}{one.request}{one.answer}" for one in everything)
    assert all("DE-EMP-77" not in one.request for one in everything)
    own = [one for one in everything if one.way is MessageWay.IN]
    assert [(one.receiver, one.status_code) for one in own] == [(HUB, 1000), ("NL*NIX", 4001)]
    assert {one.correlation_id for one in everything} == {"correlation-1"}


def test_the_log_is_asked_by_what_people_look_for(runtime):
    keep_messages(runtime, [a_message(n, status_code=1000 + 1000 * (n % 2)) for n in range(6)])
    found = last_messages(runtime, WantedMessages(only_failed=True))
    assert [one.message_id for one in found] == ["m5", "m3", "m1"]
    assert len(last_messages(runtime, WantedMessages(limit=2))) == 2
    before = last_messages(runtime, WantedMessages(before=now() + timedelta(seconds=2)))
    assert [one.message_id for one in before] == ["m1", "m0"]
    assert last_messages(runtime, WantedMessages(module="cdrs")) == []
    assert len(last_messages(runtime, WantedMessages(correlation_id="c"))) == 6


def test_the_log_stays_small(runtime):
    keep_messages(runtime, [a_message(number) for number in range(10)])
    assert drop_old_messages(runtime, rows_max=4) == 6
    assert [one.message_id for one in last_messages(runtime, WantedMessages())][-1] == "m6"
    later = Runtime(runtime.database, lambda: now() + LIFE + timedelta(seconds=8))
    assert drop_old_messages(later) == 2


def test_whatever_peers_write_fits_the_log(runtime):
    odd = "\x00\ud800\\N\t\n\r'\"{}"
    body = odd.encode(errors="surrogatepass")
    errand = any_errand(url=f"https://dp.example/{odd}", sender="NL*ABC", body=body)
    reply = Reply(body, 1000, problem=odd)
    sent = message_sent(Sent(errand, "one", now(), reply), Look(Mask(b"key"), examines=True))
    keep_messages(runtime, [sent])
    (found,) = last_messages(runtime, WantedMessages())
    assert found == sent


def a_message(number, **changes):
    given = {
        "message_id": f"m{number}",
        "at": now() + timedelta(seconds=number),
        "way": MessageWay.OUT,
        "correlation_id": "c",
        "sender": "NL*ABC",
        "receiver": "DE*EMP",
        "module": "locations",
        "interface": "RECEIVER",
        "method": "PUT",
        "path": "/x",
        "version": "2.2.1",
        "status_code": 1000,
        "http_status": 200,
        "latency_us": 5,
        "request": "{}",
        "answer": "{}",
    }
    return HubMessage(**given | changes)
