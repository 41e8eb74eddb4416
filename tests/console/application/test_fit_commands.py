"""Profiles and checks from the command line: one object for scripts, one line for what is wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from core.sessionfile.toml_text import model_from_toml
from simulation.fitted_profile import FittedProfile

HEAD = "event,user,cp,conn,start,end,raw_start,raw_end,kwh,site,model,file\n"


@pytest.fixture
def sessions(tmp_path):
    """Two hundred sessions in the form of Leeds."""
    lines = []
    for number in range(200):
        start = datetime(2020, 1, 1, 8, tzinfo=UTC) + timedelta(hours=7 * number)
        end = start + timedelta(minutes=20 + number % 50)
        times = f"{start:%Y-%m-%d %H:%M},{end:%Y-%m-%d %H:%M},,"
        lines.append(f"e{number},{number % 60},A,1,{times},{5 + number % 13},Park,APT,2020Q1\n")
    path = tmp_path / "sessions.csv"
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


def test_a_profile_is_written_and_told(networkcore, sessions, tmp_path):
    out = tmp_path / "mine.toml"
    words = ("--title", "Mine", "--source", "our own", "--licence", "ours")

    told = networkcore("calibrate", sessions, "--out", out, *words, "--json").told

    profile = model_from_toml(out.read_text(encoding="utf-8"), "mine", FittedProfile)
    assert (profile.title, profile.source, profile.licence) == ("Mine", "our own", "ours")
    assert told["classes"][0]["sessions"] == 200
    assert told["fitted_from"] == "2020-01-01"


def test_a_history_of_states_becomes_a_profile_of_outages(networkcore, tmp_path):
    (tmp_path / "dates.txt").write_text("2024-01-01\n2024-01-08\n2024-01-15\n", encoding="utf-8")
    lines = [f"E{n},ABC,22.0,T2,{'OOA' if n % 10 == 0 else 'AAU'}\n" for n in range(200)]
    path = tmp_path / "states.csv"
    path.write_text("evse_id,party,kw,standard,history\n" + "".join(lines), encoding="utf-8")

    told = networkcore("calibrate", path, "--out", tmp_path / "out.toml", "--json").told

    (found,) = told["outages"]
    assert (found["name"], found["evses"], found["persistence_7_d"]) == ("to_22", 200, 0.5)


@pytest.mark.parametrize("command", ["calibrate", "validate"])
def test_a_file_that_is_none_is_one_clear_line(networkcore, command, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    words = (path, "--out", tmp_path / "x.toml") if command == "calibrate" else ("--data", path)

    done = networkcore(command, *words, "--json")

    assert done.code == 2
    assert "odd.csv" in done.told["error"]
    assert "known mappings" in done.told["error"]
    assert not (tmp_path / "x.toml").exists()


def test_a_place_that_cannot_be_written_is_told(networkcore, sessions, tmp_path):
    done = networkcore("calibrate", sessions, "--out", tmp_path / "none" / "x.toml", "--json")

    assert done.code == 2
    assert done.told["error"].endswith("cannot be written: No such file or directory")


def test_every_check_is_told_with_value_tolerance_and_verdict(networkcore):
    done = networkcore("validate", "--json")

    assert done.code == 0
    checks = done.told["checks"]
    assert done.told["passed"] == len(checks) > 10
    assert (done.told["failed"], done.told["skipped"]) == (0, 0)
    for check in checks:
        assert check["verdict"] == "PASSED"
        assert check["definition"]
        assert check["tolerance"] is not None
