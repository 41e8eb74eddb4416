"""Our own hub keeps to OCPI: a CPO and a partner are registered, and the checks look from each."""

import asyncio

import pytest

from core.domain.platform import PlatformRole
from core.gateway.check_conformance import check_conformance
from core.gateway.probe_party import ProbeSettings
from core.ocpi.conformance import Verdict
from core.ocpi.ocpi_version import OcpiVersion
from core.service.open_books import open_books, system_clock
from core.service.register_platform import add_platform
from simulation.peers.dp_peer import DpPeer
from simulation.peers.own_peer import running
from simulation.peers.peer_settings import PeerSettings
from tests.core.gateway.loopback import a_hub
from tests.hub_books import with_key
from tests.simulation.peers.test_own_peers import CPO, DP, TOKEN, charge_at, cpo_peer

OTHER = {CPO: DP, DP: CPO}


@pytest.fixture
def hub(tmp_path):
    """A hub whose clock goes, as that of its peers."""
    runtime = open_books(f"sqlite:///{tmp_path / 'books.sqlite'}", system_clock)
    with_key(runtime)
    with a_hub(runtime) as hub:
        yield hub
    runtime.database.close()


def looked_at(hub, of_cpo, of_partner):
    """What the checks say, by who asks and whom: the hub, whoever may know, or the other party."""
    url = f"{hub.settings.base_url}/versions"

    async def scene():
        partner = DpPeer(PeerSettings.of("EMSP", DP, of_partner), [TOKEN])
        async with running(cpo_peer(of_cpo)) as cpo, running(partner) as dp:
            links = {}
            for peer, role, party in ((cpo, "CPO", CPO), (dp, "EMSP", DP)):
                invitation = add_platform(hub.runtime, (PlatformRole(role, party),))
                links[party] = await peer.register(url, invitation.token)
            await cpo.publish()
            await cpo.charge(charge_at(cpo))
            return {
                (sender, receiver): await _results(url, link, sender, receiver)
                for sender, link in links.items()
                for receiver in (hub.settings.identity.party, None, OTHER[sender])
            }

    return asyncio.run(scene())


async def _results(url, link, sender, receiver):
    settings = ProbeSettings(
        versions_url=url,
        token=link.token,
        version=link.version,
        sender=sender,
        receiver=receiver,
    )
    return (await check_conformance(settings, system_clock)).results


@pytest.mark.parametrize("of_cpo", list(OcpiVersion))
@pytest.mark.parametrize("of_partner", list(OcpiVersion))
def test_nothing_is_found_against_our_own_hub(hub, of_cpo, of_partner):
    for who, results in looked_at(hub, of_cpo, of_partner).items():
        broken = {one.check.name: one.details for one in results if one.verdict is Verdict.FAILED}
        assert broken == {}, who
        skipped = {one.check.name for one in results if one.verdict is Verdict.SKIPPED}
        assert skipped == {"https"} or who[1] in OTHER, who
