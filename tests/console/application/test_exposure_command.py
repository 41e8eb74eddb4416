"""What the network risks, as scripts and people see it."""

from pathlib import Path

import pytest

from core.service.resources import RESOURCES


@pytest.fixture
def limited(networkcore, tmp_path) -> str:
    """Books of the demonstration's file in which one partner is over its limit."""
    text = (RESOURCES / "networks" / "demo.toml").read_text(encoding="utf-8")
    text = text.replace(
        "demand_weight = 5\n",
        'demand_weight = 5\ncredit = { mode = "POSTPAID", limit = 1, deposit = 2.50, '
        "stop_at_limit = true }\n",
    )
    network = tmp_path / "limited.toml"
    network.write_text(text, encoding="utf-8")
    db = f"sqlite:///{tmp_path / 'limited.sqlite'}"
    demo = Path(RESOURCES / "sessions" / "demo.csv")
    words = ("replay", demo, "--network", network, "--agreement", "networkcore", "--db", db)
    done = networkcore(*words)
    assert done.code == 0, done.err
    return db


def test_who_is_over_the_limit_is_a_finding(networkcore, limited):
    done = networkcore("exposure", "--db", limited, "--json")
    assert done.code == 1
    first, *rest = done.told["partners"]
    assert (first["demand_partner"], first["over"], first["limit_minor"]) == ("NL*RJD", True, 100)
    assert (first["line"]["stops_at_limit"], first["deposit_missing_minor"]) == (True, 250)
    assert first["headroom_minor"] == 100 - first["used_minor"] < 0
    assert {one["limit_minor"] for one in rest} == {None}
    shown = networkcore("exposure", "--db", limited)
    assert "NL*RJD" in shown.out
    assert "no limit" in shown.out


def test_without_limits_nobody_is_over(networkcore, db):
    assert networkcore("exposure", "--db", db).code == 0


def test_each_of_the_last_days_is_told(networkcore, limited):
    told = networkcore("exposure", "--days", "3", "--db", limited, "--json").told
    ours = [one for one in told["days"] if one["demand_partner"] == "NL*RJD"]
    assert (len(ours), ours[-1]["limit_minor"]) == (3, 100)
    assert ours[-1]["used_minor"] == told["partners"][0]["used_minor"]
    shown = networkcore("exposure", "--days", "3", "--db", limited)
    assert "At the end of each day" in shown.out
    assert ours[-1]["day"] in shown.out
