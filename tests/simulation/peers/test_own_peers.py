"""Two peers of our own, without a hub between them: a handshake either way, and what they say."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.domain.cdr import Cdr
from core.domain.driver_token import DriverToken, TokenType
from core.domain.errors import SourceError
from core.ocpi.examine_object import examine_object
from core.ocpi.json_bytes import value_of_json
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.service.resources import ResourceKind, resource_path
from simulation.peers.cpo_peer import Charge, CpoPeer
from simulation.peers.dp_peer import DpPeer
from simulation.peers.own_peer import expect_success, running
from simulation.peers.peer_settings import PeerSettings
from simulation.peers.quirks import PROFILES, Quirks, as_written
from simulation.scenario_file import load_scenario
from simulation.scenario_network import network_of

NETWORK = network_of(load_scenario(resource_path(ResourceKind.SCENARIO, "city")))
CPO = NETWORK.cpos[0].key
DP = NETWORK.demand_partners[0].key
TOKEN = DriverToken(
    demand_partner=DP, uid="04AABBCC", type=TokenType.RFID, contract_id="NL-RJD-C00000001"
)
FIRST = "first-token"


def cpo_peer(version: OcpiVersion = OcpiVersion.V2_2_1, quirks: Quirks | None = None) -> CpoPeer:
    settings = PeerSettings(
        role="CPO", party=CPO, versions=(version,), token_a=FIRST, quirks=quirks or Quirks()
    )
    return CpoPeer(settings, NETWORK.locations, NETWORK.tariffs)


def dp_peer() -> DpPeer:
    return DpPeer(PeerSettings.of("EMSP", DP), [TOKEN])


def charge_at(peer: CpoPeer) -> Cdr:
    charge = Charge(
        charge_id="C-1",
        token=TOKEN,
        location=peer.locations[0],
        start=datetime(2026, 3, 2, 8, tzinfo=UTC),
        charging_s=1800,
        parking_s=600,
        energy_kwh=Decimal("11.5000"),
    )
    return peer.cdr_of(charge)


@pytest.mark.parametrize("version", OcpiVersion)
def test_a_charge_goes_from_publication_to_cdr_and_every_object_is_as_ocpi_says(
    version: OcpiVersion,
) -> None:
    async def scene() -> None:
        async with running(cpo_peer(version)) as cpo, running(dp_peer()) as dp:
            link = await dp.register(cpo.versions_url, FIRST)
            assert link.version is version
            assert cpo.state.linked().version is version
            await cpo.publish()
            expect_success(await cpo.charge(charge_at(cpo)))
            for module, name in (
                (ModuleId.LOCATIONS, "Location"),
                (ModuleId.TARIFFS, "Tariff"),
                (ModuleId.SESSIONS, "Session"),
                (ModuleId.CDRS, "CDR"),
            ):
                arrived = dp.state.received[module].by_key
                assert arrived, module
                for one in arrived.values():
                    assert examine_object(version, name, one) == ()
            assert all(one.http_status < 300 for one in dp.state.exchanges)
            (cdr,) = dp.state.received[ModuleId.CDRS].by_key.values()
            assert cdr["session_id"] == "C-1"

    asyncio.run(scene())


def test_who_is_registered_calls_with_what_the_other_gave_and_nobody_else_does() -> None:
    async def scene() -> None:
        async with running(cpo_peer()) as cpo, running(dp_peer()) as dp:
            with pytest.raises(SourceError, match="401"):
                await dp.register(cpo.versions_url, "guessed")
            await dp.register(cpo.versions_url, FIRST)
            with pytest.raises(SourceError, match="401"):
                await dp.register(cpo.versions_url, FIRST)  # token A is spent

    asyncio.run(scene())


def test_a_command_is_accepted_first_and_its_result_and_the_session_come_later() -> None:
    async def scene() -> None:
        async with running(cpo_peer()) as cpo, running(dp_peer()) as dp:
            await dp.register(cpo.versions_url, FIRST)
            answer = await dp.start_session(TOKEN, CPO, cpo.locations[0].location_id)
            assert value_of_json(answer.envelope.data or b"") == {
                "result": "ACCEPTED",
                "timeout": 30,
            }
            async with asyncio.timeout(20):
                while not dp.state.received[ModuleId.CDRS].by_key:  # noqa: ASYNC110 (of a peer)
                    await asyncio.sleep(0.01)
            assert [result for _, result in dp.state.results] == [{"result": "ACCEPTED"}]

    asyncio.run(scene())


def test_a_driver_is_let_in_by_the_party_that_issued_the_token() -> None:
    async def scene() -> None:
        async with running(cpo_peer()) as cpo, running(dp_peer()) as dp:
            await dp.register(cpo.versions_url, FIRST)
            allowed, reference = await cpo.authorise(charge_at(cpo))
            assert allowed
            assert reference is not None
            dp.block(TOKEN.uid)
            assert await cpo.authorise(charge_at(cpo)) == (False, None)

    asyncio.run(scene())


def test_pages_are_followed_to_the_end_and_a_date_is_inside_at_its_beginning_only() -> None:
    async def scene() -> None:
        async with running(cpo_peer()) as cpo, running(dp_peer()) as dp:
            await dp.register(cpo.versions_url, FIRST)
            shelf = cpo.state.own[ModuleId.LOCATIONS]
            for number in range(250):
                at = f"2026-01-01T00:{number // 60:02}:{number % 60:02}Z"
                shelf.put((str(number),), {"id": str(number), "last_updated": at})
            everything = [one async for one in dp.caller.pull(ModuleId.LOCATIONS)]
            assert [one["id"] for one in everything] == [str(one) for one in range(250)]
            query = "date_from=2026-01-01T00:01:00Z&date_to=2026-01-01T00:02:00Z&limit=7"
            minute = [one["id"] async for one in dp.caller.pull(ModuleId.LOCATIONS, query)]
            assert minute == [str(one) for one in range(60, 120)]

    asyncio.run(scene())


def test_the_status_of_an_evse_changes_inside_its_location() -> None:
    async def scene() -> None:
        async with running(cpo_peer()) as cpo, running(dp_peer()) as dp:
            await dp.register(cpo.versions_url, FIRST)
            await cpo.publish()
            location = cpo.locations[0]
            key = (location.location_id, location.evses[0].evse_uid)
            at = "2026-03-02T09:00:00Z"
            changed = {"status": "CHARGING", "last_updated": at}
            expect_success(await cpo.caller.patch(ModuleId.LOCATIONS, key, changed))
            country, party = CPO.split("*")
            held = dp.state.received[ModuleId.LOCATIONS].get((country, party, key[0]))
            assert held is not None
            assert held["last_updated"] == at
            assert held["evses"][0]["status"] == "CHARGING"
            missing = await cpo.caller.patch(ModuleId.LOCATIONS, (key[0], "NONE"), changed)
            assert missing.http_status == 404

    asyncio.run(scene())


def test_a_quirk_shows_on_the_wire() -> None:
    async def scene() -> None:
        odd = PROFILES["lists-and-lower-case"]
        async with running(cpo_peer(quirks=odd)) as cpo, running(dp_peer()) as dp:
            await dp.register(cpo.versions_url, FIRST)
            cpo.state.own[ModuleId.TARIFFS].put(("T",), {"id": "T", "party_id": "ABC"})
            url = cpo.state.base_url + "/2.2.1/sender/tariffs"
            answer = await dp.caller.call("GET", f"{url}/T")
            assert answer.envelope.value() == [{"id": "t", "party_id": "abc"}]
            async with dp.caller.session.get(url, allow_redirects=False) as redirected:
                assert redirected.status == 401  # nobody is told more without a token

    asyncio.run(scene())


def test_quirks_change_ids_and_nothing_else() -> None:
    said = {"id": "AbC", "name": "AbC", "evses": [{"uid": "X"}], "last_updated": "now"}
    lowered = as_written(said, Quirks(lower_ids=True))
    assert lowered == said | {"id": "abc", "evses": [{"uid": "x"}]}
    assert as_written(said, Quirks(nulls=True)) == said | {"remark": None}
    assert as_written(said, Quirks()) == said
