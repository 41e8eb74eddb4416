"""Our own peers keep to OCPI, as the checks for any party find; an odd one is found out."""

import asyncio

import pytest

from core.domain.driver_token import DriverToken, TokenType
from core.gateway.check_conformance import check_conformance
from core.gateway.probe_party import ProbeSettings
from core.ocpi.conformance import Verdict
from core.ocpi.ocpi_version import OcpiVersion
from core.service.open_books import system_clock
from simulation.peers.dp_peer import DpPeer
from simulation.peers.own_peer import running
from simulation.peers.peer_settings import PeerSettings
from simulation.peers.quirks import PROFILES, Quirks
from tests.simulation.peers.test_own_peers import CPO, DP, FIRST, charge_at, cpo_peer

TOKENS = [
    DriverToken(
        demand_partner=DP, uid=f"04AABB{number}", type=TokenType.RFID, contract_id=f"C{number}"
    )
    for number in range(3)
]


def broken_by(version, quirks=None):
    """Names of the checks that a CPO and its partner fail, each looked at by the other."""

    async def scene():
        partner = DpPeer(PeerSettings.of("EMSP", DP, version), TOKENS)
        async with running(cpo_peer(version, quirks)) as cpo, running(partner) as dp:
            link = await dp.register(cpo.versions_url, FIRST)
            await cpo.publish()
            await cpo.charge(charge_at(cpo))
            back = cpo.state.linked()
            return [
                await _failed(peer.versions_url, token, sender)
                for peer, token, sender in ((cpo, link.token, DP), (dp, back.token, CPO))
            ]

    return asyncio.run(scene())


async def _failed(url, token, sender):
    settings = ProbeSettings(versions_url=url, token=token, sender=sender)
    report = await check_conformance(settings, system_clock)
    return {one.check.name for one in report.results if one.verdict is Verdict.FAILED}


@pytest.mark.parametrize("version", list(OcpiVersion))
def test_nothing_is_found_against_our_own_peers(version):
    assert broken_by(version) == [set(), set()]


@pytest.mark.parametrize(
    ("quirks", "found"),
    [
        (PROFILES["lists-and-lower-case"], {"no-null", "no-redirect", "details", "credentials"}),
        (Quirks(bare_headers=True), {"request-id", "correlation-id", "routing-headers"}),
        (PROFILES["framework"], {"no-null"}),
    ],
)
def test_odd_peers_are_found_out(quirks, found):
    cpo, _ = broken_by(OcpiVersion.V2_2_1, quirks)
    assert found <= cpo
