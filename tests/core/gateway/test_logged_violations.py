"""Objects that break OCPI's tables pass, and the log says where they do."""

import asyncio

from core.gateway.answers import done
from core.gateway.hub_request import HubRequest
from core.gateway.message_log import EXAMINED_MAX, MessageLog
from core.ocpi.json_bytes import json_of_value
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.service.keep_messages import last_messages
from core.store.message_store import WantedMessages
from tests.books import now
from tests.loopback_peers import Peer, network
from tests.routed_parties import HUB, a_platform
from tests.wire_objects import a_wire_object

OLD = OcpiVersion.V2_2_1
PATH = "receiver/tokens/DE/EMP/x1"


def problems_of(runtime, body, *, method="PUT", to="NL*ABC"):
    """What the log says of a token that a partner sends on."""
    dp, cpo = Peer("EMSP DE*EMP"), Peer("CPO NL*ABC")

    async def scene():
        async with network(runtime, dp, cpo) as net:
            await net.ask(dp, method, PATH, to=to, body=body)
            await net.relay.broadcaster.settled()
            await net.relay.log.flush()

    asyncio.run(scene())
    return [one.problem for one in last_messages(runtime, WantedMessages(limit=500))]


def test_what_passes_and_breaks_a_rule_is_told_by_its_place(memory):
    token = a_wire_object(OLD, "Token") | {"language": "english"}
    said = "/language: wanted at most 2 characters"
    assert problems_of(memory, json_of_value(token)) == [said]


def test_what_is_in_order_has_no_problem_and_a_patch_may_leave_out_the_rest(memory):
    whole = json_of_value(a_wire_object(OLD, "Token"))
    assert problems_of(memory, whole) == [""]
    patch = b'{"valid":false,"last_updated":"2026-01-01T00:00:00Z"}'
    assert problems_of(memory, patch, method="PATCH") == ["", ""]


def test_what_the_hub_is_told_itself_is_looked_at_too(memory):
    (own, *_) = problems_of(memory, b"{}", to=HUB)
    assert "/uid: wanted CiString(36)" in own


def test_of_a_message_that_is_cut_nothing_is_said(memory):
    long = json_of_value({"x": "y" * 9_000})
    assert problems_of(memory, long) == [""]


def test_under_load_not_all_are_looked_at(memory):
    request = HubRequest(
        version=OLD,
        method="PUT",
        module=ModuleId.TOKENS,
        interface=InterfaceRole.RECEIVER,
        rest=("DE", "EMP", "x1"),
        query={},
        request_id="r",
        correlation_id="c",
        body=b"{}",
        platform=a_platform("dp", "EMSP DE*EMP"),
        received_at=now(),
        base_url="https://hub.example/ocpi",
    )

    async def use(use_case, *arguments):
        return use_case(*arguments)

    log = MessageLog(runtime=memory, use=use)
    for _ in range(EXAMINED_MAX + 5):
        log.note_own(request, done(now()))
    asyncio.run(log.flush())
    told = [one.problem for one in last_messages(memory, WantedMessages(limit=500))]
    assert (len(told), sum(map(bool, told))) == (EXAMINED_MAX + 5, EXAMINED_MAX)
