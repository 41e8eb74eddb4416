"""Reconciliation as scripts and people meet it."""

from datetime import timedelta

import pytest

from core.service.carry_cdrs import carry
from tests.books import open_network
from tests.builders import START, a_cdr
from tests.made_books import books_in

SHORT = "cdr:NL*ABC:short"


@pytest.fixture
def books(tmp_path):
    url = f"sqlite:///{tmp_path / 'held.sqlite'}"
    runtime = books_in(url)
    open_network(runtime)
    short = a_cdr("short", stay_s=60, energy_kwh="0.5")
    dearer = a_cdr("dearer", start=START + timedelta(hours=3), total_excl="10.02")
    carry(runtime, [short, dearer])
    runtime.database.close()
    return url


def test_the_queue_is_listed_and_filtered(networkcore, books):
    told = networkcore("reconcile", "list", "--db", books, "--json").told
    assert (told["held"], told["by_reason"]) == (2, {"too_short": 1, "total_differs": 1})
    assert told["cases"][0]["age_s"] >= 0
    some = networkcore("reconcile", "list", "--reason", "too_short", "--db", books)
    assert SHORT in some.out
    assert "2 CDRs are held; 1 cases shown" in some.out


def test_a_case_is_shown_proposed_approved_and_closed(networkcore, books):
    at = ("--db", books, "--json")
    shown = networkcore("reconcile", "show", SHORT, *at).told
    assert shown["offered"] == ["our_price", "drop"]
    assert shown["findings"][0]["reason"] == "too_short"
    assert networkcore("reconcile", "assign", SHORT, "ann", *at).told["owner"] == "ann"
    words = ("reconcile", "propose", SHORT, "our_price", "--note", "a test drive", *at)
    assert networkcore(*words).told["status"] == "proposed"
    done = networkcore("reconcile", "approve", SHORT, *at).told
    assert (done["status"], done["end"]["fate"]) == ("closed", "posted")
    history = networkcore("reconcile", "show", SHORT, "--db", books)
    assert "approved (advisory)" in history.out
    assert "closed: posted" in history.out
    assert networkcore("verify", "--db", books).code == 0


def test_a_rejection_and_a_retry_are_told(networkcore, books):
    at = ("--db", books)
    networkcore("reconcile", "propose", SHORT, "drop", "--note", "junk", *at)
    rejected = networkcore("reconcile", "reject", SHORT, "--note", "is none", *at)
    assert "rejected drop" in rejected.out
    assert "2 tried, 0 ended, 2 wait" in networkcore("reconcile", "retry", *at).out
    told = networkcore("reconcile", "retry", SHORT, *at, "--json").told
    assert told["waiting"][0]["found"].startswith("too_short: wanted 120 s")


def test_what_cannot_be_done_is_one_line(networkcore, books):
    done = networkcore("reconcile", "approve", SHORT, "--db", books, "--json")
    assert done.code == 2
    assert done.told["error"] == f"{SHORT}: nothing is proposed"
    assert networkcore("reconcile", "show", "nothing", "--db", books).code == 2
