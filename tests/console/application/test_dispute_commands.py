"""Disputes as scripts and people meet them."""

import pytest

from core.service.carry_cdrs import carry
from tests.books import open_network
from tests.builders import a_cdr
from tests.made_books import books_in

WORDS = ("cdr:NL*ABC:1", "--reason", "charged twice")


@pytest.fixture
def charged(tmp_path):
    db = f"sqlite:///{tmp_path / 'charged.sqlite'}"
    runtime = books_in(db)
    open_network(runtime)
    carry(runtime, [a_cdr()])
    runtime.database.close()
    return db


def test_a_dispute_is_opened_listed_and_lost(networkcore, charged):
    (opened,) = networkcore("dispute", "open", *WORDS, "--db", charged, "--json").told["disputes"]
    assert (opened["status"], opened["reason"]) == ("open", "charged twice")
    assert "charged twice" in networkcore("dispute", "list", "--open", "--db", charged).out
    lost = ("dispute", "lose", "1", "--reason", "so it was", "--db", charged, "--json")
    assert networkcore(*lost).told["disputes"][0]["status"] == "lost"
    assert networkcore(*lost).told["disputes"][0]["decision"] == "so it was"
    assert networkcore("dispute", "list", "--open", "--db", charged, "--json").told == {
        "disputes": []
    }
    assert networkcore("verify", "--db", charged).code == 0


def test_what_was_decided_is_not_decided_otherwise(networkcore, charged):
    networkcore("dispute", "open", *WORDS, "--db", charged)
    assert networkcore("dispute", "win", *WORDS, "--db", charged).code == 0
    done = networkcore("dispute", "lose", *WORDS, "--db", charged, "--json")
    assert done.code == 2
    assert done.told["error"] == "cdr:NL*ABC:1:1: won -> lost is not allowed"


def test_an_unknown_session_is_one_line(networkcore, charged):
    done = networkcore("dispute", "open", "nothing", "--reason", "?", "--db", charged)
    assert done.code == 2
    assert "no CDR or session 'nothing'" in done.err
