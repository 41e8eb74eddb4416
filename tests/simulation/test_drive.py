"""A scenario driven over real HTTP against a whole hub on loopback."""

from datetime import timedelta

import pytest

from core.domain.errors import InvalidValueError, NotFoundError
from core.domain.platform import PlatformRole
from core.ocpi.ocpi_version import OcpiVersion
from core.service.open_books import open_books, system_clock
from core.service.ready_to_trade import ready_to_trade
from core.service.register_platform import add_platform
from core.service.resources import ResourceKind, resource_path
from simulation.drive import drive, moved, parties_of
from simulation.peers.drive_faults import DriveFaults
from simulation.peers.fleet import Drive
from simulation.peers.peer_settings import PeerSettings
from simulation.scenario_file import load_scenario
from simulation.simulate import simulate
from simulation.sinks import MemorySink
from tests.core.gateway.loopback import a_hub
from tests.hub_books import with_key

SCENARIO = load_scenario(resource_path(ResourceKind.SCENARIO, "corridor")).model_copy(
    update={"days": 1}
)


@pytest.fixture
def hub(tmp_path):
    runtime = open_books(f"sqlite:///{tmp_path / 'hub.sqlite'}")
    with_key(runtime)
    ready_to_trade(runtime, "NL*NWC", "NetworkCore")
    with a_hub(runtime) as hub:
        yield hub
    runtime.database.close()


def asked_of(hub, **named):
    tokens = {
        party: add_platform(hub.runtime, (PlatformRole(role, party),)).token
        for party, role in parties_of(SCENARIO).items()
    }
    return Drive(hub=f"{hub.settings.base_url}/versions", tokens=tokens, seed=7, **named)


def test_every_session_of_the_scenario_reaches_the_hub_once_whatever_goes_wrong(hub):
    versions = {
        party: (one,) for party, one in zip(parties_of(SCENARIO), OcpiVersion, strict=False)
    }
    roles = parties_of(SCENARIO)
    settings = {
        party: PeerSettings(role=roles[party], party=party, versions=spoken)
        for party, spoken in versions.items()
    }
    faults = DriveFaults(duplicate=0.2, late=0.2, broken=0.2, unknown_token=0.2)
    driven = drive(SCENARIO, asked_of(hub, faults=faults, settings=settings), system_clock())
    alone = MemorySink()
    simulate(SCENARIO.model_copy(update={"variant": ()}), lambda *_: alone, seed=7)
    assert driven.failures == []
    assert driven.sessions == len(alone.cdrs) > 0
    assert driven.cdr_keys == {one.key for one in alone.cdrs}
    assert driven.answers[1000] > driven.sessions  # some were sent twice
    assert driven.answers[2001] > 0  # and some were broken at first


def test_a_party_without_a_token_is_named_before_anything_starts(hub):
    how = asked_of(hub)
    missing = next(iter(parties_of(SCENARIO)))
    tokens = {party: token for party, token in how.tokens.items() if party != missing}
    with pytest.raises(NotFoundError, match=missing.replace("*", r"\*")):
        drive(SCENARIO, Drive(hub=how.hub, tokens=tokens, seed=7), system_clock())


def test_the_scenario_is_moved_by_whole_weeks_to_end_before_now():
    now = SCENARIO.start + timedelta(days=100)
    start = moved(SCENARIO, now).start
    assert (start - SCENARIO.start) % timedelta(weeks=1) == timedelta(0)
    assert now - timedelta(weeks=1) < start + timedelta(days=1) <= now


def test_a_share_of_faults_is_a_share():
    with pytest.raises(InvalidValueError, match=r"faults\.late: wanted 0 to 1, found 2"):
        DriveFaults(late=2)
