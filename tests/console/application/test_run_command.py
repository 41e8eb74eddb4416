"""Run: the same seed gives the same figures, and books hold one run alone."""

import pytest

from core.service.resources import RESOURCES

AMOUNTS = {"gross", "vat", "cpo_net", "dp_share", "commission", "card_cost", "payouts"}
CORRIDOR = RESOURCES / "scenarios" / "corridor.toml"


@pytest.fixture
def short(tmp_path):
    """The corridor for one day: a scenario of one's own, by its path."""
    text = CORRIDOR.read_text(encoding="utf-8")
    assert "days = 7" in text
    file = tmp_path / "short.toml"
    file.write_text(text.replace("days = 7", "days = 1"), encoding="utf-8")
    return file


def test_a_script_is_told_the_sums_and_the_figures(networkcore, short):
    told = networkcore("run", short, "--json").told
    assert (told["scenario"], told["seed"]) == ("corridor", 1808)
    assert told["sessions"] > 100
    assert set(told["trial_balance"].values()) == {0}
    for currency, amounts in told["by_currency"].items():
        assert amounts.keys() >= AMOUNTS
        assert all(type(amount) is int for amount in amounts.values())
        assert told["kpis"][f"gross_minor_{currency.lower()}"] == amounts["gross"]
    assert all(type(value) is int for name, value in told["kpis"].items() if "_minor_" in name)
    assert type(told["kpis"]["arrivals"]) is int
    assert type(told["kpis"]["served_share_pct"]) is float


def test_the_same_seed_gives_the_same_and_another_seed_another(networkcore, short, tmp_path):
    told = [
        networkcore("run", short, "--seed", seed, "--db", f"sqlite:///{tmp_path / name}", "--json")
        for seed, name in ((7, "first"), (7, "second"), (8, "third"), (7, "first"))
    ]
    figures = [(one.told["by_currency"], one.told["kpis"]) for one in told]
    assert figures[0] == figures[1] == figures[3] != figures[2]


def test_books_hold_one_run_alone(networkcore, short, db):
    done = networkcore("run", short, "--db", db, "--json")
    assert done.code == 2
    assert "wanted new books or those of corridor-1808, found cdr:NL*DMO:" in done.told["error"]
    assert networkcore("verify", "--db", db, "--json").told["findings"] == 0


def test_what_was_simulated_is_traced_settled_and_verified(networkcore, short):
    told = networkcore("run", short, "--json").told
    story = networkcore("trace", "corridor-1808-1", "--db", told["db"], "--json").told
    assert story["cdr"]["source"] == "simulation"
    assert story["answers"][0]["assumed"] is False
    settled = networkcore("settle", "--db", told["db"], "--json").told
    assert set(settled["trial_balance"].values()) == {0}
    assert networkcore("verify", "--db", told["db"], "--json").told["findings"] == 0


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("days = 7", "days = -7", ":11: days: wanted"),
        ("seed = 1808", "sead = 1808", "sead: unknown field"),
        ("format = 1", "format = ", "not TOML"),
        ('currency = "EUR"', 'currency = "DOUBLOON"', "operator.currency"),
    ],
)
def test_a_wrong_field_of_a_scenario_is_named(networkcore, short, old, new, named):
    text = CORRIDOR.read_text(encoding="utf-8")
    assert old in text
    short.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = networkcore("run", short, "--json")
    assert done.code == 2
    assert "short.toml" in done.told["error"]
    assert named in done.told["error"]


def test_an_unknown_scenario_is_answered_with_those_that_exist(networkcore):
    done = networkcore("run", "nowhere", "--json")
    assert done.code == 2
    assert "no 'nowhere'" in done.told["error"]
    assert "city, corridor, " in done.told["error"]


def test_a_seed_that_cannot_be_is_named(networkcore):
    done = networkcore("run", "corridor", "--seed", "-5", "--json")
    assert done.code == 2
    assert done.told["error"] == "seed: wanted 0 to 9999999, found -5"
