"""`networkcore lint` tells people and scripts the same, and its exit code the worst of it."""

import json

import pytest
from typer.testing import CliRunner

from console.application.command_line import app, run_line

ENERGY = {"type": "ENERGY", "price": 0.5, "vat": 21, "step_size": 1}
GOOD = {"currency": "EUR", "elements": [{"price_components": [ENERGY]}]}
WARNED = {"currency": "EUR", "elements": [{"price_components": [ENERGY | {"step_size": 1000}]}]}
WRONG = {"currency": "EUR", "elements": [{"price_components": [ENERGY]}] * 2}


@pytest.fixture
def linted(tmp_path):
    """Run `lint` on a tariff; returns exit code and output."""

    def run(tariff, *options):
        path = tmp_path / "tariff.json"
        path.write_text(json.dumps(tariff))
        result = CliRunner().invoke(app, ["lint", str(path), *options], catch_exceptions=False)
        return result.exit_code, result.stdout

    return run


@pytest.mark.parametrize(
    ("tariff", "code", "counts"),
    [(GOOD, 0, (0, 0, 0)), (WARNED, 0, (0, 1, 0)), (WRONG, 1, (1, 0, 0))],
)
def test_only_an_error_is_told_by_the_exit_code(linted, tariff, code, counts):
    exit_code, output = linted(tariff, "--json")
    assert exit_code == code
    assert tuple(json.loads(output)["counts"].values()) == counts


def test_people_read_every_finding_and_the_count(linted):
    _, output = linted(WRONG)
    assert "Unreachable element" in output
    assert "/elements/1" in output
    assert output.splitlines()[-1].endswith("tariff.json: 1 error, 0 warnings, 0 hints")


def test_nothing_found_is_one_line(linted):
    _, output = linted(GOOD)
    assert output.endswith("tariff.json: 0 errors, 0 warnings, 0 hints\n")
    assert len(output.splitlines()) == 1


def test_a_zone_is_looked_at_where_it_is_named(linted):
    early = {"restrictions": {"start_time": "02:00", "end_time": "03:00"}}
    element = {"price_components": [ENERGY]}
    tariff = {"currency": "EUR", "elements": [element | early, element]}
    assert json.loads(linted(tariff, "--json")[1])["findings"] == []
    _, output = linted(tariff, "--time-zone", "Europe/Amsterdam", "--json")
    codes = [one["code"] for one in json.loads(output)["findings"]]
    assert codes == ["clock_fold", "clock_gap"]


def test_what_is_no_tariff_is_an_error_that_names_the_path(tmp_path, capsys):
    path = tmp_path / "tariff.json"
    path.write_text('{"currency": "EUR", "elements": []}')
    assert run_line(["lint", str(path)]) == 2
    assert "elements: wanted at least one, found none" in capsys.readouterr().err
    assert run_line(["lint", str(tmp_path / "absent.json")]) == 2
