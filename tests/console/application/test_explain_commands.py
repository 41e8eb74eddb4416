"""`networkcore explain` tells people why a session costs what it does."""

import json

import pytest
from typer.testing import CliRunner

from console.application.command_line import app, run_line

TARIFF = {
    "country_code": "NL",
    "party_id": "ABC",
    "id": "T",
    "currency": "EUR",
    "elements": [
        {"price_components": [{"type": "ENERGY", "price": 0.5, "vat": 20, "step_size": 1}]}
    ],
    "last_updated": "2026-01-01T00:00:00Z",
}
CDR = {
    "end_date_time": "2026-06-01T15:20:00Z",
    "charging_periods": [
        {
            "start_date_time": "2026-06-01T15:00:00Z",
            "dimensions": [{"type": "ENERGY", "volume": 20}],
        }
    ],
}


@pytest.fixture
def words(tmp_path):
    """The words of the command on a CDR and a tariff."""
    found = ["explain", "--time-zone", "Europe/Amsterdam"]
    for name, value in (("cdr", CDR), ("tariff", TARIFF)):
        found += [f"--{name}", str(tmp_path / f"{name}.json")]
        (tmp_path / f"{name}.json").write_text(json.dumps(value))
    return found


def test_people_read_sentences(words):
    told = CliRunner().invoke(app, words, catch_exceptions=False).stdout
    assert "20 kWh \N{MULTIPLICATION SIGN} 0.50 EUR per kWh = 10.00 EUR." in told
    assert "Total: 10.00 EUR before taxes, 12.00 EUR with taxes." in told


def test_scripts_read_the_figures_of_price_and_the_sentences(words):
    told = json.loads(CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False).stdout)
    assert told["total_cost"] == {"before_taxes": "10.00", "after_taxes": "12.00"}
    assert told["notes"] == []
    assert told["explained"][0]["title"] == "Energy"
    assert told["explained"][0]["reason"].startswith("Why: price element 1")


def test_what_the_cdr_itself_states_is_held_against_the_price(tmp_path, words):
    stated = CDR | {
        "total_energy": 20,
        "total_cost": {"excl_vat": 10, "incl_vat": 12.5},
        "total_energy_cost": {"excl_vat": 9},
    }
    (tmp_path / "cdr.json").write_text(json.dumps(stated))
    told = json.loads(CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False).stdout)
    assert [(one["of"], one["kind"], one["amount"]) for one in told["differences"]] == [
        ("total before taxes", "EXACT", "0.00"),
        ("total with taxes", "VAT", "0.50"),
        ("energy cost before taxes", "UNEXPLAINED", "-1.00"),
        ("energy cost with taxes", "MISSING", "-12.00"),
        ("total energy against the periods", "EXACT", "0.00"),
    ]
    shown = CliRunner().invoke(app, words, catch_exceptions=False).stdout
    assert "What the CDR itself states" in shown
    assert "unexplained" in shown


def test_a_cdr_that_states_no_cost_is_only_explained(words):
    told = json.loads(CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False).stdout)
    assert told["differences"] == []


def test_a_page_is_written_where_asked(words, tmp_path):
    page = tmp_path / "price.html"
    CliRunner().invoke(app, [*words, "--html", str(page)], catch_exceptions=False)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "10.00 EUR" in page.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_one_line_of_error(words, tmp_path, capsys):
    assert run_line([*words, "--html", str(tmp_path / "no" / "page.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err
