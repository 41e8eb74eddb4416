"""A CPO and an eMSP made of a library of others, with our hub between them, over real HTTP."""

import json
import os
import signal
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic, sleep

import pytest

from core.domain.driver_token import DriverToken, TokenType
from core.domain.platform import ConnectionStatus, PlatformRole
from core.domain.session import SessionStatus
from core.ocpi.json_bytes import json_of_value
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.service.ask_handshake import ask_handshake, view_handshake
from core.service.open_books import open_books, system_clock
from core.service.ready_to_trade import ready_to_trade
from core.service.report import summary_of
from core.service.resources import ResourceKind, resource_path
from core.service.view_platforms import view_platforms
from simulation.peers.cpo_peer import Charge, CpoPeer
from simulation.peers.peer_settings import PeerSettings
from simulation.peers.wire_objects import (
    cdr_object,
    location_object,
    session_object,
    tariff_object,
    token_object,
)
from simulation.scenario_file import load_scenario
from simulation.scenario_network import network_of
from tests.core.gateway.loopback import a_hub, call
from tests.hub_books import with_key

NOW = system_clock().replace(microsecond=0) - timedelta(days=1)
CPO, DP = "FR*XWC", "DE*XWD"
TOKEN = DriverToken(
    demand_partner=DP, uid="TOK1", type=TokenType.RFID, contract_id="DE-XWD-C00000001-X"
)
SCRIPT = Path(__file__).parent / "extrawest_peer.py"
FIRST = "first-token-of-the-foreign-peer"
WAIT_S = 60


class ForeignPeer:
    """A process of that library, and the buttons that its script has."""

    def __init__(self, role, party, port):
        self.role = role
        self.party = party
        self.url = f"http://127.0.0.1:{port}"

    @property
    def versions_url(self):
        return f"{self.url}/ocpi/versions"

    def is_up(self):
        try:
            return call(f"{self.url}/control", None).status == 200
        except OSError:
            return False

    def is_connected(self):
        return call(f"{self.url}/control", None).json["connected"]

    def own(self, module, key, value):
        value = json.loads(json_of_value(value))
        answer = call(f"{self.url}/control/{module}/{key}", None, method="PUT", value=value)
        assert answer.status == 200, answer.body

    def push(self, module, key):
        answer = call(f"{self.url}/control/{module}/{key}/push", None, method="POST")
        assert answer.status == 200, answer.body
        return answer.json

    def has(self, module):
        return call(f"{self.url}/control/{module}", None).json


def objects_of_cpo():
    """(module, id, object) of one driver's charge at the foreign CPO, in the order of the field."""
    city = network_of(load_scenario(resource_path(ResourceKind.SCENARIO, "city")))
    location = replace(city.locations[0], cpo=CPO, location_id="LOC1")
    peer = CpoPeer(PeerSettings.of("CPO", CPO), [location], city.tariffs)
    (tariff,) = peer.tariffs.values()
    charge = Charge(
        charge_id="C1",
        token=TOKEN,
        location=location,
        start=NOW - timedelta(hours=1),
        charging_s=2400,
        energy_kwh=Decimal("14.2000"),
    )
    cdr = peer.priced(peer.cdr_of(charge))
    version = OcpiVersion.V2_2_1
    return (
        (ModuleId.TARIFFS, tariff.tariff_id, tariff_object(tariff, NOW, version)),
        (ModuleId.LOCATIONS, "LOC1", location_object(location, NOW)),
        (ModuleId.SESSIONS, "C1", session_object(cdr, SessionStatus.COMPLETED, NOW, version)),
        (ModuleId.CDRS, "C1", cdr_object(cdr, location, [tariff], NOW, version)),
    )


def until(condition):
    end_s = monotonic() + WAIT_S
    while not condition():
        assert monotonic() < end_s, "nothing came in time"
        sleep(0.05)


@contextmanager
def foreign_peer(python, role, party):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    country, party_id = party.split("*")
    settings = {
        "OCPI_HOST": f"127.0.0.1:{port}",
        "PROTOCOL": "http",
        "COUNTRY_CODE": country,
        "PARTY_ID": party_id,
    }
    process = subprocess.Popen(
        [str(python), str(SCRIPT), role, FIRST],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        peer = ForeignPeer(role, party, port)
        until(peer.is_up)
        yield peer
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(WAIT_S)


@pytest.fixture
def hub(tmp_path):
    runtime = open_books(f"sqlite:///{tmp_path / 'hub.sqlite'}")
    with_key(runtime)
    ready_to_trade(runtime, "NL*NWC", "NetworkCore")
    with a_hub(runtime) as hub:
        yield hub
    runtime.database.close()


def connected(hub, peer):
    """Let the hub register at a foreign peer, as an operator asks for it."""
    roles = (PlatformRole(peer.role, peer.party),)
    asked = ask_handshake(hub.runtime, roles, peer.versions_url, FIRST)
    until(lambda: view_handshake(hub.runtime, asked.request_id).answer is not None)
    answer = view_handshake(hub.runtime, asked.request_id).answer
    assert answer is not None
    assert answer.is_done, answer.detail
    assert peer.is_connected()


def test_a_foreign_cpo_and_a_foreign_emsp_do_business_through_the_hub(foreign_python, hub):
    with (
        foreign_peer(foreign_python, "CPO", CPO) as cpo,
        foreign_peer(foreign_python, "EMSP", DP) as emsp,
    ):
        connected(hub, cpo)
        connected(hub, emsp)
        states = {one.status for one in view_platforms(hub.runtime)}
        assert states == {ConnectionStatus.CONNECTED}

        emsp.own("tokens", TOKEN.uid, token_object(TOKEN, NOW))
        assert emsp.push("tokens", TOKEN.uid)["answer"]["status_code"] == 1000
        assert list(cpo.has("tokens")) == ["tok1"]

        for module, key, value in objects_of_cpo():
            cpo.own(module, key, value)
            told = cpo.push(module, key)
            assert told["status"] in {200, 201}, told
            if module is not ModuleId.CDRS:  # of a CDR the library tells the headers alone
                assert told["answer"]["status_code"] == 1000, told
            assert list(emsp.has(module)) == [key.lower()], module
    summary = summary_of(hub.runtime)
    assert (summary.sessions, summary.posted) == (1, 1), summary.held
    assert set(summary.trial_balance.values()) == {0}
