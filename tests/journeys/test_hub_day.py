"""Done when: a day of sessions over OCPI through two processes of the hub, with faults switched on.

Peers of our own in both versions and both roles, and one that others wrote, over one PostgreSQL;
afterwards the books balance, and each CDR that was answered with success is in them once, priced
and traceable.
"""

from dataclasses import replace

import pytest

from core.domain.platform import PlatformRole
from core.ocpi.ocpi_version import OcpiVersion
from core.service.open_books import open_books, system_clock
from core.service.pipeline import everything_due_by, run_due
from core.service.register_network import register_network
from core.service.register_platform import add_platform
from core.service.report import summary_of
from core.service.resources import ResourceKind, resource_path
from core.service.trace import trace
from core.service.verify_books import verify_books
from simulation.drive import drive, parties_of
from simulation.peers.drive_faults import DriveFaults
from simulation.peers.fleet import Drive
from simulation.peers.peer_settings import PeerSettings
from simulation.scenario_file import load_scenario
from simulation.scenario_network import agreements_of, network_of
from tests.running_hub import hub_process

FAULTS = DriveFaults(duplicate=0.1, late=0.1, broken=0.1, unknown_token=0.1)


@pytest.fixture(scope="module")
def scenario():
    city = load_scenario(resource_path(ResourceKind.SCENARIO, "city"))
    return city.model_copy(update={"days": 1})


@pytest.fixture
def runtime(database_url, scenario):
    """Books that know who trades with whom, and on which terms; sites and prices are pushed."""
    runtime = open_books(database_url)
    network = replace(network_of(scenario), tariffs=(), locations=())
    register_network(runtime, network, agreements_of(scenario.agreement, scenario))
    yield runtime
    runtime.database.close()


def settings_of(scenario):
    """Every second party speaks 2.2.1 alone, the others 2.3.0 alone."""
    versions = list(OcpiVersion)
    return {
        party: PeerSettings(role=role, party=party, versions=(versions[number % 2],))
        for number, (party, role) in enumerate(parties_of(scenario).items())
    }


def test_a_day_over_ocpi_is_in_the_books_to_the_cent(runtime, scenario, tmp_path, database_url):
    on_postgresql = database_url.startswith("postgresql")
    with hub_process(database_url, tmp_path) as one, hub_process(database_url, tmp_path) as other:
        hubs = [one, other if on_postgresql else one]
        roles = parties_of(scenario)
        how = Drive(
            hub=one.versions_url,
            hubs={party: hubs[at % 2].versions_url for at, party in enumerate(roles)},
            tokens={
                party: add_platform(runtime, (PlatformRole(role, party),)).token
                for party, role in roles.items()
            },
            seed=scenario.seed,
            faults=FAULTS,
            settings=settings_of(scenario),
        )
        driven = drive(scenario, how, system_clock())
    assert driven.failures == []
    assert driven.sessions == len(driven.cdr_keys) > 200
    assert driven.answers[2001] > 0  # some were broken, and told so
    assert driven.answers[1000] > driven.sessions  # some came twice, and were taken once

    due = everything_due_by(runtime)
    assert due is not None
    run_due(runtime, due)
    summary = summary_of(runtime)
    assert summary.sessions == driven.sessions
    # The network refuses what no driver should pay; everything else is posted.
    assert set(summary.held) <= {"too_little_energy"}
    assert summary.posted + sum(summary.held.values()) == driven.sessions
    assert set(summary.trial_balance.values()) == {0}
    assert not any(verify_books(runtime).findings.values())
    for key in sorted(driven.cdr_keys)[::10]:
        story = trace(runtime, key)
        if story.hold is None:
            assert story.priced is not None
            assert story.entries
            assert story.cycle_id is not None
