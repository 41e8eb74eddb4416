"""Approvals as scripts and people meet them."""

import pytest

from tests.duty_books import a_matter, propose_here
from tests.made_books import books_in

ID = "agreement:default@2026-01-01:1"


@pytest.fixture
def proposed(db):
    runtime = books_in(db)
    propose_here(runtime, a_matter(), "new terms")
    runtime.database.close()
    return db


def test_what_is_proposed_is_listed_and_approved_and_said_to_be_advisory(networkcore, proposed):
    (told,) = networkcore("approvals", "list", "--db", proposed, "--json").told["approvals"]
    assert (told["approval_id"], told["status"]) == (ID, "proposed")
    assert told["matter"]["kind"] == "agreement"
    done = networkcore("approvals", "approve", ID, "--db", proposed, "--json").told
    assert (done["status"], done["advisory"], done["alone"]) == ("approved", True, True)
    shown = networkcore("approvals", "show", ID, "--db", proposed)
    assert "approved (advisory, one person)" in shown.out
    assert "here nothing enforces two" in shown.out


def test_a_rejection_needs_a_reason_and_is_final(networkcore, proposed):
    assert networkcore("approvals", "reject", ID, "--db", proposed).code == 2
    told = networkcore("approvals", "reject", ID, "--note", "too high", "--db", proposed, "--json")
    assert told.told["decision"]["note"] == "too high"
    again = networkcore("approvals", "approve", ID, "--db", proposed, "--json")
    assert again.code == 2
    assert f"{ID}: rejected already by" in again.told["error"]


def test_only_those_of_a_state_are_listed(networkcore, proposed):
    words = ("approvals", "list", "--db", proposed, "--json", "--status")
    assert len(networkcore(*words, "proposed").told["approvals"]) == 1
    assert networkcore(*words, "approved").told["approvals"] == []


def test_an_unknown_approval_is_one_line(networkcore, db):
    done = networkcore("approvals", "show", "nothing", "--db", db)
    assert done.code == 2
    assert "no approval nothing" in done.err
