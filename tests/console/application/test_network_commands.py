"""`networkcore network import` makes a scenario that loads, and tells what it refused."""

import json

import pytest
from typer.testing import CliRunner

from console.application.command_line import app
from core.domain.errors import RoamingError, SourceError
from simulation.scenario_file import load_scenario

TABLE = "cpo;latitude;longitude;power_kw\nNordlader;53,55;10,0;150\nNordlader;53,55;10,0;0\n"


def imported(tmp_path, text, *options):
    (tmp_path / "own-sites.csv").write_text(text, encoding="utf-8")
    words = ["network", "import", str(tmp_path / "own-sites.csv"), "--out"]
    words += [str(tmp_path / "own.toml"), *options]
    return CliRunner().invoke(app, words, catch_exceptions=False).stdout


def test_a_script_is_told_what_was_taken_and_what_was_refused(tmp_path):
    told = json.loads(imported(tmp_path, TABLE, "--json"))

    assert (told["cpos"], told["sites"], told["evses"]) == (1, 1, 1)
    assert told["refused"] == [
        {"place": "line 3", "reason": "power_kw: wanted above 0 and at most 1000, found 0"}
    ]
    assert load_scenario(tmp_path / "own.toml").location[0].charge_point_class == "hpc"


def test_people_read_the_same(tmp_path):
    told = imported(tmp_path, TABLE)

    assert "1 EVSEs at 1 sites of 1 CPOs; 1 refused. Prices are imputed." in told
    assert "line 3" in told


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "an empty network"),
        ("Betreiber;Ladepunkte\n", "no header with the columns Betreiber"),
        ("something else", "no header with the columns cpo"),
    ],
)
def test_the_form_of_a_file_is_told_by_its_content(tmp_path, text, problem):
    with pytest.raises(RoamingError, match=problem):
        imported(tmp_path, text)

    assert not (tmp_path / "own.toml").exists()


def test_a_file_that_is_not_there_is_told(tmp_path):
    words = ["network", "import", str(tmp_path / "gone.csv"), "--out", str(tmp_path / "own.toml")]

    with pytest.raises(SourceError, match="cannot be read"):
        CliRunner().invoke(app, words, catch_exceptions=False)
