"""Two people are two: the database itself sees to it where it knows who is connected."""

import pytest
from sqlalchemy import text

from core.domain.approval import ApprovalStatus, Decision, Principal, Verdict
from core.domain.errors import NotFoundError, RuleError, StoreError
from core.store.approval_store import (
    approval_named,
    approval_of,
    approvals,
    decide,
    propose,
)
from core.store.bulk import insert_rows
from core.store.duty_schema import approval_decision, approval_proposal
from core.store.principal_store import principal_of
from tests.books import NOW
from tests.duty_books import a_matter, approve_as_second, propose_here


def decided(runtime, approval_id, verdict, by=None):
    with runtime.database.transaction() as connection:
        by = by or principal_of(connection)
        return decide(
            connection, approval_id, Decision(verdict=verdict, by=by, note="looked", at=NOW)
        )


def test_who_acts_is_the_role_of_the_session_or_the_user_of_the_system(runtime, monkeypatch):
    monkeypatch.setenv("LOGNAME", "ann")
    with runtime.database.reading() as connection:
        principal = principal_of(connection)
    if runtime.database.dialect == "sqlite":
        assert principal == Principal("ann", enforced=False)
    else:
        assert principal == Principal(runtime.database.url.username, enforced=True)


def test_a_proposal_is_kept_with_its_decision(runtime):
    proposed = propose_here(runtime, a_matter())
    assert proposed.approval_id == "agreement:default@2026-01-01:1"
    assert proposed.status is ApprovalStatus.PROPOSED
    approved = approve_as_second(runtime, proposed.approval_id)
    with runtime.database.reading() as connection:
        assert approval_named(connection, proposed.approval_id) == approved
        assert approval_of(connection, a_matter()) == approved
        assert approvals(connection, [ApprovalStatus.APPROVED], 9) == [approved]
        assert approvals(connection, [ApprovalStatus.PROPOSED], 9) == []
    assert approved.is_approved
    assert not approved.is_alone
    assert approved.is_advisory is (runtime.database.dialect == "sqlite")


def test_proposing_what_is_proposed_or_approved_changes_nothing(runtime):
    first = propose_here(runtime, a_matter())
    assert propose_here(runtime, a_matter(), "again") == first
    approved = approve_as_second(runtime, first.approval_id)
    assert propose_here(runtime, a_matter(), "again") == approved


def test_other_content_is_not_approved(runtime):
    approve_as_second(runtime, propose_here(runtime, a_matter()).approval_id)
    other = a_matter(content_sha="cd" * 32)
    with runtime.database.reading() as connection:
        assert approval_of(connection, other) is None
    assert propose_here(runtime, other).approval_id == "agreement:default@2026-01-01:2"


def test_what_was_rejected_may_be_proposed_again_and_both_are_kept(runtime):
    first = propose_here(runtime, a_matter())
    rejected = decided(runtime, first.approval_id, Verdict.REJECTED)  # one's own, taken back
    assert rejected.status is ApprovalStatus.REJECTED
    second = propose_here(runtime, a_matter())
    assert second.approval_id == "agreement:default@2026-01-01:2"
    with runtime.database.reading() as connection:
        assert approval_of(connection, a_matter()) == second
        assert approvals(connection, tuple(ApprovalStatus), 9) == [second, rejected]


def test_what_is_decided_is_decided_once(runtime):
    proposed = propose_here(runtime, a_matter())
    approve_as_second(runtime, proposed.approval_id)
    with pytest.raises(RuleError, match="approved already by"):
        decided(runtime, proposed.approval_id, Verdict.REJECTED)


def test_what_nobody_proposed_cannot_be_decided(runtime):
    with pytest.raises(NotFoundError, match="no approval agreement:x:1"):
        decided(runtime, "agreement:x:1", Verdict.APPROVED)


def test_one_person_alone_is_refused_or_told_of(runtime):
    proposed = propose_here(runtime, a_matter())
    if runtime.database.dialect == "postgresql":
        with pytest.raises(RuleError, match="another one must approve it"):
            decided(runtime, proposed.approval_id, Verdict.APPROVED)
    else:
        alone = decided(runtime, proposed.approval_id, Verdict.APPROVED)
        assert (alone.is_approved, alone.is_advisory, alone.is_alone) == (True, True, True)


def refused(runtime, table, row):
    with pytest.raises(StoreError) as caught, runtime.database.transaction() as connection:
        insert_rows(connection, table, [row])
    return str(caught.value)


def test_the_database_refuses_one_person_in_both_duties(runtime):
    proposed = propose_here(runtime, a_matter())
    same = proposed.proposed_by.name
    row = (proposed.approval_id, "approved", same, 1, "", 0)
    assert "who proposed it cannot approve it" in refused(runtime, approval_decision, row)


def test_the_database_refuses_a_decision_about_nothing_or_that_decides_nothing(runtime):
    proposed = propose_here(runtime, a_matter())
    same, enforced = proposed.proposed_by.name, int(proposed.proposed_by.enforced)
    nothing = ("agreement:x:1", "rejected", same, enforced, "", 0)
    assert "nobody proposed it" in refused(runtime, approval_decision, nothing)
    undecided = (proposed.approval_id, "maybe", same, enforced, "", 0)
    assert "a verdict is" in refused(runtime, approval_decision, undecided)


def test_postgresql_refuses_to_write_in_the_name_of_another(runtime):
    if runtime.database.dialect == "sqlite":
        pytest.skip("SQLite does not know who is connected; every record says so")
    proposed = propose_here(runtime, a_matter())
    for forged in (("ann", 1), (proposed.proposed_by.name, 0)):
        row = ("agreement:x:1", "agreement", "x", "sha", *forged, "", 0)
        assert "the role of the session" in refused(runtime, approval_proposal, row)
        decision = (proposed.approval_id, "approved", *forged, "", 0)
        assert "the role of the session" in refused(runtime, approval_decision, decision)


def test_a_role_cannot_pass_for_another_by_set_role(runtime):
    if runtime.database.dialect == "sqlite":
        pytest.skip("SQLite has no roles")
    with runtime.database.transaction() as connection:
        me = principal_of(connection)
        connection.execute(text("SET ROLE pg_read_all_data"))
        assert principal_of(connection) == me
        connection.execute(text("RESET ROLE"))
        assert propose(connection, a_matter(), me, "", NOW).proposed_by == me
