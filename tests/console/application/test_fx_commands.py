"""Currencies on the command line: rates in, what is open, a deal, a close."""

import pytest

WORDS = (
    *("--sold", "1.00 CHF", "--sold-from", "CH93"),
    *("--bought", "1.06 EUR", "--bought-into", "NL91"),
    *("--source", "bank", "--reason", "treasury", "--day", "2026-06-30"),
)


def test_rates_are_imported_once_and_listed(networkcore, db):
    words = ["fx", "import-ecb", "--since", "2026-10-01", "--currency", "SEK", "--db", db, "--json"]
    assert networkcore(*words).told["added"] == 22
    assert networkcore(*words).told["added"] == 0
    listed = networkcore("fx", "rates", "SEK", "--since", "2026-10-30", "--db", db, "--json").told[
        "rates"
    ]
    assert [(one["rate"], one["day"]) for one in listed] == [(10.978, "2026-10-30")]
    assert "ECB" in networkcore("fx", "rates", "SEK", "--since", "2026-10-30", "--db", db).out


def test_a_deal_is_told_with_its_rate_and_closing_too_early_is_one_line(networkcore, db):
    told = networkcore("fx", "deal", "D1", *WORDS, "--db", db, "--json").told
    assert told["deal"]["deal_id"] == "D1"
    assert told["rate"]["rate"] == 1.06
    open_ = networkcore("fx", "position", "--db", db, "--json").told["positions"]
    assert {one["position"]["currency"] for one in open_} >= {"CHF"}
    early = ("fx", "close", "2026-06", "--currency", "EUR", "--reason", "x", "--db", db)
    done = networkcore(*early)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "deal them first" in done.err


@pytest.mark.parametrize("command", ["position", "rates", "import-ecb"])
def test_people_see_tables_and_sentences(networkcore, db, command):
    more = {
        "position": [],
        "rates": ["CHF", "--since", "2026-01-01"],
        "import-ecb": ["--since", "2026-10-29"],
    }
    done = networkcore("fx", command, *more[command], "--db", db)
    assert done.code == 0
    assert done.out


def test_a_file_that_is_no_history_is_one_line(networkcore, db, tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text("x")
    done = networkcore("fx", "import-ecb", "--since", "2026-01-01", "--file", path, "--db", db)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "rates.csv" in done.err
