"""Payment files as scripts and people meet them."""

from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from core.service.open_books import open_books
from tests.bank_files import Movement, camt


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "bank"
    made.mkdir()
    return made


class TestRelease:
    def test_what_must_be_done_first_is_said_in_one_line(self, networkcore, db, folder):
        done = networkcore("payments", "export", "--db", db, "--out", folder)
        assert (done.code, done.err.count("\n")) == (1, 1)
        (kept,) = networkcore("payments", "list", "--db", db, "--json").told["batches"]
        batch = kept["batch_id"]
        assert (
            f"{batch} is prepared and not written; next: networkcore payments propose {batch}"
            in done.err
        )
        networkcore("payments", "propose", batch, "--db", db)
        done = networkcore("payments", "export", "--db", db, "--out", folder)
        assert f"another person: networkcore payments approve {batch}" in done.err
        assert list(folder.iterdir()) == []

    def test_on_a_file_the_word_of_two_is_advisory_and_that_is_said(
        self, networkcore, db, folder, released
    ):
        done = networkcore("payments", "export", "--db", db, "--out", folder)
        assert done.code == 0
        assert "cannot know that two people decided" in done.err
        (kept,) = networkcore("payments", "list", "--db", db, "--json").told["batches"]
        assert (kept["batch_id"], kept["state"], kept["advisory"]) == (released, "EXPORTED", True)

    def test_a_rejected_file_does_not_leave(self, networkcore, db, folder):
        networkcore("payments", "export", "--db", db, "--out", folder)
        (kept,) = networkcore("payments", "list", "--db", db, "--json").told["batches"]
        batch = kept["batch_id"]
        networkcore("payments", "propose", batch, "--db", db)
        told = networkcore("payments", "reject", batch, "--note", "no", "--db", db, "--json").told
        assert told["status"] == "rejected"
        assert networkcore("payments", "export", "--db", db, "--out", folder).code == 1
        assert list(folder.iterdir()) == []


class TestExport:
    def test_a_script_is_told_what_is_in_the_file(self, networkcore, db, folder, released):
        done = networkcore("payments", "export", "--db", db, "--out", folder, "--json")
        assert done.code == 0
        (file,) = done.told["files"]
        assert (done.told["new"], done.told["unpayable"]) == (False, [])
        assert (file["batch_id"], file["first"]) == (released, True)
        assert (file["payments"], file["control_sum"]) == (14, 1073.60)
        content = Path(file["path"]).read_bytes()
        assert sha256(content).hexdigest() == file["sha"]
        assert Path(file["path"]) == folder / f"{file['batch_id']}.xml"

    @pytest.mark.usefixtures("released")
    def test_exported_again_there_is_nothing_new_and_the_file_comes_by_its_id(
        self, networkcore, db, folder
    ):
        first = networkcore("--db", db, "payments", "export", "--out", folder, "--json").told
        again = networkcore("payments", "export", "--db", db, "--out", folder)
        assert (again.code, again.out.split(":")[0]) == (0, "nothing to export")
        (file,) = first["files"]
        path = Path(file["path"])
        content = path.read_bytes()
        path.unlink()
        by_id = networkcore(
            "payments", "export", "--batch", file["batch_id"], "--db", db, "--out", folder
        )
        assert "exported before, the same bytes" in by_id.out
        assert path.read_bytes() == content

    def test_a_cycle_is_exported_alone(self, networkcore, db, folder):
        words = ("payments", "export", "--cycle", "2026-03-25", "--db", db, "--out", folder)
        first = networkcore(*words, "--json").told
        assert (first["waiting"][0]["payments"], first["new"]) == (1, True)
        again = networkcore(*words, "--json").told
        assert (again["waiting"], again["new"]) == (first["waiting"], False)

    def test_a_payee_without_an_account_is_named_and_is_a_finding(self, networkcore, db, folder):
        with closing(open_books(db).database) as database, database.unguarded() as connection:
            connection.exec_driver_sql("DROP TRIGGER bank_account_no_delete")
            connection.exec_driver_sql("DELETE FROM bank_account WHERE party = 'NL*DMO'")
        done = networkcore("payments", "export", "--db", db, "--out", folder)
        assert done.code == 1
        wanted = "2026-03-25:NL*DMO:EUR and 13 more: wanted a bank account of the payee NL*DMO"
        assert wanted in done.err
        assert list(folder.iterdir()) == []

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("--cycle", "2000-01-01"), "no cycle '2000-01-01'"),
            (("--batch", "NC1"), "no payment file 'NC1'"),
            (("--batch", "NC1", "--cycle", "2026-03-25"), "wanted --cycle or --batch, found both"),
        ],
    )
    def test_what_is_not_there_is_one_line(self, networkcore, db, words, told):
        done = networkcore("payments", "export", *words, "--db", db)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert told in done.err

    def test_a_folder_that_is_not_there_loses_nothing(self, networkcore, db, folder, released):
        done = networkcore("payments", "export", "--db", db, "--out", folder / "none")
        assert done.code == 2
        assert "cannot be written" in done.err
        again = networkcore("payments", "export", "--batch", released, "--db", db, "--out", folder)
        assert again.code == 0
        assert "exported before, the same bytes" in again.out


class TestList:
    def test_every_file_is_listed_with_its_sums(self, networkcore, db, folder):
        empty = networkcore("payments", "list", "--db", db, "--json").told
        assert empty == {"batches": []}
        networkcore("payments", "export", "--db", db, "--out", folder)
        (batch,) = networkcore("payments", "list", "--db", db, "--json").told["batches"]
        assert (batch["payments"], batch["sums"]) == (14, {"EUR": 107360})
        shown = networkcore("payments", "list", "--db", db).out
        assert "1,073.60 EUR" in shown
        assert batch["batch_id"][:10] in shown

    def test_a_group_without_a_word_tells_its_commands(self, networkcore):
        done = networkcore("payments")
        assert "export" in done.out + done.err


class TestCollections:
    def test_what_is_to_be_received_is_listed_until_the_bank_tells_of_it(
        self, networkcore, db, folder
    ):
        first, *rest = networkcore("payments", "collections", "--db", db, "--json").told[
            "collections"
        ]
        assert (first["kind"], first["left_minor"]) == ("COLLECTION", first["amount_minor"])
        shown = networkcore("payments", "collections", "--db", db).out
        assert first["reference"] in shown
        for number, amount in enumerate((1, first["amount_minor"] - 1)):
            paid = Movement(
                amount_minor=amount,
                currency=first["currency"],
                reference=f"B{number}",
                creditor_reference=first["reference"],
            )
            (folder / "bank.xml").write_bytes(camt(paid, iban="NL52DEMO0000000001"))
            assert networkcore("bank", "import", folder / "bank.xml", "--db", db).code == 0
            told = networkcore("payments", "collections", "--db", db, "--json").told
            left = first | {"left_minor": first["amount_minor"] - 1}
            assert told["collections"] == ([left, *rest] if number == 0 else rest)
