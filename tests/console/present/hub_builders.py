"""Two partners of a hub, what passed between them, and a handshake that was asked for."""

from dataclasses import replace
from datetime import UTC, datetime

from core.domain.handshake_request import HandshakeAnswer, HandshakeRequest
from core.domain.hub_message import HubMessage, MessageWay
from core.domain.platform import ConnectionStatus, Endpoint, Platform, PlatformRole
from core.service.view_network import NetworkView, Traffic

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def a_message(**named: object) -> HubMessage:
    """A CDR that the hub passed on."""
    message = HubMessage(
        message_id="m1",
        at=AT,
        way=MessageWay.OUT,
        correlation_id="corr-1",
        sender="NL*ABC",
        receiver="DE*XYZ",
        module="cdrs",
        interface="RECEIVER",
        method="POST",
        path="https://partner.example/ocpi/2.2.1/receiver/cdrs/",
        version="2.2.1",
        status_code=1000,
        http_status=201,
        latency_us=12_500,
        request='{"country_code": "NL", "party_id": "ABC", "id": "C1"}',
        answer='{"status_code": 1000}',
    )
    return replace(message, **named)


def a_network() -> NetworkView:
    """A CPO that is connected and fails now and then, and a DP that is suspended."""
    cpo = Platform(
        platform_id="nl-abc-cpo",
        name="Abc Laden",
        roles=(PlatformRole("CPO", "NL*ABC"),),
        status=ConnectionStatus.CONNECTED,
        version="2.2.1",
        versions_url="https://abc.example/ocpi/versions",
        endpoints=(Endpoint("tokens", "RECEIVER", "https://abc.example/ocpi/2.2.1/tokens"),),
        registered_at=AT,
    )
    partner = Platform(
        platform_id="de-xyz-emsp",
        name="Xyz",
        roles=(PlatformRole("EMSP", "DE*XYZ"),),
        status=ConnectionStatus.SUSPENDED,
    )
    busy = Traffic(asked=40, sent=10, failed=1, p50_ms=12.5, p95_ms=80.0, last_seen=AT)
    request = HandshakeRequest(
        request_id="r1",
        platform_id="nl-abc-cpo",
        versions_url="https://abc.example/ocpi/versions",
        sealed_token="sealed",  # noqa: S106 (of nobody)
        asked_at=AT,
        answer=HandshakeAnswer(True, "connected, OCPI 2.2.1", AT),
    )
    return NetworkView(
        at=AT,
        hub_url="https://hub.example/ocpi",
        platforms=(cpo, partner),
        traffic={"nl-abc-cpo": busy, "de-xyz-emsp": Traffic()},
        requests=(request,),
    )
