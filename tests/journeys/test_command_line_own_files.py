"""A file, a mapping, a network, a tariff and terms of one's own, each given by its path.

By hand: 20 and 5 kWh at 0.40 are 10.00 net, 2.00 VAT and 12.00 gross. Of the net 10 % are
commission, half of it the Demand Partner's; the CPO's payout is 9.00 and the VAT of 2.00, less 20 %
VAT on the commission of 1.00.
"""

import shutil
from pathlib import Path

import pytest

from tests.console.application.conftest import home, networkcore

__all__ = ["home", "networkcore"]
OWN = Path(__file__).parents[1] / "fixtures" / "own"
SUMS = {
    "gross_at_tariff": 1200,
    "gross": 1200,
    "vat": 200,
    "cpo_net": 900,
    "dp_share": 50,
    "commission": 50,
    "card_cost": 0,
    "others": 0,
    "payouts": 1080,
}
REJECTED = {"bad_number": 1, "missing_charge_point": 1, "negative_energy": 1}


@pytest.fixture
def own(tmp_path):
    """A copy of the files, to be changed."""
    return Path(shutil.copytree(OWN, tmp_path / "own"))


def replay_words(folder):
    return (
        *("replay", folder / "sessions.csv", "--mapping", folder / "mapping.toml"),
        *("--network", folder / "network.toml", "--agreement", folder / "agreement.toml"),
    )


def change(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_file_in_another_encoding_with_decimal_commas_is_imported_by_its_mapping(networkcore):
    words = ("import", OWN / "sessions.csv", "--mapping", OWN / "mapping.toml", "--json")
    told = networkcore(*words).told
    assert (told["read"], told["accepted"], told["duplicates"]) == (7, 4, 0)
    assert told["rejected"] == REJECTED
    rejects = Path(told["rejects_file"]).read_text(encoding="utf-8")
    assert "01/07/2026 11:00;01/07/2026 11:30;n/a;Gare;1;Place de la Gare" in rejects


def test_the_sums_are_those_worked_out_by_hand(networkcore):
    told = networkcore(*replay_words(OWN), "--json").told
    assert told["by_currency"] == {"EUR": SUMS}
    assert told["held"] == {"overlap": 1, "unknown_evse": 1}
    assert told["imported"]["rejected"] == REJECTED
    assert told["trial_balance"] == {"EUR": 0}
    verified = networkcore("verify", "--db", told["db"], "--json").told
    assert verified["findings"] == 0


def test_the_same_names_in_another_folder_have_books_of_their_own(networkcore, own):
    first = networkcore(*replay_words(OWN), "--json").told
    change(own / "agreement.toml", "commission_bp = 1000", "commission_bp = 2000")
    second = networkcore(*replay_words(own), "--json").told
    assert first["db"] != second["db"]
    assert second["by_currency"]["EUR"]["cpo_net"] == 800


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("agreement.toml", "dp_share_bp = 5000", "dp_share_bp = 4000"),
        ("tariff.json", '"price": 0.4', '"price": 0.5'),
        ("network.toml", "Une App", "Une autre App"),
        ("mapping.toml", "Europe/Paris", "Europe/London"),
    ],
)
def test_whatever_is_changed_in_a_file_a_replay_has_other_books(networkcore, own, file, old, new):
    first = networkcore(*replay_words(own), "--json").told
    change(own / file, old, new)
    second = networkcore(*replay_words(own), "--json").told
    assert first["db"] != second["db"]
    assert second["sessions"] == first["sessions"]


def test_a_corrected_row_is_not_added_to_the_one_it_corrects(networkcore, own):
    networkcore(*replay_words(own), "--json")
    rows = (own / "sessions.csv").read_bytes()
    (own / "sessions.csv").write_bytes(rows.replace(b"20,00", b"10,00"))
    told = networkcore(*replay_words(own), "--json").told
    assert told["by_currency"]["EUR"]["gross"] == 720


def test_the_wrong_encoding_is_named_with_its_line(networkcore, own):
    change(own / "mapping.toml", 'encoding = "cp1252"', 'encoding = "utf-8"')
    done = networkcore(*replay_words(own), "--json")
    assert done.code == 2
    assert "sessions.csv:1: wanted utf-8 text, found byte 0xe9 at column 2" in done.told["error"]


def test_a_column_that_the_file_lacks_is_named(networkcore, own):
    change(own / "mapping.toml", '"borne"', '"station"')
    done = networkcore(*replay_words(own), "--json")
    assert done.code == 2
    assert "sessions.csv:1: mapping bornes: wanted a column 'station'" in done.told["error"]


@pytest.mark.parametrize(
    ("file", "change_of", "named"),
    [
        ("mapping.toml", ('delimiter = ";"', 'delimiter = ":"'), "mapping.toml:3: delimiter"),
        ("network.toml", ("max_power_kw = 22", "max_power_kw = -22"), "connector[0].max_power_kw"),
        ("network.toml", ('"tariff.json"', '"none.json"'), "tariffs: no 'none.json'"),
        ("network.toml", ('["GARE"]', '["PORT"]'), "PORT"),
        ("tariff.json", ('"price": 0.4', '"price": "dear"'), "price: wanted a number"),
        ("agreement.toml", ("commission_bp = 1000", "commission_bp = 12000"), "commission_bp"),
        ("agreement.toml", ("preset = ", "prestige = "), "prestige: unknown field"),
        ("agreement.toml", ("agreement_id", "["), "not TOML"),
    ],
)
def test_a_wrong_field_of_any_file_is_named_and_no_books_are_made(
    networkcore, home, own, file, change_of, named
):
    change(own / file, *change_of)
    done = networkcore(*replay_words(own), "--json")
    assert done.code == 2
    assert named in done.told["error"]
    assert list(home.rglob("*.csv")) == []


def test_a_tariff_in_another_currency_than_its_cpo_is_one_clear_error(networkcore, own):
    change(own / "tariff.json", '"EUR"', '"GBP"')
    done = networkcore(*replay_words(own), "--json")
    assert done.code == 2
    assert "tariff GARE: wanted EUR, the currency of FR*BRN, found GBP" in done.told["error"]


def test_terms_in_another_currency_than_the_tariff_are_one_clear_error(networkcore, own):
    change(own / "agreement.toml", "preset", 'payout_currency = "GBP"\npreset')
    done = networkcore(*replay_words(own), "--json")
    assert done.code == 2
    expected = "agreement.toml:3: payout_currency: wanted EUR, what its sessions are priced in, fo"
    assert expected in done.told["error"]
