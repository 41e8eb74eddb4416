"""OCPI CDRs on the command line: imported, replayed, held, rejected, credited and traced.

The tariff of every CDR in april.json is 0.50 a session and 0.56 per kWh, before 21 % VAT.
"""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.console.application.conftest import home, networkcore

__all__ = ["home", "networkcore"]
APRIL = Path(__file__).parents[1] / "fixtures" / "cdrs" / "april.json"
IMPORTED = {
    "read": 10,
    "accepted": 8,
    "duplicates": 1,
    "rejected": {"wrong_object": 1},
}
HELD = {"currency_mismatch": 1, "overlap": 1, "total_differs": 1, "unknown_evse": 1}


@pytest.fixture
def db(tmp_path):
    return f"sqlite:///{tmp_path / 'books.sqlite'}"


@pytest.fixture
def replayed(networkcore, db):
    done = networkcore("replay", APRIL, "--network", "demo", "--db", db, "--json")
    assert done.code == 0, done.err
    return done.told


def traced(networkcore, db, cdr_id):
    return networkcore("trace", cdr_id, "--db", db, "--json").told


def records(*ids):
    """Records of april.json, as a peer might send them again."""
    return [one for one in json.loads(APRIL.read_text())["data"] if one["id"] in ids]


def test_every_record_of_the_message_is_accounted_for(networkcore, db):
    told = networkcore("import", APRIL, "--db", db, "--json").told
    with Path(told.pop("rejects_file")).open(encoding="utf-8", newline="") as file:
        rejects = list(csv.DictReader(file))
    assert told == IMPORTED
    assert [one["line"] for one in rejects] == ["4"]
    assert rejects[0]["detail"].endswith('volume: wanted a number, found "ten"')
    again = networkcore("import", APRIL, "--db", db, "--json").told
    assert (again["accepted"], again["duplicates"]) == (0, 9)


def test_cdrs_are_priced_or_held_and_the_credit_undoes_its_cdr(replayed):
    assert replayed["sessions"] == 7
    assert (replayed["posted"], replayed["held"]) == (3, HELD)
    assert set(replayed["trial_balance"].values()) == {0}
    imported = {name: replayed["imported"][name] for name in IMPORTED}
    assert imported == IMPORTED


def test_an_import_that_came_first_makes_no_difference(networkcore, replayed, tmp_path):
    other = f"sqlite:///{tmp_path / 'other.sqlite'}"
    networkcore("import", APRIL, "--db", other)
    told = networkcore("replay", APRIL, "--network", "demo", "--db", other, "--json").told
    for name in ("sessions", "posted", "held", "by_currency", "trial_balance"):
        assert told[name] == replayed[name]


def test_the_credited_cdr_is_traced_to_both_entries_and_their_sum_is_zero(
    networkcore, db, replayed
):
    assert replayed["sessions"] == 7
    told = traced(networkcore, db, "1001")
    assert told["priced"]["excl_minor"] == 50 + 1120
    entries = {one["entry"]["entry_id"]: one["entry"] for one in told["entries"]}
    posted, credited = entries["cdr:NL*DMO:1001"], entries["cdr:NL*DMO:1001-C"]
    assert credited["reverses"] == "cdr:NL*DMO:1001"
    assert credited["notes"] == ["the meter was wrong"]
    mirrored = [(one["account"], -one["amount_minor"]) for one in credited["postings"]]
    assert mirrored == [(one["account"], one["amount_minor"]) for one in posted["postings"]]
    first = told["answers"][0]
    assert (first["question"], first["assumed"]) == ("Who authorised it?", False)
    said = re.fullmatch(r"DE\*STR, token (~\w+), AUTH_REQUEST, AUTH-1001", first["answer"])
    assert said, first  # the books know a pseudonym, and no answer tells the token 04A1B2C3
    assert "04A1B2C3" not in json.dumps(told)


@pytest.mark.parametrize(
    ("cdr_id", "reason", "detail"),
    [
        ("1005", "total_differs", "total before VAT: ours 610, the CDR's 999 minor units"),
        ("1006", "unknown_evse", "no EVSE X9*1"),
        ("1007", "currency_mismatch", "CDR CHF, tariff DC-FLAT EUR"),
        ("1008", "overlap", "cdr:NL*DMO:1002 at the same EVSE"),
    ],
)
def test_each_held_cdr_says_what_was_wanted_and_what_was_found(
    networkcore, db, replayed, cdr_id, reason, detail
):
    assert replayed["held"][reason] == 1
    hold = traced(networkcore, db, cdr_id)["hold"]
    assert hold["reason"] == reason
    assert detail in hold["detail"]


