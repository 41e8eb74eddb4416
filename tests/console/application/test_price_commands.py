"""`networkcore price` keeps its contract with scripts, and shows people the same figures."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from console.application.command_line import app

TARIFF = {
    "country_code": "NL",
    "party_id": "ABC",
    "id": "T",
    "currency": "EUR",
    "tax_included": "NO",
    "max_price": {"before_taxes": 5, "after_taxes": 6},
    "elements": [
        {
            "price_components": [
                {"type": "FLAT", "price": 0.5, "vat": 20, "step_size": 1},
                {"type": "TIME", "price": 1.2, "vat": 20, "step_size": 60},
            ],
            "restrictions": {"end_time": "17:00"},
        },
        {"price_components": [{"type": "TIME", "price": 2.4, "vat": 20, "step_size": 60}]},
    ],
    "last_updated": "2026-01-01T00:00:00Z",
}
CDR = {
    "end_date_time": "2026-06-01T15:20:00Z",
    "charging_periods": [
        {
            "start_date_time": "2026-06-01T15:00:00Z",
            "dimensions": [{"type": "TIME", "volume": 0.333333}],
        }
    ],
}


@pytest.fixture
def priced(tmp_path):
    """Run `price` on a CDR and a tariff; returns its output as text."""

    def run(*options, cdr=CDR, tariff=TARIFF):
        paths = []
        for name, value in (("cdr", cdr), ("tariff", tariff)):
            paths += [f"--{name}", str(tmp_path / f"{name}.json")]
            (tmp_path / f"{name}.json").write_text(json.dumps(value))
        return CliRunner().invoke(app, ["price", *paths, *options], catch_exceptions=False).stdout

    return run


def test_a_bare_cdr_is_priced_and_amounts_are_strings(priced):
    told = json.loads(priced("--time-zone", "Europe/Amsterdam", "--rounding", "exact", "--json"))
    assert set(told) == {"currency", "total_cost", "lines", "notes"}
    assert told["currency"] == "EUR"
    # 17:00 in Amsterdam: 20 minutes at 2.40.
    assert told["total_cost"] == {"before_taxes": "0.80", "after_taxes": "0.96"}
    assert told["notes"] == []
    (line,) = told["lines"]
    assert line == {
        "kind": "COMPONENT",
        "context": "CHARGING",
        "tariff_id": "T",
        "element": 2,
        "component": 1,
        "dimension": "TIME",
        "quantity": "1200",
        "unit": "s",
        "unit_price": "2.4",
        "vat": "20",
        "before_taxes": "0.80",
        "after_taxes": "0.96",
        "reason": "tariff T, element 2: TIME",
    }


@pytest.mark.parametrize(
    ("rounding", "before", "after"),
    [
        ("exact", "0.906666666667", "1.088"),
        ("four-decimals", "0.9067", "1.0880"),
        ("minor-unit", "0.91", "1.09"),
        ("up", "0.91", "1.09"),
    ],
)
def test_amounts_are_rounded_as_asked(priced, rounding, before, after):
    longer = CDR | {"end_date_time": "2026-06-01T15:20:20Z"}
    longer["charging_periods"] = [
        CDR["charging_periods"][0] | {"dimensions": [{"type": "TIME", "volume": 0.338889}]}
    ]
    cheap = json.loads(json.dumps(TARIFF))
    cheap["elements"][0]["price_components"][1]["step_size"] = 0
    told = json.loads(priced("--rounding", rounding, "--json", cdr=longer, tariff=cheap))
    # Without a time zone 15:00 is UTC's: 0.50 and 1220 s at 1.20.
    assert told["total_cost"] == {"before_taxes": before, "after_taxes": after}
    assert told["notes"] == ["no_time_zone"]


def test_what_the_rules_leave_unknowable_is_null(priced):
    gross = json.loads(json.dumps(TARIFF)) | {"tax_included": "YES", "max_price": None}
    for element in gross["elements"]:
        for component in element["price_components"]:
            del component["vat"]
    told = json.loads(priced("--json", tariff=gross))
    assert told["total_cost"] == {"before_taxes": None, "after_taxes": "0.90"}
    assert {line["before_taxes"] for line in told["lines"]} == {None}
    assert "unknown" in priced(tariff=gross)


def test_an_expired_reservation_is_said_by_an_option(priced):
    reserved = CDR | {
        "charging_periods": [
            CDR["charging_periods"][0]
            | {"dimensions": [{"type": "RESERVATION_TIME", "volume": 0.333333}]}
        ]
    }
    element = TARIFF["elements"][1] | {"restrictions": {"reservation": "RESERVATION_EXPIRES"}}
    tariff = TARIFF | {"elements": [element]}
    assert json.loads(priced("--json", cdr=reserved, tariff=tariff))["lines"] == []
    told = json.loads(priced("--reservation-expired", "--json", cdr=reserved, tariff=tariff))
    assert told["total_cost"]["before_taxes"] == "0.80"
    assert told["lines"][0]["context"] == "RESERVATION"


def test_a_person_sees_lines_taxes_total_and_notes(priced):
    shown = priced(tariff=[TARIFF | {"max_price": {"before_taxes": 0.6, "after_taxes": 1}}])
    assert "Price in EUR" in shown
    for word in ("Flat", "Time", "Max price", "Tax 20 %", "Total", "1200 s", "1.2/h"):
        assert word in shown
    assert "Note: no time zone" in shown
    assert "Note: max price applied" in shown


def test_many_pairs_are_priced_line_by_line_and_a_wrong_one_stops_no_other(tmp_path):
    wrong = TARIFF | {"currency": "XXX"}
    lines = [
        json.dumps({"cdr": CDR, "tariff": TARIFF, "time_zone": "Europe/Amsterdam"}),
        "not JSON",
        "",
        json.dumps({"cdr": CDR, "tariff": wrong}),
        json.dumps({"cdr": CDR, "tariff": [TARIFF, TARIFF | {"id": "U"}]}),
        json.dumps({"cdr": CDR, "tariff": []}),
        json.dumps({"tariff": TARIFF}),
        json.dumps({"cdr": CDR, "tariff": TARIFF, "time_zone": "Europe/Atlantis"}),
        json.dumps([1]),
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(lines))
    done = CliRunner().invoke(app, ["price", "--pairs", str(path), "--json"])
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [one.get("total_cost", {}).get("before_taxes") for one in told] == [
        "0.80",
        None,
        None,
        "0.90",
        *[None] * 4,
    ]
    errors = [one["error"] for one in told if "error" in one]
    assert errors[0].startswith(f"{path}:2: not JSON")
    assert errors[1] == "currency: wanted an ISO 4217 code, found 'XXX'"
    assert errors[2:4] == [
        "message: wanted an object, found a list",
        "message: wanted an object, found null",
    ]
    assert len(errors) == 6


@pytest.mark.parametrize("options", [[], ["--cdr", "nowhere.json", "--tariff", "nowhere.json"]])
def test_what_is_missing_is_one_error_for_people_and_for_scripts(options):
    command = [sys.executable, "-m", "console", "price", *options, "--json"]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 2
    assert set(json.loads(done.stdout)) == {"error"}
    assert done.stderr.count("\n") == 1
