"""Done when: a day of sessions over OCPI through two processes of the hub, with faults switched on.

Peers of our own in both versions and both roles call different processes over one database. Then
the books balance, and each CDR that was answered with success is in them once, priced and
traceable. On PostgreSQL the hub has the rights of the service, and a console that only may look
sees partners, messages and money.
"""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy.engine import make_url

from console.application.opened_books import OpenedBooks
from core.domain.errors import StoreError
from core.domain.hub_message import WantedMessages
from core.domain.platform import PlatformRole
from core.ocpi.ocpi_version import OcpiVersion
from core.service.open_books import open_books, system_clock
from core.service.people_roles import apply_people_roles
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
from tests.conftest import administer
from tests.hub_books import with_key
from tests.journeys.hub_processes import hubs

FAULTS = DriveFaults(duplicate=0.1, late=0.1, broken=0.1, unknown_token=0.1)
PREFIX = "nc_hub_day"
WORD = "x"


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


@contextmanager
def logins(runtime, database_url):
    """URLs of the service and of somebody who only looks; SQLite has one for all."""
    if runtime.database.dialect == "sqlite":
        yield database_url, database_url
        return
    apply_people_roles(runtime, PREFIX)
    url = make_url(database_url)
    people = {group: f"{PREFIX}_a_{group}" for group in ("app", "viewer")}
    for group, person in people.items():
        login = f"CREATE ROLE {person} LOGIN PASSWORD '{WORD}'"
        administer(url, login, f"GRANT {PREFIX}_{group} TO {person}")
    try:
        yield tuple(
            url.set(username=person, password=WORD).render_as_string(hide_password=False)
            for person in people.values()
        )
    finally:
        groups = [f"{PREFIX}_{one}" for one in ("app", "operator", "viewer", "migrate", "owner")]
        administer(url, f"REASSIGN OWNED BY {PREFIX}_owner TO {url.username}")
        for role in (*people.values(), *groups):
            administer(url, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def settings_of(scenario):
    """Every second party speaks 2.2.1 alone, the others 2.3.0 alone."""
    versions = list(OcpiVersion)
    return {
        party: PeerSettings(role=role, party=party, versions=(versions[number % 2],))
        for number, (party, role) in enumerate(parties_of(scenario).items())
    }


def how_to_drive(runtime, scenario, running):
    """Every party has a token A, and calls the one process or the other."""
    roles = parties_of(scenario)
    urls = [one.url("/versions") for one in running]
    return Drive(
        hub=urls[0],
        hubs={party: urls[at % len(urls)] for at, party in enumerate(roles)},
        tokens={
            party: add_platform(runtime, (PlatformRole(role, party),)).token
            for party, role in roles.items()
        },
        seed=scenario.seed,
        faults=FAULTS,
        settings=settings_of(scenario),
    )


def test_a_day_over_ocpi_is_in_the_books_to_the_cent(runtime, scenario, database_url):
    with_key(runtime)
    count = 1 if runtime.database.dialect == "sqlite" else 2
    with logins(runtime, database_url) as (service, viewer):
        with hubs(service, count, "--log", "warning") as running:
            driven = drive(scenario, how_to_drive(runtime, scenario, running), system_clock())
            sees_the_hub(viewer, runtime)
            for one in running:
                code, log = one.stopped()
                assert code == 0, log
        assert driven.failures == []
        assert driven.sessions == len(driven.cdr_keys) > 200
        assert driven.answers[2001] > 0, "some were broken, and told so"
        assert driven.answers[1000] > driven.sessions, "some came twice, and were taken once"
        settles_to_the_cent(runtime, driven)


def sees_the_hub(url, runtime):
    """What a console shows that may only look: partners, messages, money; and it changes none."""
    books = OpenedBooks(url)
    try:
        view = books.network()
        assert view.hub_url is not None
        assert all(one.status == "CONNECTED" for one in view.platforms)
        assert all(view.traffic[one.platform_id].asked for one in view.platforms)
        posted = books.messages(WantedMessages(module="cdrs", limit=50))
        assert posted, "what passed is there to be read"
        assert books.summary().sessions > 200
        if runtime.database.dialect == "postgresql":
            with pytest.raises(StoreError):
                books.suspend_platform(view.platforms[0].platform_id, "to see whether it can")
    finally:
        books.close()


def settles_to_the_cent(runtime, driven):
    """Everything that falls due is settled; nothing is left over and nothing is there twice."""
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
