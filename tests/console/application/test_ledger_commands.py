"""The ledger's life as scripts and people meet it."""

import pytest

from core.service.carry_cdrs import carry
from core.service.settle_cycles import settle_until
from tests.books import DAY, now, open_network
from tests.builders import START, a_cdr
from tests.made_books import books_in

KEY = "cdr:NL*ABC:1"
WHY = ("--reason", "a test")


@pytest.fixture
def paid(tmp_path):
    """Books of one session that was settled."""
    db = f"sqlite:///{tmp_path / 'paid.sqlite'}"
    runtime = books_in(db, now)
    open_network(runtime)
    carry(runtime, [a_cdr()])
    settle_until(runtime, START + 5 * DAY)
    runtime.database.close()
    return db


def test_a_refund_and_a_chargeback_are_told(networkcore, paid):
    words = ("refund", KEY, "--amount", "6.05", *WHY, "--db", paid)
    told = networkcore(*words, "--json").told
    assert told["amount"] == {"amount_minor": 605, "currency": "EUR"}
    assert "6.05 EUR goes back" in networkcore(*words).out
    for amount in ("much", "NaN"):
        refused = networkcore("refund", KEY, "--amount", amount, *WHY, "--db", paid)
        assert (refused.code, "wanted an amount" in refused.err) == (2, True)
    back = networkcore("chargeback", KEY, "--by", "NETWORK", "--cost", "15", *WHY, "--db", paid)
    assert "5300" in back.out
    assert networkcore("verify", "--db", paid).code == 0


def test_a_default_is_written_off_by_two(networkcore, paid):
    told = networkcore("default", "NL*XYZ", *WHY, "--db", paid, "--json").told
    assert told["entries"][0]["kind"] == "defaulted"
    assert networkcore("default", "NL*XYZ", *WHY, "--db", paid, "--json").told == {"entries": []}
    proposed = networkcore("write-off", "NL*XYZ", *WHY, "--db", paid, "--json").told
    assert (proposed["status"], proposed["entries"]) == ("proposed", [])
    assert "proposed as" in networkcore("write-off", "NL*XYZ", *WHY, "--db", paid).out
    networkcore("approvals", "approve", proposed["approval"], "--db", paid)
    assert "Bad debt" in networkcore("write-off", "NL*XYZ", *WHY, "--db", paid).out


def test_a_month_is_closed_and_balances_told_as_known(networkcore, paid):
    words = ("periods", "close", "2026-06", *WHY, "--db", paid)
    proposed = networkcore(*words, "--json").told
    assert proposed["closed"] is None
    assert "proposed as" in networkcore(*words).out
    networkcore("approvals", "approve", proposed["approval"], "--db", paid)
    assert networkcore(*words, "--json").told["closed"]["period"] == "2026-06"
    assert "2026-06" in networkcore(*words).out
    assert "a test" in networkcore("periods", "list", "--db", paid).out
    (one,) = networkcore("periods", "list", "--db", paid, "--json").told["periods"]
    assert one["end_at"] == "2026-07-01T00:00:00Z"
    at = ("--at", "2026-07-01", "--db", paid, "--json")
    assert len(networkcore("balances", *at).told["balances"]) > 0
    unknown = ("--known-at", "2026-06-01")
    assert networkcore("balances", *unknown, *at).told == {"balances": []}
    assert "Payable to CPO" not in networkcore("balances", "--db", paid).out
    statement = networkcore("statement", "NL*ABC", *unknown, "--db", paid)
    assert (statement.code, "nothing was posted" in statement.err) == (2, True)


def test_what_waits_is_listed(networkcore, paid):
    assert networkcore("pending", "--db", paid, "--json").told == {"pending": []}
    assert "Pending" in networkcore("pending", "--db", paid).out


def test_card_cost_of_a_month_is_proposed_approved_and_posted(networkcore, db):
    words = ("card-cost", "2026-06", "45.00 EUR", "--name", "INV-7", "--reason", "terminals")
    proposed = networkcore(*words, "--db", db, "--json").told
    assert proposed["entry"] is None
    approval = proposed["approval"]["approval_id"]
    assert approval == "card_cost:2026-06:1"
    assert "say the same again" in networkcore(*words, "--db", db).out
    assert networkcore("approvals", "approve", approval, "--db", db).code == 0
    posted = networkcore(*words, "--db", db, "--json").told["entry"]
    assert [leg["amount_minor"] for leg in posted["postings"]] == [4500, -4500]
    assert "45.00" in networkcore(*words, "--db", db).out
    back = networkcore(*words[:3], "--back", "--name", "INV-8", *words[5:], "--db", db, "--json")
    assert back.told["approval"]["note"].startswith("INV-8: -45.00 EUR")
