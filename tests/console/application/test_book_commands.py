"""Import, settle, trace, statement and verify, as scripts and people meet them."""

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.console.application.conftest import DEMO


def a_cdr_of(books, index=0):
    with closing(sqlite3.connect(books)) as connection:
        keys = connection.execute("SELECT cdr_key FROM split ORDER BY cdr_key").fetchall()
    return keys[index][0]


def held_in(books):
    with closing(sqlite3.connect(books)) as connection:
        return dict(connection.execute("SELECT reason, cdr_key FROM hold"))


def tamper(books, statement):
    """Change books as somebody would who has the file and means harm."""
    with closing(sqlite3.connect(books)) as connection, connection:
        triggers = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for (trigger,) in triggers:
            connection.execute(f"DROP TRIGGER {trigger}")
        changed = connection.execute(statement).rowcount
    assert changed


class TestImport:
    def test_a_script_is_told_exactly_what_became_of_every_row(self, networkcore):
        told = networkcore("import", DEMO, "--json").told
        rejects_file = told.pop("rejects_file")
        assert told == {
            "read": 141,
            "accepted": 136,
            "duplicates": 1,
            "rejected": {
                "end_before_start": 1,
                "missing_end": 1,
                "negative_energy": 1,
                "nonexistent_local_time": 1,
            },
        }
        with Path(rejects_file).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert sorted(row["reason"] for row in rows) == sorted(told["rejected"])
        lines = DEMO.read_text(encoding="utf-8").splitlines()
        assert all(lines[int(row["line"]) - 1] == row["raw"] for row in rows)

    def test_the_same_file_twice_changes_nothing(self, networkcore):
        networkcore("import", DEMO, "--json")
        told = networkcore("import", DEMO, "--json").told
        assert (told["accepted"], told["duplicates"]) == (0, 137)

    def test_a_file_without_rejects_has_no_rejects_file(self, networkcore, tmp_path):
        sound = tmp_path / "sound.csv"
        sound.write_text("\n".join(DEMO.read_text(encoding="utf-8").splitlines()[:3]) + "\n")
        told = networkcore("import", sound, "--json").told
        assert (told["accepted"], told["rejected"], told["rejects_file"]) == (2, {}, None)

    def test_rejects_go_where_they_are_wanted(self, networkcore, tmp_path):
        wanted = tmp_path / "new" / "folder" / "rejects.csv"
        told = networkcore("import", DEMO, "--rejects", wanted, "--json").told
        assert told["rejects_file"] == str(wanted)
        assert len(wanted.read_text(encoding="utf-8").splitlines()) == 5

    def test_rejects_that_cannot_be_written_are_one_error(self, networkcore, tmp_path):
        done = networkcore("import", DEMO, "--rejects", tmp_path, "--json")
        assert done.code == 2
        assert done.told["error"] == f"{tmp_path}: cannot be written: Is a directory"

    @pytest.mark.parametrize(
        ("content", "named"),
        [
            (b"", ": wanted a header, found an empty file"),
            (b"a,b,c\n1,2,3\n", ":1: header a, b, c: wanted one that is known; known mappings:"),
            (b"start;eind\n\xe9;2\n", ":1: header start, eind: wanted one that is known"),
            (b'[{"cdr_token": 1}', "not JSON"),
            (b"\x00\x01\x02\n", "found a null character"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_one_error_with_its_line(
        self, networkcore, tmp_path, content, named
    ):
        file = tmp_path / "broken.csv"
        file.write_bytes(content)
        done = networkcore("import", file, "--json")
        assert done.code == 2
        assert done.told["error"].startswith("broken.csv")
        assert named in done.told["error"]

    def test_a_wrong_encoding_is_named_with_line_and_byte(self, networkcore, tmp_path):
        file = tmp_path / "latin.csv"
        lines = DEMO.read_bytes().splitlines(keepends=True)
        file.write_bytes(lines[0] + lines[1].replace(b"Rustplaats", b"Caf\xe9"))
        done = networkcore("import", file, "--json")
        assert done.code == 2
        assert "latin.csv:2: wanted utf-8 text, found byte 0xe9 at column" in done.told["error"]

    def test_a_file_that_is_absent_or_a_folder_is_named(self, networkcore, tmp_path):
        absent = networkcore("import", tmp_path / "absent.csv")
        folder = networkcore("import", tmp_path)
        assert (absent.code, folder.code) == (2, 2)
        assert "absent.csv: cannot be read: No such file or directory" in absent.err
        assert "cannot be read: Is a directory" in folder.err


class TestSettle:
    def test_books_that_are_settled_have_nothing_more_to_settle(self, networkcore, db):
        told = networkcore("settle", "--db", db, "--json").told
        balance = told.pop("trial_balance")
        assert told.pop("waiting") == []
        assert told == {"taken_up": 0, "cycles": 0, "entries": 0, "instructions": 0}
        assert set(balance.values()) == {0}

    def test_a_time_before_every_cycle_settles_nothing(self, networkcore, db):
        told = networkcore("settle", "--until", "1999-12-31", "--db", db, "--json").told
        assert told["cycles"] == 0

    def test_what_is_due_is_told_and_nothing_is_written(self, networkcore, db):
        told = networkcore("settle", "--preview", "--db", db, "--json").told
        assert told["due"] == []
        assert told["windows"] == {"posted": 0, "voided": 0, "waiting": 0, "next_at": None}
        assert networkcore("settle", "--preview", "--db", db).code == 0
        assert networkcore("clock", "--db", db, "--json").told["total"]["achieved"]["sessions"] > 0
        assert "In time" in networkcore("clock", "--db", db).out

    def test_nothing_is_due_in_new_books(self, networkcore):
        networkcore("import", DEMO)
        told = networkcore("settle", "--json").told
        assert (told["cycles"], told["trial_balance"]) == (0, {})


class TestTrace:
    def test_a_script_is_told_the_whole_story(self, networkcore, books, db):
        key = a_cdr_of(books)
        told = networkcore("trace", key, "--db", db, "--json").told
        assert told["key"] == key
        assert len(told["answers"]) == 7
        assert all(one["answer"] for one in told["answers"])
        assert told["answers"][0]["assumed"] is True
        assert told["priced"]["incl_minor"] == sum(
            line["excl_minor"] + line["vat_minor"] for line in told["priced"]["lines"]
        )
        assert told["entries"][0]["entry"]["entry_id"] == key
        for booked in told["entries"]:
            assert sum(leg["amount_minor"] for leg in booked["entry"]["postings"]) == 0
        assert {one["kind"] for one in told["instructions"]} == {"PAYOUT", "COLLECTION"}
        assert told["hold"] is None

    def test_the_id_of_the_session_names_it_too(self, networkcore, books, db):
        key = a_cdr_of(books)
        told = networkcore("trace", key.rsplit(":", 1)[1], "--db", db, "--json").told
        assert told["key"] == key

    @pytest.mark.parametrize(
        ("reason", "detail"), [("overlap", "at the same EVSE"), ("too_short", "wanted 120 s")]
    )
    def test_a_held_cdr_says_why_it_waits_and_is_not_posted(
        self, networkcore, books, db, reason, detail
    ):
        key = held_in(books)[reason]
        told = networkcore("trace", key, "--db", db, "--json").told
        assert told["hold"]["reason"] == reason
        assert detail in told["hold"]["detail"]
        assert (told["priced"], told["entries"], told["instructions"]) == (None, [], [])
        assert detail in networkcore("trace", key, "--db", db).out

    @pytest.mark.parametrize("columns", ["200", "80", "40"])
    def test_every_id_is_shown_whole_however_narrow_the_terminal(
        self, networkcore, books, db, columns, monkeypatch
    ):
        monkeypatch.setenv("COLUMNS", columns)
        key = a_cdr_of(books)
        shown = networkcore("trace", key, "--db", db).out
        assert "…" not in shown
        rules = [line for line in shown.splitlines() if line[0] in "│┌└"]
        assert max(map(len, rules)) <= int(columns)
        cells = "".join(shown.replace("│", " ").split())
        assert key.rsplit(":", 1)[1] in cells

    def test_what_nobody_knows_is_named(self, networkcore, db):
        done = networkcore("trace", "4711", "--db", db, "--json")
        assert done.code == 2
        assert done.told["error"] == "trace: no CDR or session '4711' in these books"


class TestStatement:
    def test_a_script_is_told_every_movement_of_a_party(self, networkcore, db):
        told = networkcore("statement", "NL*DMO", "--db", db, "--json").told
        assert told["party"] == "NL*DMO"
        (statement,) = told["statements"]
        assert statement["currency"] == "EUR"
        assert statement["opening_minor"] == 0
        assert all(type(one["amount_minor"]) is int for one in statement["movements"])
        assert sum(one["amount_minor"] for one in statement["movements"]) == 0

    def test_one_day_opens_with_what_was_before(self, networkcore, db):
        words = ("statement", "NL*DMO", "--db", db, "--json")
        day = networkcore(*words, "--since", "2026-03-25", "--until", "2026-03-26").told
        before = networkcore(*words, "--until", "2026-03-25").told
        (listed,), (earlier,) = day["statements"], before["statements"]
        moved = sum(one["amount_minor"] for one in earlier["movements"])
        assert listed["opening_minor"] == moved != 0

    def test_a_moment_may_say_its_zone(self, networkcore, db):
        words = ("statement", "NL*DMO", "--db", db, "--json", "--since")
        here = networkcore(*words, "2026-03-25T02:00:00+01:00").told
        utc = networkcore(*words, "2026-03-25T01:00:00").told
        assert here == utc

    def test_it_is_written_as_csv_where_wanted(self, networkcore, db, tmp_path):
        file = tmp_path / "statement.csv"
        networkcore("statement", "NL*DMO", "--db", db, "--csv", file)
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        assert len(rows) > 100
        assert len({len(row) for row in rows}) == 1

    @pytest.mark.parametrize(
        ("words", "named"),
        [
            (["NL*XXX"], "no party 'NL*XXX'; these are known: CH*ALP, DE*STR, NL*DMO"),
            (
                ["NL*DMO", "--since", "2026-03-26", "--until", "2026-03-25"],
                "wanted an end after the start, found 2026-03-26 00:00 to 2026-03-25 00:00",
            ),
            (["NL*DMO", "--csv", "/proc/nowhere/s.csv"], "/proc/nowhere/s.csv: cannot be written"),
        ],
    )
    def test_what_cannot_be_stated_is_named(self, networkcore, db, words, named):
        done = networkcore("statement", *words, "--db", db, "--json")
        assert done.code == 2
        assert named in done.told["error"]


class TestVerify:
    def test_sound_books_are_ok_by_every_check(self, networkcore, db):
        done = networkcore("verify", "--db", db, "--json")
        assert done.code == 0
        assert done.told["findings"] == 0
        assert len(done.told["checks"]) >= 10
        assert set(done.told["checks"].values()) == {"ok"}

    @pytest.mark.parametrize(
        ("statement", "check"),
        [
            (
                "UPDATE posting SET amount_minor = amount_minor + 1 WHERE entry = 1 AND leg = 1",
                "entries_sum_to_zero",
            ),
            (
                "UPDATE balance SET amount_minor = amount_minor + 1 WHERE rowid = 1",
                "balances_are_sums_of_postings",
            ),
            (
                "UPDATE hold SET cdr_key = (SELECT cdr_key FROM split) WHERE reason = 'overlap'",
                "every_cdr_has_one_fate",
            ),
            (
                "UPDATE split SET commission = commission + 1 WHERE rowid = 1",
                "splits_are_as_posted",
            ),
            (
                "UPDATE instruction SET amount_minor = amount_minor + 1 WHERE rowid = 1",
                "instructions_are_net_positions",
            ),
            ("DELETE FROM seal WHERE seq = 7", "numbers_have_no_gap"),
            ("UPDATE entry SET notes = 'gone' WHERE id = 3", "entries_are_as_booked"),
            ("UPDATE entry SET terms = 'others' WHERE id = 3", "entries_are_as_booked"),
            (
                "UPDATE posting SET amount_minor = 0 WHERE entry = 2 AND leg = 1",
                "entries_are_as_booked",
            ),
        ],
    )
    def test_tampered_books_exit_with_1_and_name_the_check(
        self, networkcore, books, db, statement, check
    ):
        tamper(books, statement)
        done = networkcore("verify", "--db", db, "--json")
        assert done.code == 1
        assert isinstance(done.told["checks"][check], list)
        assert done.told["findings"] == sum(
            len(found) for found in done.told["checks"].values() if found != "ok"
        )
        shown = networkcore("verify", "--db", db)
        assert shown.code == 1
        assert check.replace("_", " ") in shown.out
        assert f"{done.told['findings']} finding" in shown.err
