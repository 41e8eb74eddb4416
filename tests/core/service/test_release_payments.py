"""A payment file leaves when two people say so, and never twice as something else."""

import pytest

from core.domain.approval import Verdict
from core.domain.errors import NotFoundError, RuleError
from core.domain.payment_release import NEXT_STATES, ReleaseState
from core.service.carry_cdrs import carry
from core.service.export_payments import export_payments
from core.service.release_payments import (
    decide_batch,
    export_batch,
    export_released,
    list_batches,
    propose_batch,
)
from core.service.settle_cycles import settle_until
from core.service.verify_books import verify_books
from tests.books import DAY, MONTH, open_network, some_cdrs
from tests.builders import START, a_cdr
from tests.core.service.test_export_payments import BANKED
from tests.duty_books import approve_as_second


@pytest.fixture
def batch_id(runtime):
    open_network(runtime, network=BANKED)
    carry(runtime, some_cdrs(6))
    settle_until(runtime, START + MONTH)
    (file,) = export_payments(runtime).files
    return file.batch.batch_id


def state_of(runtime):
    (one,) = list_batches(runtime)
    return one.state


def test_a_file_goes_the_whole_way_and_is_the_same_bytes_ever_after(runtime, batch_id):
    assert state_of(runtime) is ReleaseState.PREPARED
    approval = propose_batch(runtime, batch_id, "please")
    assert state_of(runtime) is ReleaseState.PROPOSED
    approve_as_second(runtime, approval.approval_id)
    assert state_of(runtime) is ReleaseState.APPROVED
    first = export_batch(runtime, batch_id)
    assert (first.is_first, state_of(runtime)) == (True, ReleaseState.EXPORTED)
    again = export_batch(runtime, batch_id)
    assert (again.is_first, again.file) == (False, first.file)
    assert verify_books(runtime).count == 0


def test_what_must_be_done_first_is_one_line(runtime, batch_id):
    with pytest.raises(RuleError, match=f"is prepared .* payments propose {batch_id}$"):
        export_batch(runtime, batch_id)
    with pytest.raises(RuleError, match=f"found none; first: .* propose {batch_id}$"):
        decide_batch(runtime, batch_id, Verdict.APPROVED)
    propose_batch(runtime, batch_id)
    with pytest.raises(RuleError, match=f"another person: .* payments approve {batch_id}$"):
        export_batch(runtime, batch_id)


def test_where_the_database_knows_people_nobody_approves_his_own(runtime, batch_id):
    propose_batch(runtime, batch_id)
    if runtime.database.dialect == "postgresql":
        with pytest.raises(RuleError, match="another one must approve it"):
            decide_batch(runtime, batch_id, Verdict.APPROVED)
        return
    assert decide_batch(runtime, batch_id, Verdict.APPROVED).is_advisory
    assert export_batch(runtime, batch_id).is_advisory
    (one,) = list_batches(runtime)
    assert one.is_advisory


def test_a_rejected_file_may_be_proposed_again(runtime, batch_id):
    propose_batch(runtime, batch_id)
    decide_batch(runtime, batch_id, Verdict.REJECTED, "not today")
    assert state_of(runtime) is ReleaseState.REJECTED
    with pytest.raises(RuleError, match="is rejected"):
        export_batch(runtime, batch_id)
    assert propose_batch(runtime, batch_id).decision is None
    assert state_of(runtime) is ReleaseState.PROPOSED


def test_nobody_releases_what_is_not_there(runtime, batch_id):
    for act in (propose_batch, export_batch):
        with pytest.raises(NotFoundError, match=batch_id):
            act(runtime, "NC1")


def test_an_export_writes_what_may_leave_and_names_what_may_not(runtime, batch_id):
    told = export_released(runtime)
    assert (told.released, told.is_new) == ((), False)
    assert [one.batch.batch_id for one in told.waiting] == [batch_id]
    approval = propose_batch(runtime, batch_id)
    approve_as_second(runtime, approval.approval_id)
    carry(runtime, [a_cdr("later", start=START + MONTH)])
    settle_until(runtime, START + MONTH + 5 * DAY)
    told = export_released(runtime)
    assert [one.file.batch.batch_id for one in told.released] == [batch_id]
    assert told.is_new
    assert len(told.waiting) == 1
    assert export_released(runtime, batch_id=batch_id).released[0].is_first is False
    assert [one.is_first for one in export_released(runtime, "2026-06-03").released] == [False]


def test_every_state_leads_somewhere_or_is_the_end():
    assert set(NEXT_STATES) == set(ReleaseState)
    reached = {after for states in NEXT_STATES.values() for after in states}
    assert reached == set(ReleaseState) - {ReleaseState.PREPARED}
