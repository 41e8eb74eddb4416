"""Peers from the command line, as a trainer starts them: a CPO, a Demand Partner, and a drive."""

import signal
from contextlib import contextmanager

from core.service.open_books import open_books
from core.service.report import summary_of
from tests.hub_books import with_key
from tests.journeys.hub_processes import START_S, hubs, networkcore_json, networkcore_process, until


@contextmanager
def peer(*words):
    """A peer in a process of its own; ends it by SIGTERM, and it must end at once."""
    process = networkcore_process("peer", *words)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=START_S)


def told(process, beginning):
    """The rest of the first line on standard error that begins so."""
    for line in process.stderr:
        if line.startswith(beginning):
            return line.removeprefix(beginning).strip()
    raise AssertionError(f"no line {beginning!r}")


def test_a_partner_registers_at_a_cpo_and_its_drivers_charge():
    with peer("cpo", "--sessions", "600", "--party", "DE*LOE", "--ocpi", "2.2.1") as cpo:
        url = told(cpo, "DE*LOE: versions at ")
        token = told(cpo, "token A: ")
        with peer("dp", "--hub", url, "--token", token, "--drivers", "3") as partner:
            assert told(partner, "connected to ").endswith("OCPI 2.2.1")
            lines = iter(cpo.stdout.readline, "")
            charged = [next(one for one in lines if "CDR answered" in one) for _ in range(3)]
            assert all(one.strip().endswith("CDR answered 1000") for one in charged)


def test_a_party_that_the_scenario_has_not_is_named():
    process = networkcore_process("peer", "cpo", "--party", "NL*NO1")
    _, err = process.communicate(timeout=START_S)
    assert process.returncode == 2
    assert "no CPO 'NL*NO1'; wanted one of CH*BSL, DE*LOE, FR*STL" in err


def test_a_scenario_is_driven_from_the_command_line(tmp_path):
    db = f"sqlite:///{tmp_path / 'hub.sqlite'}"
    runtime = open_books(db)
    with_key(runtime)
    with hubs(db, 1, "--log", "warning") as (hub,):
        told_ = networkcore_json(
            *("drive", "corridor", "--hub", hub.url("/versions"), "--db", db, "--faults", "0.1")
        )
    assert told_["failures"] == []
    assert told_["sessions"] == told_["cdrs"] > 10
    until(lambda: summary_of(runtime).sessions == told_["sessions"])
    runtime.database.close()