def test_a_credit_that_comes_later_is_posted_when_the_books_are_settled(networkcore, db, tmp_path):
    first, second = tmp_path / "cdrs.json", tmp_path / "credits.json"
    first.write_text(json.dumps(records("1001", "1002")))
    second.write_text(json.dumps(records("1001-C")))
    networkcore("replay", first, "--network", "demo", "--db", db)
    imported = networkcore("import", second, "--db", db, "--json").told
    assert (imported["accepted"], imported["duplicates"]) == (1, 0)
    assert networkcore("settle", "--db", db).code == 0
    told = traced(networkcore, db, "1001")
    assert "cdr:NL*DMO:1001-C" in {one["entry"]["entry_id"] for one in told["entries"]}
    assert networkcore("import", second, "--db", db, "--json").told["duplicates"] == 1
    assert networkcore("verify", "--db", db, "--json").told["findings"] == 0


@pytest.mark.parametrize("command", [("import",), ("replay", "--network", "demo")])
def test_the_credit_of_an_unknown_cdr_is_rejected_and_the_rest_kept(
    networkcore, db, tmp_path, command
):
    file, rejects = tmp_path / "credits.json", tmp_path / "rejects.csv"
    file.write_text(json.dumps(records("1001-C", "1002")))
    done = networkcore(*command, file, "--db", db, "--rejects", rejects, "--json")
    assert done.code == 0
    imported = done.told.get("imported", done.told)
    assert (imported["accepted"], imported["rejected"]) == (1, {"credit_of_unknown_cdr": 1})
    assert "it undoes cdr:NL*DMO:1001, which is not known" in rejects.read_text()
    assert networkcore("verify", "--db", db, "--json").told["findings"] == 0


def test_the_same_id_with_other_content_is_rejected(networkcore, db, replayed, tmp_path):
    changed, rejects = tmp_path / "changed.json", tmp_path / "rejects.csv"
    (record,) = {one["id"]: one for one in records("1002")}.values()
    changed.write_text(json.dumps([record | {"total_energy": 11}]))
    done = networkcore("import", changed, "--db", db, "--rejects", rejects, "--json")
    assert done.told["rejected"] == {"conflicting_cdr": 1}
    assert "cdr:NL*DMO:1002: known with other content" in rejects.read_text()
    again = networkcore("replay", APRIL, "--network", "demo", "--db", db, "--json").told
    assert again["by_currency"] == replayed["by_currency"]


@pytest.mark.usefixtures("replayed")
def test_a_partial_credit_and_a_second_one_are_rejected(networkcore, db, tmp_path):
    file, rejects = tmp_path / "credits.json", tmp_path / "rejects.csv"
    (credit,) = records("1001-C")
    partial = credit | {
        "id": "1002-C",
        "credit_reference_id": "1002",
        "total_cost": {"excl_vat": -0.01, "incl_vat": -0.01},
    }
    file.write_text(json.dumps([partial, credit | {"id": "1001-D"}]))
    done = networkcore("import", file, "--db", db, "--rejects", rejects, "--json")
    assert done.told["rejected"] == {"credited_already": 1, "partial_credit": 1}
    assert "wanted" in rejects.read_text()


def test_the_same_id_twice_in_a_file_is_one_cdr_unless_it_says_something_else(
    networkcore, db, tmp_path
):
    file = tmp_path / "cdrs.json"
    (record,) = {one["id"]: one for one in records("1002")}.values()
    file.write_text(json.dumps([record, record, record | {"total_energy": 11}]))
    told = networkcore("import", file, "--db", db, "--json").told
    assert (told["read"], told["accepted"], told["duplicates"]) == (3, 1, 1)
    assert told["rejected"] == {"conflicting_cdr": 1}


def test_an_error_response_and_a_cut_off_message_are_one_clear_error(networkcore, db, tmp_path):
    refused, cut = tmp_path / "refused.json", tmp_path / "cut.json"
    refused.write_text('{"status_code": 2001, "status_message": "no cdr_token", "cdr_token": 1}')
    shutil.copy(APRIL, cut)
    cut.write_bytes(cut.read_bytes()[:3000])
    for file, named in ((refused, "refused.json: "), (cut, "cut.json: not JSON")):
        done = networkcore("import", file, "--db", db, "--json")
        assert done.code == 2
        assert named in done.told["error"]
