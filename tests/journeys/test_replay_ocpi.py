"""A file of OCPI CDRs is replayed as a file of sessions is: posted, credited and settled."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.domain.cdr import AuthMethod
from core.ocpi.cdr_codec import cdr_to_json, credit_cdr_to_json
from core.ocpi.wire import json_text
from core.service.open_books import open_books
from core.service.replay_file import ReplayOrder, replay_file
from core.service.trace import trace
from core.service.verify_books import verify_books
from tests.builders import a_cdr, a_credit

START = datetime(2026, 6, 1, 10, tzinfo=UTC)


def an_ocpi_cdr(number):
    """20 kWh for two hours at an EVSE of the demonstration, 0.38 per kWh."""
    return a_cdr(
        str(number),
        start=START + number * timedelta(hours=3),
        stay_s=7200,
        cpo="NL*DMO",
        demand_partner="NL*RJD",
        evse_uid="H1*1",
        location_id="HAVEN",
        tariff_id="AC-ENERGY",
        auth_method=AuthMethod.WHITELIST,
        total_excl="7.60",
    )


@pytest.fixture
def ocpi_file(tmp_path):
    cdrs = [an_ocpi_cdr(number) for number in range(3)]
    wire = [cdr_to_json(cdr, cdr.end) for cdr in cdrs]
    wire.append(credit_cdr_to_json(a_credit(cdrs[0]), wire[0]))
    path = tmp_path / "cdrs.json"
    path.write_text(json_text(wire))
    assert len(json.loads(path.read_text())) == 4
    return path


def test_cdrs_of_an_ocpi_file_are_posted_credited_and_settled(database_url, ocpi_file):
    order = ReplayOrder(
        path=ocpi_file,
        network="demo",
        agreement="networkcore",
        rejects_file=ocpi_file.with_suffix(".rejects.csv"),
    )
    runtime = open_books(database_url)
    with runtime.database:
        first = replay_file(runtime, order)
        again = replay_file(runtime, order)
        story = trace(runtime, "1")
        assert verify_books(runtime).count == 0
    summary = first.summary
    assert first.imported.read == 4
    assert (summary.sessions, summary.posted, summary.held) == (3, 3, {})
    assert again.summary == summary
    # 3 sessions x 20 kWh x 0.38 = 22.80 net, 27.59 with 21 % of each 7.60; one of them undone.
    eur = summary.by_currency["EUR"]
    assert eur.gross_at_tariff == 3 * (760 + 160)
    assert summary.receivable == summary.payable == {"EUR": 0}
    assert set(summary.trial_balance.values()) == {0}
    # A CDR of a replay arrives when its session ends.
    assert story.received_at == story.cdr.end
    assert story.cdr.energy_kwh == Decimal(20)
    assert [entry.entry.reverses for entry in story.entries[:1]] == [None]
