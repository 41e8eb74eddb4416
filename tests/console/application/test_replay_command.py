"""Replay: other terms have other books, twice is once, and what scripts are told keeps its form."""

import pytest

from core.service.resources import RESOURCES
from tests.console.application.conftest import DEMO

REPLAY = ("replay", DEMO, "--network", "demo")
AMOUNTS = {"gross", "vat", "cpo_net", "dp_share", "commission", "card_cost", "payouts"}


def test_a_script_is_told_the_sums_in_whole_minor_units(networkcore):
    told = networkcore(*REPLAY, "--json").told
    assert told["sessions"] == 136
    assert told["energy_kwh"] == pytest.approx(2582.03)
    assert set(told["by_currency"]) == {"EUR"}
    amounts = told["by_currency"]["EUR"]
    assert amounts.keys() >= AMOUNTS
    assert all(type(amount) is int for amount in amounts.values())
    parts = ("vat", "cpo_net", "dp_share", "commission")
    assert amounts["gross"] == sum(amounts[part] for part in parts)
    assert told["held"] == {"overlap": 1, "too_short": 2}
    assert sum(told["held"].values()) + told["posted"] + told["free"] == told["sessions"]
    assert set(told["trial_balance"]) >= {"EUR"}
    assert set(told["trial_balance"].values()) == {0}
    assert told["seconds"] > 0


def test_the_same_replay_twice_is_once(networkcore):
    first, second = (networkcore(*REPLAY, "--json").told for _ in range(2))
    assert second["db"] == first["db"]
    assert second["imported"]["accepted"] == 0
    assert second["imported"]["duplicates"] == 137
    for name in ("sessions", "posted", "by_currency", "held", "trial_balance"):
        assert second[name] == first[name]


def test_other_terms_have_books_of_their_own(networkcore, home):
    told = {
        terms: networkcore(*REPLAY, "--agreement", terms, "--json").told
        for terms in ("networkcore", "reseller", "direct")
    }
    assert len({one["db"] for one in told.values()}) == 3
    assert len(list((home / "replays").glob("*.sqlite"))) == 3
    assert len({one["by_currency"]["EUR"]["cpo_net"] for one in told.values()}) == 3
    assert len({one["by_currency"]["EUR"]["gross_at_tariff"] for one in told.values()}) == 1


def test_other_terms_in_the_same_books_are_one_clear_conflict_and_change_nothing(networkcore, db):
    before = networkcore(*REPLAY, "--db", db, "--json").told
    done = networkcore(*REPLAY, "--db", db, "--agreement", "reseller", "--json")
    assert done.code == 2
    assert "wanted books under reseller@2026-03-23 (RESELLER, EUR)" in done.told["error"]
    assert "found some under networkcore@2026-03-23 (NETWORKCORE, EUR)" in done.told["error"]
    after = networkcore(*REPLAY, "--db", db, "--json").told
    assert before["by_currency"] == after["by_currency"]
    assert networkcore("verify", "--db", db, "--json").told["findings"] == 0


def test_the_same_terms_with_another_rate_are_a_conflict_too(networkcore, db, tmp_path):
    text = (RESOURCES / "agreements" / "networkcore.toml").read_text(encoding="utf-8")
    assert "commission_bp = 1000" in text
    own = tmp_path / "own.toml"
    own.write_text(text.replace("commission_bp = 1000", "commission_bp = 900"), encoding="utf-8")
    done = networkcore(*REPLAY, "--db", db, "--agreement", own)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "other terms need other books" in done.err


def test_a_later_file_under_the_same_terms_joins_the_books(networkcore, db, tmp_path):
    header, *rows = DEMO.read_text(encoding="utf-8").splitlines()
    later = tmp_path / "later.csv"
    moved = [row.replace("23-03-2026", "04-04-2026") for row in rows[:3]]
    later.write_text("\n".join([header, *moved, ""]), encoding="utf-8")
    told = networkcore("replay", later, "--network", "demo", "--db", db, "--json").told
    assert told["imported"]["accepted"] == 3
    assert told["sessions"] == 139


def test_a_file_of_another_network_is_held_and_said(networkcore):
    told = networkcore("replay", DEMO, "--network", "dundee", "--json").told
    assert (told["posted"], told["held"]) == (0, {"unknown_evse": 136})
    shown = networkcore("replay", DEMO, "--network", "dundee")
    assert shown.code == 0
    assert "Held: unknown evse" in shown.out
    assert "Payouts" not in shown.out
    assert "no EVSE" in shown.out


def test_people_are_shown_one_cdr_for_each_reason_to_wait(networkcore):
    shown = networkcore(*REPLAY).out
    _, _, held = shown.partition("Held, one for each reason")
    for words in ("overlap", "too short", "at the same EVSE", "wanted 120 s", "cdr:NL*DMO:"):
        assert words in held


def test_people_are_shown_the_same_sums_as_scripts(networkcore):
    told = networkcore(*REPLAY, "--json").told["by_currency"]["EUR"]
    shown = networkcore(*REPLAY)
    assert shown.err == ""
    for amount in (told["gross"], told["payouts"]):
        assert f"{amount // 100:,}.{amount % 100:02}" in shown.out


def test_two_files_of_one_name_keep_their_rejects_apart(networkcore, tmp_path):
    header, *rows = DEMO.read_text(encoding="utf-8").splitlines()
    rejects = set()
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        file = tmp_path / folder / "sessions.csv"
        file.write_text(f"{header}\n{rows[0].replace('14,18', f'-{folder}')}\n", encoding="utf-8")
        told = networkcore("import", file, "--json").told
        assert told["rejected"] == {"bad_number": 1}
        rejects.add(told["rejects_file"])
    assert len(rejects) == 2


@pytest.mark.parametrize("word", ["--network", "--agreement", "--mapping"])
def test_an_unknown_name_is_answered_with_those_that_exist(networkcore, word):
    words = ["replay", DEMO, "--network", "demo", word, "nowhere"]
    done = networkcore(*words, "--json")
    assert done.code == 2
    assert "no 'nowhere', neither a file nor one of:" in done.told["error"]
    assert ("demo" if word != "--agreement" else "reseller") in done.told["error"]
