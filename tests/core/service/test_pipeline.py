"""Whatever is due is run: what was left behind is carried, and nothing before its network."""

from datetime import timedelta

from core.domain.hold import HoldReason
from core.service.open_books import open_books
from core.service.pipeline import everything_due_by, run_due
from core.service.register_network import register_network
from core.service.report import summary_of
from core.store.cdr_store import ReceivedCdr, record_cdrs
from tests.builders import START, a_cdr, a_network, an_agreement


def recorded(database_url, cdrs):
    runtime = open_books(database_url)
    with runtime.database.transaction() as connection:
        record_cdrs(connection, [ReceivedCdr(cdr, cdr.end) for cdr in cdrs])
    return runtime


def test_cdrs_that_came_before_their_network_wait_for_it(database_url):
    runtime = recorded(database_url, [a_cdr(cdr_id="1"), a_cdr(cdr_id="2", evse_uid="nobody's")])
    try:
        assert run_due(runtime, START).taken_up == 0
        assert summary_of(runtime).held == {}
        register_network(runtime, a_network(), [an_agreement()])
        assert run_due(runtime, START).taken_up == 2
        after = summary_of(runtime)
        assert (after.posted, after.held) == (1, {HoldReason.UNKNOWN_EVSE: 1})
    finally:
        runtime.database.close()


def test_everything_is_settled_a_day_after_the_last_entry_falls_due(database_url):
    runtime = recorded(database_url, [a_cdr()])
    try:
        assert everything_due_by(runtime) is None
        register_network(runtime, a_network(), [an_agreement()])
        run_due(runtime, START)
        until = everything_due_by(runtime)
        assert until == a_cdr().end + timedelta(hours=48 + 24)
        assert run_due(runtime, until).settled.entries == 1
        assert summary_of(runtime).payable == {"EUR": 0}
    finally:
        runtime.database.close()
