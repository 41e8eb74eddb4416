"""Files of the bank as scripts and people meet them."""

import sqlite3
from contextlib import closing

import pytest

from tests.bank_files import Movement, camt

OURS = "NL52DEMO0000000001"
E2E = "20260325-NLDMO-EUR"


@pytest.fixture
def statement(tmp_path):
    """A statement that books the first payout, and tells of money that nobody knows."""
    path = tmp_path / "bank.xml"
    path.write_bytes(
        camt(
            Movement(amount_minor=-7004, end_to_end_id=E2E, reference="B1"),
            Movement(amount_minor=500, reference="B2"),
            iban=OURS,
        )
    )
    return path


@pytest.fixture
def exported(networkcore, db, tmp_path, released):
    done = networkcore("payments", "export", "--batch", released, "--db", db, "--out", tmp_path)
    assert done.code == 0
    return db


class TestImport:
    def test_a_script_is_told_what_each_movement_is(self, networkcore, exported, statement):
        told = networkcore("bank", "import", statement, "--db", exported, "--json").told
        assert (told["kind"], told["new"], told["unallocated"]) == ("camt.053", True, 1)
        paid, unknown = told["matches"]
        assert paid["rule"] == "end_to_end_id"
        assert paid["legs"] == [
            {
                "kind": "paid_out",
                "amount_minor": -7004,
                "instruction_id": "2026-03-25:NL*DMO:EUR",
            }
        ]
        assert (unknown["movement"], unknown["rule"]) == (f"{OURS}:B2:C", "nothing")
        assert unknown["legs"][0]["instruction_id"] is None

    def test_twice_is_once_and_the_books_stay_sound(self, networkcore, exported, statement):
        first = networkcore("bank", "import", statement, "--db", exported)
        assert "2 new movements, 1 of them wait for a match" in first.out
        assert "paid out 2026-03-25:NL*DMO:EUR" in first.out
        again = networkcore("bank", "import", statement, "--db", exported)
        assert "read before; nothing was changed" in again.out
        assert networkcore("verify", "--db", exported).code == 0

    def test_a_hostile_file_is_one_line_and_changes_nothing(self, networkcore, exported, statement):
        hostile = '<!DOCTYPE x [<!ENTITY a "b">]>\n'
        statement.write_bytes(camt(iban=OURS, doctype=hostile))
        done = networkcore("bank", "import", statement, "--db", exported)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert f"{statement}:2: wanted no document type" in done.err

    def test_a_payment_file_is_no_statement(self, networkcore, exported, tmp_path):
        (payment,) = tmp_path.glob("NC*.xml")
        done = networkcore("bank", "import", payment, "--db", exported)
        assert done.code == 2
        assert "found Document of 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'" in done.err

    def test_a_session_is_traced_to_the_day_on_which_the_bank_booked(
        self, networkcore, exported, statement, books
    ):
        networkcore("bank", "import", statement, "--db", exported)
        with closing(sqlite3.connect(books)) as connection:
            (key,) = connection.execute(
                "SELECT e.entry_id FROM entry e JOIN cycle_entry c ON c.entry = e.id "
                "WHERE c.cycle_id = '2026-03-25' AND e.kind = 'cdr' LIMIT 1"
            ).fetchone()
        told = networkcore("trace", key, "--db", exported, "--json").told
        assert "; booked by the bank on 2026-06-03; " in told["answers"][-1]["answer"]
        assert told["entries"][-1]["entry"]["kind"] == "booked"


class TestByHand:
    def test_what_waits_is_listed_matched_and_released(self, networkcore, exported, statement):
        statement.write_bytes(camt(Movement(amount_minor=-7004, reference="B1"), iban=OURS))
        networkcore("bank", "import", statement, "--db", exported)
        (waiting,) = networkcore("bank", "list", "--db", exported, "--json").told["waiting"]
        name = waiting["movement"]
        assert (name, waiting["amount_minor"]) == (f"{OURS}:B1:D", -7004)
        assert waiting["age_days"] > 0
        assert "70.04 EUR" in networkcore("bank", "list", "--db", exported).out
        words = (name, "2026-03-25:NL*DMO:EUR", "--reason", "by phone", "--db", exported)
        told = networkcore("bank", "match", *words, "--json").told
        assert (told["rule"], told["note"]) == ("by_hand", "by phone")
        assert networkcore("bank", "list", "--db", exported, "--json").told == {"waiting": []}
        released = networkcore("bank", "release", name, "--reason", "wrong", "--db", exported)
        assert "unallocated; wrong" in released.out
        assert networkcore("verify", "--db", exported).code == 0

    def test_a_deposit_is_told_from_what_waits(self, networkcore, exported, statement):
        statement.write_bytes(camt(Movement(amount_minor=25_000, reference="B1"), iban=OURS))
        networkcore("bank", "import", statement, "--db", exported)
        words = (f"{OURS}:B1:C", "NL*RJD", "--reason", "deposit of March", "--db", exported)
        told = networkcore("bank", "deposit", *words, "--json").told
        (leg,) = told["legs"]
        assert (leg["kind"], leg["account"]) == ("deposited", "2200:NL*RJD")
        (partner, *_) = [
            one
            for one in networkcore("exposure", "--db", exported, "--json").told["partners"]
            if one["demand_partner"] == "NL*RJD"
        ]
        assert partner["lodged_minor"] == 25_000
        assert networkcore("verify", "--db", exported).code == 0

    def test_what_the_card_scheme_pays_is_told_from_what_waits(
        self, networkcore, exported, statement
    ):
        statement.write_bytes(camt(Movement(amount_minor=900, reference="B1"), iban=OURS))
        networkcore("bank", "import", statement, "--db", exported)
        words = (f"{OURS}:B1:C", "--reason", "of March", "--db", exported)
        (leg,) = networkcore("bank", "card", *words, "--json").told["legs"]
        assert (leg["kind"], leg["account"]) == ("captured", "1115")
        assert networkcore("verify", "--db", exported).code == 0

    def test_what_cannot_be_is_one_line(self, networkcore, exported):
        words = ("bank", "match", "none", "2026-03-25:NL*DMO:EUR", "--reason", "x")
        done = networkcore(*words, "--db", exported)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert "no movement 'none'" in done.err
