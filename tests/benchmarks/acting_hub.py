"""A hub that acts, in a process of its own, and what a CPO asks of it, as bytes."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from multiprocessing.connection import Connection

from core.domain.cdr import Price
from core.domain.hub_view import HubView, TokenKind, known_token
from core.domain.platform import ConnectionStatus
from core.gateway.hub import Hub
from core.gateway.hub_settings import HubIdentity, HubSettings
from core.gateway.plug_acts import plug_acts
from core.gateway.plug_relay import plug_relay
from core.gateway.registry import Registry
from core.gateway.server import application
from core.ocpi.cdr_codec import cdr_to_json
from core.ocpi.credentials_token import header_of_token
from core.ocpi.modules import ModuleId
from core.ocpi.wire import json_text
from core.service.keep_pushed import keep_pushed
from core.service.known import known_of
from core.service.open_books import open_books
from core.service.runtime import Runtime
from core.store.cdr_store import shas_of
from core.store.journal_store import numbers_of
from tests.benchmarks.loopback_load import serve_app
from tests.books import NOW, now, open_network
from tests.builders import CPO, DP, START, a_cdr, a_tariff
from tests.kept_books import a_push, a_wire_evse, a_wire_location, a_wire_token
from tests.routed_parties import HUB, a_platform

TOKEN = "benchmark-token-of-cpo-0123456789"  # noqa: S105 (of nobody)
EVSES, AT_ONE_PLACE = 100, 5
TOKENS = 200


def prepare(database: str) -> None:
    """Books with a network, a location of many EVSEs and the tokens of many drivers."""
    runtime = open_books(database, now)
    with runtime.database:
        open_network(runtime)
        for at in range(0, EVSES, AT_ONE_PLACE):
            evses = [a_wire_evse(f"E{at + number:04}") for number in range(AT_ONE_PLACE)]
            _push(runtime, ModuleId.LOCATIONS, a_wire_location(_place(at), evses=evses))
        for number in range(TOKENS):
            _push(runtime, ModuleId.TOKENS, a_wire_token(f"UID{number:05}"))


def _place(evse: int) -> str:
    return f"L{evse // AT_ONE_PLACE:03}"


def _push(runtime: Runtime, module: ModuleId, value: object) -> None:
    keep_pushed(runtime, a_push(module, value), known_of(runtime))


def serve_acting_hub(pipe: Connection, database: str) -> None:
    """A hub over prepared books; its Demand Partner is not there, so that nothing is relayed."""
    registry = Registry(HUB)
    cpo = a_platform("cpo", f"CPO {CPO}")
    gone = a_platform("dp", f"EMSP {DP}", status=ConnectionStatus.OFFLINE)
    token = known_token(TOKEN, TokenKind.LASTING, "cpo")
    registry.show(HubView(1, (cpo, gone), (token,), ()))
    settings = HubSettings(
        identity=HubIdentity(party=HUB), allow_private=True, rate_per_s=1e6, burst=1_000_000
    )
    hub = Hub(runtime=open_books(database, now), settings=settings, registry=registry)
    plug_acts(hub, plug_relay(hub))
    serve_app(pipe, application(hub))


def cdr_bodies(count: int) -> list[bytes]:
    """CDRs as a CPO posts them, about 1.5 kB each: an hour at one of many EVSEs, one by one."""
    place = {
        "name": "Somewhere",
        "address": "Stationsplein 1",
        "city": "Utrecht",
        "postal_code": "3511 ED",
        "coordinates": {"latitude": "52.089444", "longitude": "5.110278"},
        "evse_id": "NL*ABC*E0001",
        "connector_standard": "IEC_62196_T2",
        "connector_format": "SOCKET",
        "connector_power_type": "AC_3_PHASE",
    }
    bodies = []
    for number in range(count):
        start = START - timedelta(days=50) + timedelta(minutes=70 * (number // EVSES))
        cdr = a_cdr(
            f"C{number:07}",
            start=start,
            location_id=_place(number % EVSES),
            evse_uid=f"E{number % EVSES:04}",
            authorization_reference=f"R{number:07}",
        )
        cdr = replace(cdr, total_cost=Price(Decimal(10), Decimal("12.10")))
        wire = cdr_to_json(cdr, NOW, tariffs=[a_tariff()])
        where = wire["cdr_location"]
        assert isinstance(where, dict)
        bodies.append(json_text(wire | {"cdr_location": where | place}).encode())
    return bodies


def post_of(body: bytes) -> bytes:
    """A CDR on the wire, for the hub."""
    return _request("POST", "/ocpi/2.2.1/receiver/cdrs", body, "cdr")


def question_of(number: int) -> bytes:
    """One driver at one EVSE, on the wire."""
    place = {"location_id": _place(number % EVSES), "evse_uids": [f"E{number % EVSES:04}"]}
    path = f"/ocpi/2.2.1/sender/tokens/UID{number % TOKENS:05}/authorize"
    return _request("POST", path, json.dumps(place).encode(), f"question-{number}")


def _request(method: str, path: str, body: bytes, request_id: str) -> bytes:
    country, party_id = CPO.split("*")
    hub_country, hub_id = HUB.split("*")
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: hub",
        f"Authorization: {header_of_token(TOKEN)}",
        f"X-Request-ID: {request_id}",
        "X-Correlation-ID: 11111111-2222-3333-4444-555555555556",
        f"OCPI-from-country-code: {country}",
        f"OCPI-from-party-id: {party_id}",
        f"OCPI-to-country-code: {hub_country}",
        f"OCPI-to-party-id: {hub_id}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join((*lines, "", "")).encode() + body


def in_books(database: str, count: int) -> tuple[int, int]:
    """How many of the first CDRs are recorded, and how many are posted."""
    keys = [f"cdr:{CPO}:C{number:07}" for number in range(count)]
    with open_books(database, now).database as kept, kept.reading() as connection:
        return len(shas_of(connection, keys)), len(numbers_of(connection, keys))
