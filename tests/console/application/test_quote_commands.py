"""`networkcore quote` shows the price before the session, in the order of the law."""

import json

import pytest
from typer.testing import CliRunner

from console.application.command_line import app, run_line

TARIFF = {
    "country_code": "NL",
    "party_id": "ABC",
    "id": "T",
    "currency": "EUR",
    "end_date_time": "2027-01-01T00:00:00Z",
    "elements": [
        {
            "price_components": [
                {"type": "FLAT", "price": 0.5, "vat": 20, "step_size": 1},
                {"type": "PARKING_TIME", "price": 1, "vat": 20, "step_size": 60},
                {"type": "ENERGY", "price": 0.5, "vat": 20, "step_size": 1},
            ],
        },
    ],
    "last_updated": "2026-01-01T00:00:00Z",
}


@pytest.fixture
def words(tmp_path):
    """Words of the command that name a tariff and a start."""

    def written(tariff=TARIFF, start="2026-06-01T12:00"):
        (tmp_path / "tariff.json").write_text(json.dumps(tariff))
        return ["quote", "--tariff", str(tmp_path / "tariff.json"), "--start", start]

    return written


def output(words):
    return CliRunner().invoke(app, words, catch_exceptions=False).stdout


def test_people_see_the_prices_the_lines_the_curve_and_what_a_longer_stay_changes(words):
    told = output([*words(), "--kwh", "20", "--power", "20", "--minutes", "90", "--country", "NL"])
    assert told.index("Energy per kWh") < told.index("Fixed price")
    assert "0.016667" in told
    assert "sessions that begin before 2027-01-01" in told
    assert "From Monday 2026-06-01 12:00 to 13:30 (Europe/Amsterdam)" in told
    assert "By length of the stay" in told
    assert "If you stay 30 min longer, the total goes from 13.20 EUR to 13.80 EUR." in told
    assert "Time connected without charging goes from 0.60 EUR to 1.20 EUR." in told


def test_scripts_read_all_of_it_with_amounts_as_strings(words):
    told = json.loads(
        output([*words(start="2026-06-01T12:00+02:00"), "--kwh", "20", "--minutes", "60", "--json"])
    )
    assert (told["start"], told["expires"]) == ("2026-06-01T10:00:00Z", "2027-01-01T00:00:00Z")
    assert [one["per"] for one in told["prices"]] == ["KWH", "MINUTE", "SESSION"]
    assert told["prices"][1]["before_taxes"] == "0.016666666667"
    assert told["total_cost"] == {"before_taxes": "10.50", "after_taxes": "12.60"}
    assert len(told["over_time"]) == len(told["over_energy"]) == 13
    assert told["over_time"][-1] == {
        "stay_s": 3600,
        "energy_kwh": "20",
        "before_taxes": "10.50",
        "after_taxes": "12.60",
    }
    assert told["longer"]["extra_s"] == 1800
    assert told["longer"]["total_cost"] == {"before_taxes": "11.00", "after_taxes": "13.20"}
    assert told["longer"]["changes"][1] == (
        "Time connected without charging goes from 0.00 EUR to 0.60 EUR."
    )


def test_unknown_amounts_stay_unknown(words):
    component = {"type": "ENERGY", "price": 0.5, "step_size": 1}
    tariff = TARIFF | {"tax_included": "NO", "elements": [{"price_components": [component]}]}
    del tariff["end_date_time"]
    told = json.loads(output([*words(tariff), "--kwh", "20", "--minutes", "60", "--json"]))
    assert told["expires"] is None
    assert told["prices"][0]["after_taxes"] is None
    assert told["over_time"][-1]["after_taxes"] is None
    assert told["longer"]["changes"] == ["If you stay 30 min longer, the price stays the same."]
    shown = output([*words(tariff), "--kwh", "20", "--minutes", "60"])
    assert "unknown" in shown
    tariff["tax_included"] = "YES"
    told = json.loads(output([*words(tariff), "--kwh", "20", "--minutes", "60", "--json"]))
    assert told["over_time"][-1]["before_taxes"] is None


def test_a_vehicle_is_quoted_by_its_battery(words):
    vehicle = ["--battery", "60", "--percent", "20", "80", "--power", "72", "--json"]
    told = json.loads(output([*words(), *vehicle]))
    assert told["over_time"][-1]["energy_kwh"] == "36"
    assert told["over_time"][-1]["stay_s"] == 1800


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--kwh", "many", "--minutes", "60"], "kwh: wanted a number"),
        (["--kwh", "1E99", "--minutes", "60"], "kwh: wanted a number"),
        (["--kwh", "NaN", "--minutes", "60"], "kwh: wanted a number"),
        (["--minutes", "60"], "wanted --kwh"),
        (["--battery", "60"], "wanted --kwh"),
        (["--kwh", "5"], "wanted the minutes or the power"),
        (["--kwh", "5", "--minutes", "60", "--start", "soon"], "start: wanted"),
    ],
)
def test_what_cannot_be_quoted_is_one_line_of_error(words, capsys, wrong, said):
    assert run_line([*words(), *wrong]) == 2
    assert said in capsys.readouterr().err
