"""The hub's network as an operator sees it: counts, waits and the last sign of life by platform."""

from dataclasses import replace
from datetime import timedelta

from core.domain.hub_message import HubMessage, MessageWay
from core.service.keep_messages import keep_messages
from core.service.register_platform import add_platform, suspend_platform
from core.service.view_network import LOOK_BACK, view_network
from tests.hub_books import CPO, DP, with_key

MESSAGE = HubMessage(
    message_id="m",
    at=None,
    way=MessageWay.OUT,
    correlation_id="c",
    sender="nl*abc",
    receiver="DE*XYZ",
    module="cdrs",
    interface="RECEIVER",
    method="POST",
    path="/cdrs",
    version="2.2.1",
    status_code=1000,
    http_status=200,
    latency_us=10_000,
    request="",
    answer="",
)


def test_a_message_counts_for_who_asked_and_for_who_answered(runtime):
    cpo, dp = (add_platform(runtime, (role,)).platform.platform_id for role in (CPO, DP))
    now = runtime.now()
    keep_messages(
        runtime,
        [
            replace(MESSAGE, message_id="1", at=now - timedelta(minutes=3)),
            replace(MESSAGE, message_id="2", at=now, latency_us=30_000, status_code=2001),
            replace(MESSAGE, message_id="3", at=now, latency_us=9_000_000, status_code=4002),
            replace(MESSAGE, message_id="4", at=now - LOOK_BACK - timedelta(seconds=1)),
            replace(
                MESSAGE, message_id="5", at=now, way=MessageWay.IN, sender="DE*XYZ", receiver=""
            ),
        ],
    )
    traffic = view_network(runtime).traffic
    assert (traffic[cpo].asked, traffic[cpo].sent, traffic[cpo].last_seen) == (3, 0, now)
    assert traffic[cpo].p50_ms is None
    assert (traffic[dp].asked, traffic[dp].sent, traffic[dp].failed) == (1, 3, 2)
    assert traffic[dp].p50_ms == 20.0, "what nobody answered has no time"
    assert traffic[dp].p95_ms == 29.0
    assert traffic[dp].last_seen == now


def test_who_never_said_anything_is_there_too(runtime):
    with_key(runtime)
    platform_id = add_platform(runtime, (CPO,)).platform.platform_id
    suspend_platform(runtime, platform_id)
    view = view_network(runtime)
    assert [one.platform_id for one in view.platforms] == [platform_id]
    assert view.traffic[platform_id].last_seen is None
    assert view.hub_url is None
